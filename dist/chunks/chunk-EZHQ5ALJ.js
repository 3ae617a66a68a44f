var t=["text","json","sarif","markdown","github","junit","html","codequality"];export{t as a};

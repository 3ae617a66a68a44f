function o(n,e,r){return{kind:"unknown",reason:n,why:e,settle:r}}export{o as a};

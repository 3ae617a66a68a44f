import{c as o}from"./chunk-W3Z2KOSR.js";var p=o((r,e)=>{e.exports={}});export{p as a};

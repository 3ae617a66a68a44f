import{a,b}from"./chunk-7WHLILAQ.js";import"./chunk-ZWSTT57A.js";import"./chunk-NBRVTQTJ.js";import"./chunk-W3Z2KOSR.js";export{a as extendsOf,b as fetchExtended};

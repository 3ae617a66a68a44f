import{a,b}from"./chunk-AP3GFFCN.js";import"./chunk-QRQYICOW.js";import"./chunk-FLZNP3JX.js";import"./chunk-R5UZ6QYS.js";import"./chunk-W3Z2KOSR.js";export{b as ruleCatalogue,a as ruleIds};

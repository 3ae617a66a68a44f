import{a,b}from"./chunk-KOP3D2P7.js";import"./chunk-THPUR73V.js";import"./chunk-IRU4H5XC.js";import"./chunk-R5UZ6QYS.js";import"./chunk-W3Z2KOSR.js";export{b as ruleCatalogue,a as ruleIds};

import{a,b}from"./chunk-SYA4S537.js";import"./chunk-ZWSTT57A.js";import"./chunk-R5UZ6QYS.js";import"./chunk-W3Z2KOSR.js";export{a as extendsOf,b as fetchExtended};

import{a,b}from"./chunk-MTVJ7HB7.js";import"./chunk-4YQH6FIX.js";import"./chunk-FRCHKHK5.js";import"./chunk-R5UZ6QYS.js";import"./chunk-W3Z2KOSR.js";export{b as ruleCatalogue,a as ruleIds};

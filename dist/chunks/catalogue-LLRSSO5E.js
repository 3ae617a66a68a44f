import{a,b}from"./chunk-JITD6TZC.js";import"./chunk-LQTDPYES.js";import"./chunk-3LPVFXXK.js";import"./chunk-R5UZ6QYS.js";import"./chunk-W3Z2KOSR.js";export{b as ruleCatalogue,a as ruleIds};

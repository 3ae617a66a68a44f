import{a,b}from"./chunk-IUFN5HYH.js";import"./chunk-VB4YDHAT.js";import"./chunk-5JKAUGOO.js";import"./chunk-R5UZ6QYS.js";import"./chunk-W3Z2KOSR.js";export{b as ruleCatalogue,a as ruleIds};

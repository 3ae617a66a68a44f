import{oa as a}from"./chunk-FRCHKHK5.js";import"./chunk-R5UZ6QYS.js";import"./chunk-W3Z2KOSR.js";export{a as runImages};

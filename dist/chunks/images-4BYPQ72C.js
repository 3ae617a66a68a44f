import{la as a}from"./chunk-PCKVXVXN.js";import"./chunk-J34B4R22.js";import"./chunk-NBRVTQTJ.js";import"./chunk-W3Z2KOSR.js";export{a as runImages};

import { createRequire as __createRequire } from 'node:module';
import { fileURLToPath as __fileURLToPath } from 'node:url';
import { dirname as __dirnameOf } from 'node:path';
const require = __createRequire(import.meta.url);
const __filename = __fileURLToPath(import.meta.url);
const __dirname = __dirnameOf(__filename);
import{a as n}from"./chunk-KC5J7TYZ.js";var l="Not an image in Artifact Registry, so it was not looked up.";function i(r){let e=n(o=>r.filter(a=>a.severity===o).length,"count");return{errors:e("error"),warnings:e("warning"),notices:e("notice")}}n(i,"countFindings");export{l as a,i as b};

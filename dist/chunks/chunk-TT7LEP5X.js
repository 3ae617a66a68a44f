import { createRequire as __createRequire } from 'node:module';
import { fileURLToPath as __fileURLToPath } from 'node:url';
import { dirname as __dirnameOf } from 'node:path';
const require = __createRequire(import.meta.url);
const __filename = __fileURLToPath(import.meta.url);
const __dirname = __dirnameOf(__filename);
import{a as n}from"./chunk-KC5J7TYZ.js";function d(e,r,o){return{kind:"unknown",reason:e,why:r,settle:o}}n(d,"unknown");export{d as a};

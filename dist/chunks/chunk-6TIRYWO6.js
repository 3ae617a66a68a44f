import { createRequire as __createRequire } from 'node:module';
import { fileURLToPath as __fileURLToPath } from 'node:url';
import { dirname as __dirnameOf } from 'node:path';
const require = __createRequire(import.meta.url);
const __filename = __fileURLToPath(import.meta.url);
const __dirname = __dirnameOf(__filename);
import{a as o}from"./chunk-QEUEF4MA.js";import{a as n}from"./chunk-KC5J7TYZ.js";function l(t,{environment:e},a={}){let r=a.color?.at(-1)??"auto";if(r==="always"||r==="never")return r;if(r!=="auto")throw new o(`--color: expected auto, always or never, got "${r}".`);return(e.NO_COLOR??"")!==""?"never":["","0",void 0].includes(e.FORCE_COLOR)?t.isTTY===!0&&e.TERM!=="dumb"?"always":"never":"always"}n(l,"colorOf");export{l as a};

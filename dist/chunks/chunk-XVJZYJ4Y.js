import { createRequire as __createRequire } from 'node:module';
import { fileURLToPath as __fileURLToPath } from 'node:url';
import { dirname as __dirnameOf } from 'node:path';
const require = __createRequire(import.meta.url);
const __filename = __fileURLToPath(import.meta.url);
const __dirname = __dirnameOf(__filename);
import{C as r}from"./chunk-472EH33G.js";var g=r.map(({id:e})=>e),m=r.map(({id:e,title:p,severity:u,folds:t,leaves:o})=>({id:e,title:p,severity:u,...t===void 0?{}:{folds:t},...o===void 0?{}:{leaves:o},page:`https://github.com/gar-preflight/gar-preflight/blob/main/docs/rules/${e}.md`}));export{g as a,m as b};

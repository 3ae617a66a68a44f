import { createRequire as __createRequire } from 'node:module';
import { fileURLToPath as __fileURLToPath } from 'node:url';
import { dirname as __dirnameOf } from 'node:path';
const require = __createRequire(import.meta.url);
const __filename = __fileURLToPath(import.meta.url);
const __dirname = __dirnameOf(__filename);
import{C as i}from"./chunk-472EH33G.js";import{a as u}from"./chunk-QEUEF4MA.js";import{a as t}from"./chunk-KC5J7TYZ.js";import{readFileSync as l}from"node:fs";function d(e,r){if(e===void 0)return r.stdout.write(f()),0;let n=i.find(o=>o.id===e);if(n===void 0)throw new u(`rules: expected a rule's name, got "${e}". \`gar-preflight rules\` lists them.`);return r.stdout.write(s(n,r)??a(n)),0}t(d,"runRules");function f(){let e=Math.max(...i.map(({id:r})=>r.length));return i.map(({id:r,severity:n,title:o})=>`${r.padEnd(e)}  ${n.padEnd(7)}  ${o}
`).join("")}t(f,"catalogue");function s({id:e},r){try{return l(new URL(`rules/${e}.md`,r.docs),"utf8")}catch{return null}}t(s,"pageOf");function a({id:e,severity:r,title:n}){return[`# ${e}`,"",`${n}.`,"",`Severity: ${r}. Change it in .github/gar-preflight.yml: rules: { ${e}: error | warning | notice | off }`,`To waive one finding, write on its line or alone above it: # gar-preflight: ignore ${e} REASON`,""].join(`
`)}t(a,"explained");export{d as runRules};

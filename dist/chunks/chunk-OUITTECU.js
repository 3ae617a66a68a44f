import { createRequire as __createRequire } from 'node:module';
import { fileURLToPath as __fileURLToPath } from 'node:url';
import { dirname as __dirnameOf } from 'node:path';
const require = __createRequire(import.meta.url);
const __filename = __fileURLToPath(import.meta.url);
const __dirname = __dirnameOf(__filename);
import{a as r}from"./chunk-KC5J7TYZ.js";var c=/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;function o(n){return u(d(n))}r(o,"printable");function u(n){return n.replaceAll("##[","##\u200B[").replace(/::(?=[a-z-]+(?: .*?)?::)/gi,":\u200B:")}r(u,"unobeyed");function d(n){return n.replace(c,e=>`\\u{${(e.codePointAt(0)??0).toString(16)}}`)}r(d,"visible");function h(n){return n.split(`
`).map(o).join(`
`)}r(h,"printableLines");function x(n){return`${JSON.stringify(n,null,2).replaceAll("##[","#\\u0023[").replace(c,t=>t===`
`?`
`:f(t))}
`}r(x,"jsonText");function f(n){return Array.from({length:n.length},(e,t)=>`\\u${n.charCodeAt(t).toString(16).padStart(4,"0")}`).join("")}r(f,"escapesOf");function p(n,e){let t=[...n];return t.length<=e?n:`${t.slice(0,e-1).join("")}\u2026`}r(p,"capped");function b(n,e=2e3){return p(o(n),e).replace(/&/g,"&amp;").replace(/</g,"&lt;").replace(/>/g,"&gt;").replace(/[\\`*_[\]{}()#+!|~]/g,t=>`&#${t.charCodeAt(0)};`).replace(/(?<![\w.+-])@/g,"@\u200B").replace(/(https?|ftp|www)(?=[:.])/gi,"$1\u200B").replace(/(^|\s)(fix(?:e[sd])?|close[sd]?|resolve[sd]?)(?=\s)/gi,"$1$2\u200B")}r(b,"markdownText");function m(n,e=300){let t=$(p(o(n),e)),s=Math.max(0,...[...t.matchAll(/`+/g)].map(([a])=>a.length)),i="`".repeat(s+1),g=(t.startsWith("`")||t.endsWith("`")||t===""?` ${t} `:t).replace(/\\(?=\|)/g,"\\\u200B").replaceAll("|","\\|");return`${i}${g}${i}`}r(m,"markdownCode");function $(n){return n.replace(/(?<![\w.+-])@(?=\w)/g,"@\u200B").replace(/<(?=[a-z!/])/gi,"<\u200B").replaceAll("-->","--\u200B>")}r($,"unlinked");function w(n,e){let t=n.split(`
`).map(o).join(`
`),s=Math.max(2,...[...t.matchAll(/`+/g)].map(([l])=>l.length)),i="`".repeat(s+1);return`${i}${e}
${t}
${i}`}r(w,"markdownBlock");export{o as a,u as b,d as c,h as d,x as e,p as f,b as g,m as h,w as i};

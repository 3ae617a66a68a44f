import { createRequire as __createRequire } from 'node:module';
import { fileURLToPath as __fileURLToPath } from 'node:url';
import { dirname as __dirnameOf } from 'node:path';
const require = __createRequire(import.meta.url);
const __filename = __fileURLToPath(import.meta.url);
const __dirname = __dirnameOf(__filename);
import{a as t}from"./chunk-KC5J7TYZ.js";var o={SIGHUP:129,SIGINT:130,SIGTERM:143},i=1700;function l(){let n=new AbortController,r=null;for(let e of["SIGHUP","SIGINT","SIGTERM"])process.on(e,()=>{r!==null&&process.exit(o[e]),r=o[e],setTimeout(()=>process.exit(o[e]),i).unref(),n.abort(new Error(`interrupted by ${e}`))});return{signal:n.signal,end:t(async()=>{r!==null&&(await s(process.stdout),await s(process.stderr),process.exit(r))},"end")}}t(l,"listenForInterruption");function s(n){return new Promise(r=>{n.write("",()=>r())})}t(s,"flushed");export{l as a};

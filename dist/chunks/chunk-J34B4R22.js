var l=/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;function s(n){return a(u(n))}function a(n){return n.replaceAll("##[","##\u200B[").replace(/::(?=[a-z-]+(?: .*?)?::)/gi,":\u200B:")}function u(n){return n.replace(l,e=>`\\u{${(e.codePointAt(0)??0).toString(16)}}`)}function $(n){return n.split(`
`).map(s).join(`
`)}function h(n){return`${JSON.stringify(n,null,2).replaceAll("##[","#\\u0023[").replace(l,t=>t===`
`?`
`:d(t))}
`}function d(n){return Array.from({length:n.length},(e,t)=>`\\u${n.charCodeAt(t).toString(16).padStart(4,"0")}`).join("")}function c(n,e){let t=[...n];return t.length<=e?n:`${t.slice(0,e-1).join("")}\u2026`}function x(n,e=2e3){return c(s(n),e).replace(/&/g,"&amp;").replace(/</g,"&lt;").replace(/>/g,"&gt;").replace(/[\\`*_[\]{}()#+!|~]/g,t=>`&#${t.charCodeAt(0)};`).replace(/(?<![\w.+-])@/g,"@\u200B").replace(/(https?|ftp|www)(?=[:.])/gi,"$1\u200B").replace(/(^|\s)(fix(?:e[sd])?|close[sd]?|resolve[sd]?)(?=\s)/gi,"$1$2\u200B")}function b(n,e=300){let t=f(c(s(n),e)),i=Math.max(0,...[...t.matchAll(/`+/g)].map(([g])=>g.length)),r="`".repeat(i+1),p=(t.startsWith("`")||t.endsWith("`")||t===""?` ${t} `:t).replace(/\\(?=\|)/g,"\\\u200B").replaceAll("|","\\|");return`${r}${p}${r}`}function f(n){return n.replace(/(?<![\w.+-])@(?=\w)/g,"@\u200B").replace(/<(?=[a-z!/])/gi,"<\u200B").replaceAll("-->","--\u200B>")}function m(n,e){let t=n.split(`
`).map(s).join(`
`),i=Math.max(2,...[...t.matchAll(/`+/g)].map(([o])=>o.length)),r="`".repeat(i+1);return`${r}${e}
${t}
${r}`}export{s as a,a as b,u as c,$ as d,h as e,c as f,x as g,b as h,m as i};

import{a as k,b as oe,c as ie,d as se,e as ae,f as le,g as O,h as T,i as ce}from"./chunk-JK7QUAPB.js";import{a as yt}from"./chunk-HCHVZNSW.js";import{a as _,b as I,c as F,d as x}from"./chunk-Q2OYKQ6Q.js";import{a as D}from"./chunk-E7RXU34L.js";import{b as m,c as te,d as ne,f as re,g as y}from"./chunk-R5UZ6QYS.js";import{e as bt}from"./chunk-W3Z2KOSR.js";const {readFileSync:xt}=process.getBuiltinModule("node:fs");function br(e,t){return e.map(n=>{let r=$t(n.id,t);return r===null?n:{...n,help:r}})}function $t(e,t){try{return xt(new URL(`rules/${e}.md`,t),"utf8")}catch(n){let{code:r}=n;if(r==="ENOENT"||r==="ENOTDIR")return null;throw n}}function p(e){return m(e).replace(/[&<>"']/g,t=>`&#${t.charCodeAt(0)};`)}function b(e){return`<code>${p(e)}</code>`}function N(e){return e.map(t=>typeof t=="string"?p(t):b(t.code)).join("")}function v(e,t,{link:n}){let r=b(`${e}:${t}`);return n===null?r:`<a href="${p(n(e,t))}">${r}</a>`}function M(e,t,{rules:n}){let r=n.find(({id:i})=>i===e)?.page,o=p(t);return r===void 0?o:`<a href="${p(r)}">${o}</a>`}var de=20;function ue(e,t){let{causes:n}=e;if(n.length===0)return[];let r=oe(e),o=r.common===null?"":` <span class="dim">(names are below ${p(r.common)})</span>`,i=new Set,s=n.map(a=>{let{subject:l,wrong:c,about:d,mend:u}=se(a,{report:e,names:r}),f=l.length===0?"":`${N(l)}: `,h=d.length===0?"":` ${N(d)}`,w=u.length===0?"":`; ${N(u)}`;return[`<tr><td class="v ${Rt(a)}">${St(a)}</td>`,`<td>${f}${M(a.rule,c,t)}${h}${w}`,...vt(a,i),`</td><td>${Ct(a,e,t)}${At(a)}</td></tr>`].join("")});return[`<h2>What is wrong${o}</h2>`,'<table id="causes"><thead><tr><th scope="col">Severity</th><th scope="col">What</th><th scope="col">Where</th></tr></thead><tbody>',...s,"</tbody></table>"]}function Rt({certainty:e,severity:t}){return t==="notice"?"dim":e==="known"&&t==="error"?"bad":"open"}function St({certainty:e,severity:t}){return e==="open"&&t!=="notice"?"not verified":t}function vt({commands:e},t){let n=e.filter(r=>!t.has(r));for(let r of n)t.add(r);return n.map(r=>`<pre>${le(r).split(`
`).map(p).join(`
`)}</pre>`)}function Ct({findings:e},t,n){let r=e.flatMap(l=>t.findings[l]??[]),i=[...new Map(r.map(l=>[`${l.file}:${l.line}`,l])).values()].map(({file:l,line:c})=>v(l,c,n)),s=i.slice(de),a=i.slice(0,de).join("<br>");return s.length===0?a:`${a}<details><summary>${x(s.length,"place")} more</summary>${s.join("<br>")}</details>`}function At({environments:e}){return e.length===0?"":`<div class="dim">${e.map(p).join(", ")}</div>`}var Et={broken:0,unverified:1,silenced:2,exists:3,pulled:4,skipped:5};function B({state:e}){return Et[e]}var kt={broken:{mark:"\u2717",tone:"bad",says:"will not be pulled"},unverified:{mark:"?",tone:"open",says:"could not be verified"},silenced:{mark:"\xB7",tone:"dim",says:"waived, or its rule is off"},exists:{mark:"\xB7",tone:"dim",says:"exists; who pulls was not said"},pulled:{mark:"\u2713",tone:"good",says:"will be pulled"},skipped:{mark:"\xB7",tone:"dim",says:"not checked"}},pe={found:"good",granted:"good",missing:"bad","not-granted":"bad",unknown:"open",conditional:"open",skipped:"dim"};function fe(e,t){let{pullers:n,context:r}=t,o=t.findings.get(e.image)??[],i=(t.access.get(e.image)??[]).filter(({repository:w})=>w===e.repository),s=n.map(w=>_t(w,i)),{mark:a,tone:l,says:c}=kt[e.state],d=p(`${B(e)} ${e.image}`),u=e.before.length===0?"":`<div class="dim">was ${e.before.map(b).join(", ")}</div>`,f=e.locations.map(({file:w,line:G})=>v(w,G,r)),h=o.length===0?"why":"why told";return[`<tr class="row"><td data-sort="${d}"><span class="mark ${l}" title="${c}" aria-label="${c}">${a}</span><button type="button" aria-expanded="false">${p(e.image)}</button>${u}</td>`,ge(e.existence,e.existence),...s,`</tr><tr class="${h}" hidden><td colspan="${n.length+2}">`,...o.map(w=>U(w,r)),`<p>${f.join(" \xB7 ")}</p>`,...e.note===null?[]:[`<p class="open">${p(e.note)}</p>`],...It(e),...i.map(w=>Tt(e,w)),"</td></tr>"]}function _t(e,t){let n=t.find(r=>r.principal===e)?.verdict;return ge(n??"\u2014",n??"skipped")}function ge(e,t){return`<td class="v ${pe[t]??"dim"}">${p(e)}</td>`}function It(e){let{digest:t,platforms:n,uploadTime:r,sizeBytes:o,tags:i}=e,s=[...t===null?[]:[b(t)],...n===null?[]:[p(n.join(", "))],...r===null?[]:[`uploaded ${p(r.slice(0,10))}`],...o===null?[]:[Ft(o)],...i.length===0?[]:[`also ${i.map(b).join(", ")}`]];return s.length===0?[]:[`<p class="dim">${s.join(" \xB7 ")}</p>`]}function Ft(e){return e<1e5?`${e} bytes`:`${(e/1e6).toFixed(1)} MB`}var Ot={granted:"","not-granted":"broken",conditional:"doubt",unknown:"doubt"};function Tt(e,t){let{verdict:n,origins:r,principal:o,repository:i}=t,s=Ot[n],a=r.slice(0,1).map(f=>({what:f,more:"who pulls",state:""})),d=[{what:e.workloads.join(", ")||"what is written",more:"workload",state:""},...a,{what:o,more:"identity",state:""},{...Nt(t),state:s},{what:i,more:"repository",state:s}].map(f=>`<li class="${f.state}"><span class="step">${p(f.what)}<small>${p(f.more)}</small></span></li>`),u=t.notes.map(f=>`<p class="dim">${p(f)}</p>`).join("");return`<div><strong class="${pe[n]??"dim"}">${n}</strong><ol class="path">${d.join("")}</ol>${u}</div>`}function Nt({because:e,verdict:t}){let[n]=e;if(n===void 0)return{what:t==="not-granted"?"no binding":t,more:"downloadArtifacts"};let{role:r,resource:o,condition:i}=n,s=i===null?"":`, if ${i}`;return{what:r,more:`on ${o}${s}`}}var Mt={error:"bad",warning:"open",notice:"dim"};function U(e,t){let{severity:n,rule:r,message:o,fix:i,edit:s,roots:a,file:l,line:c}=e,d=a===void 0?"":`<p class="dim">Reaches ${a.map(b).join(", ")}</p>`,u=[s?.to??i.replacement,i.command].flatMap(f=>f===null?[]:[`<pre>${p(f)}</pre>`]).join("");return`<div class="finding ${n}"><strong class="${Mt[n]}">${n}</strong> ${M(r,r,t)} ${v(l,c,t)}<div>${p(o)}</div>${d}${u}</div>`}function me(e){return ae(e)}var he=`
(() => {
  const body = document.querySelector('#images tbody');
  const rows = [...body.querySelectorAll('tr.row')].map((row) => {
    const why = row.nextElementSibling;
    const text = (row.textContent + ' ' + why.textContent).toLowerCase();
    return { row, why, text };
  });
  const shown = document.querySelector('#shown');
  const filter = document.querySelector('#filter');
  const open = (row, why, yes) => {
    why.hidden = !yes;
    const button = row.querySelector('button');
    button.setAttribute('aria-expanded', String(yes));
  };
  const sieve = () => {
    const words = filter.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let count = 0;
    for (const { row, why, text } of rows) {
      const fits = words.every((word) => text.includes(word));
      row.hidden = !fits;
      if (!fits) open(row, why, false);
      count += fits ? 1 : 0;
    }
    shown.textContent = count + ' of ' + rows.length;
  };
  filter.addEventListener('input', sieve);
  body.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (!button) return;
    const row = button.closest('tr');
    open(row, row.nextElementSibling, row.nextElementSibling.hidden);
  });
  const heads = document.querySelectorAll('#images th');
  heads.forEach((head, index) => {
    head.querySelector('button').addEventListener('click', () => {
      const up = head.getAttribute('aria-sort') !== 'ascending';
      heads.forEach((other) => other.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
      const key = ({ row }) => {
        const cell = row.cells[index];
        return cell.dataset.sort || cell.textContent;
      };
      const order = new Intl.Collator('en', { numeric: true }).compare;
      const sign = up ? 1 : -1;
      const ordered = [...rows].sort((a, b) => order(key(a), key(b)) * sign);
      body.append(...ordered.flatMap(({ row, why }) => [row, why]));
    });
  });
  document.addEventListener('keydown', (event) => {
    const isFiltering = document.activeElement === filter;
    if (event.key === '/' && !isFiltering) {
      event.preventDefault();
      filter.focus();
    }
    if (event.key === 'Escape' && isFiltering) {
      filter.value = '';
      sieve();
    }
  });
  sieve();
})();
`;var we=`
:root {
  color-scheme: light dark;
  --ink: #1f2328;
  --dim: #59636e;
  --line: #d1d9e0;
  --back: #fff;
  --soft: #f6f8fa;
  --good: #1a7f37;
  --bad: #cf222e;
  --open: #9a6700;
  --link: #0969da;
}
@media (prefers-color-scheme:dark) {
  :root {
    --ink: #f0f6fc;
    --dim: #9198a1;
    --line: #3d444d;
    --back: #0d1117;
    --soft: #151b23;
    --good: #3fb950;
    --bad: #f85149;
    --open: #d29922;
    --link: #4493f8;
  }
}
* {
  box-sizing: border-box;
}
body {
  margin: 0 auto;
  padding: 24px;
  max-width: 1400px;
  background: var(--back);
  color: var(--ink);
  font: 15px/1.5 system-ui,sans-serif;
}
h1 {
  font-size: 26px;
  margin: 0 0 4px;
}
h2 {
  font-size: 18px;
  margin: 28px 0 8px;
}
a {
  color: var(--link);
}
code,
pre {
  font: 13px/1.45 ui-monospace,monospace;
  overflow-wrap: anywhere;
}
pre {
  background: var(--soft);
  border: 1px solid var(--line);
  border-radius: 6px;
  padding: 8px 12px;
  white-space: pre-wrap;
  margin: 6px 0;
}
.dim {
  color: var(--dim);
}
.good {
  color: var(--good);
}
.bad {
  color: var(--bad);
}
.open {
  color: var(--open);
}
.bar {
  display: flex;
  gap: 12px;
  align-items: center;
  flex-wrap: wrap;
  position: sticky;
  top: 0;
  background: var(--back);
  padding: 8px 0;
  z-index: 2;
}
input[type=search] {
  flex: 1;
  min-width: 240px;
  padding: 8px 12px;
  font: inherit;
  color: inherit;
  background: var(--soft);
  border: 1px solid var(--line);
  border-radius: 6px;
}
table {
  border-collapse: collapse;
  width: 100%;
}
th,
td {
  text-align: left;
  vertical-align: top;
  padding: 6px 10px;
  border-bottom: 1px solid var(--line);
}
#causes th:first-child {
  white-space: nowrap;
  overflow-wrap: normal;
}
thead th {
  background: var(--soft);
  overflow-wrap: anywhere;
}
#images thead th {
  position: sticky;
  top: 56px;
  z-index: 1;
  box-shadow: 0 1px var(--line);
}
#causes td {
  overflow-wrap: anywhere;
}
.mark {
  display: inline-block;
  width: 1.2em;
  font-weight: 700;
}
th button,
td>button {
  all: unset;
  cursor: pointer;
  overflow-wrap: anywhere;
}
th button {
  font-weight: 600;
}
button:focus-visible,
input:focus-visible,
a:focus-visible {
  outline: 2px solid var(--link);
  outline-offset: 2px;
  border-radius: 3px;
}
td>button {
  font: 13px/1.45 ui-monospace,monospace;
}
td>button::before {
  content: "\u25B8 ";
  color: var(--dim);
}
td>button[aria-expanded=true]::before {
  content: "\u25BE ";
}
.v {
  white-space: nowrap;
  font-weight: 600;
}
.why td {
  background: var(--soft);
  padding: 12px 20px;
}
.path {
  display: flex;
  flex-wrap: wrap;
  gap: 6px 0;
  list-style: none;
  margin: 6px 0 12px;
  padding: 0;
  align-items: stretch;
}
.path li {
  display: flex;
  align-items: center;
}
.path li+li::before {
  content: "\u2192";
  padding: 0 8px;
  color: var(--good);
  font-weight: 700;
}
.path li.broken::before {
  content: "\u2715";
  color: var(--bad);
}
.path li.doubt::before {
  content: "?";
  color: var(--open);
}
.step {
  border: 1px solid var(--line);
  border-radius: 6px;
  padding: 4px 10px;
  background: var(--back);
  max-width: 340px;
  overflow-wrap: anywhere;
}
.broken .step {
  border-color: var(--bad);
  border-style: dashed;
}
.doubt .step {
  border-color: var(--open);
  border-style: dashed;
}
.step small {
  display: block;
  color: var(--dim);
}
.finding {
  border-left: 3px solid var(--line);
  padding: 2px 0 2px 12px;
  margin: 8px 0;
}
.finding.error {
  border-color: var(--bad);
}
.finding.warning {
  border-color: var(--open);
}
@media print {
  .bar {
    display: none;
  }
  #images thead th {
    position: static;
  }
  tr.row[hidden],
  tr.told[hidden] {
    display: table-row;
  }
  body {
    max-width: none;
    padding: 0;
    font-size: 11px;
  }
  thead {
    display: table-header-group;
  }
  tr {
    break-inside: avoid;
  }
}
`;var Wr={id:"html",title:"A page of its own: images \xD7 pullers, filtered and sorted, each with why",render:(e,t)=>["<!doctype html>",'<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">',`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">`,'<meta name="referrer" content="no-referrer"><title>GAR Preflight</title>',`<style>${we}</style></head><body><main>`,...jt(e,t),...ue(e,t),...Gt(e,t),...Jt(e,t),...Ht(e),"</main>",`<script>${he}</script></body></html>`,""].join(`
`)},Bt={known:"bad",open:"open",fine:"good",nothing:"open"};function jt(e,t){let n=I(e);return[`<h1>GAR Preflight</h1><p class="${Bt[F(e)]}"><strong>${p(_(e))}</strong></p>`,...n===""?[]:[`<p>${p(n)}.</p>`],`<p class="dim">${Pt(e,t).join(" \xB7 ")}</p>`,...Wt(e),...e.remarks.map(r=>`<p class="dim">${p(r)}</p>`)]}function Pt({summary:e},t){let{commit:n,commitUrl:r,date:o,version:i,label:s}=t;return[...s===""?[]:[b(s)],...n===null?[]:[`commit ${Lt(n,r)}`],...o===null?[]:[p(o)],...i===null?[]:[`version ${p(i)}`],`${e.references} references in ${e.files} files`]}function Lt(e,t){let n=b(e);return t===null?n:`<a href="${p(t)}">${n}</a>`}function Wt({access:e}){let t=e.flatMap(s=>s.origins),n=s=>[...new Set(t.flatMap(a=>s.exec(a)?.[1]??[]))],r=n(/^environment (.*)$/s),o=n(/(projects\/[^/]+\/locations\/[^/]+\/clusters\/\S+)$/),i=(s,a)=>a.length===0?[]:[`<p class="dim">${s}: ${a.map(b).join(", ")}</p>`];return[...i("Environments",r),...i("Clusters",o)]}function Gt(e,t){let n=[...new Set(e.access.map(({principal:a})=>a))].sort(),r=k(e),o={pullers:n,findings:Ut(e),access:r,context:t},i=e.images.toSorted(Dt);return["<h2>Images</h2>",'<div class="bar" role="search"><label for="filter">Filter</label>','<input id="filter" type="search" placeholder="image, file, service account, rule \u2026 ( / )" autocomplete="off">','<span id="shown" class="dim" role="status"></span></div>',`<table id="images"><thead><tr>${["Image","Exists",...n.map(me)].map(a=>`<th scope="col"><button type="button">${p(a)}</button></th>`).join("")}</tr></thead><tbody>`,...i.flatMap(a=>fe(a,o)),"</tbody></table>"]}function Dt(e,t){return B(e)-B(t)||(e.image<t.image?-1:1)}function Ut({findings:e}){let t=new Map;for(let n of e){let r=n.image??"",o=t.get(r);o===void 0?t.set(r,[n]):o.push(n)}return t}function Jt(e,t){let n=new Set(e.images.map(({image:o})=>o)),r=e.findings.filter(({image:o})=>o===null||!n.has(o));return r.length===0?[]:["<h2>Besides</h2>",...r.map(o=>U(o,t))]}function Ht({waived:e}){return e.length===0?[]:["<h2>Waived</h2>",`<ul>${e.map(({rule:n,file:r,line:o,reason:i,expires:s})=>{let a=s===null?"":` (until ${p(s)})`;return`<li>${p(n)} ${b(`${r}:${o}`)}: ${p(i)}${a}</li>`}).join("")}</ul>`]}const {createHash:qt}=process.getBuiltinModule("node:crypto");function be(e){let t=new Map;return e.map(n=>{let{rule:r,file:o,image:i,principal:s,repository:a}=n,l=[r,o,i,s,a],c=qt("sha256").update(JSON.stringify(l)).digest("hex").slice(0,16),d=(t.get(c)??0)+1;return t.set(c,d),`${c}:${d}`})}var Kt=5e3,Kr={id:"sarif",title:"SARIF 2.1.0, for code scanning",render:(e,{rules:t,version:n})=>{let r=zt(e),o=be(r),i=t.map(({id:a})=>a),s={$schema:"https://json.schemastore.org/sarif-2.1.0.json",version:"2.1.0",runs:[{tool:{driver:{name:"GAR Preflight",...n===null?{}:{version:n,semanticVersion:n},informationUri:"https://github.com/gar-preflight/gar-preflight",rules:t.map(({id:a,title:l,severity:c,page:d,help:u})=>({id:a,name:a,shortDescription:{text:`${l}.`},fullDescription:{text:`${l}.`},helpUri:d,help:Xt(l,d,u),defaultConfiguration:{level:ye[c]}}))}},columnKind:"unicodeCodePoints",results:r.map((a,l)=>Vt(a,i,o[l]??""))}]};return re(s)}},ye={error:"error",warning:"warning",notice:"note"};function zt({findings:e,waived:t}){return[...e,...t].slice(0,Kt)}function Vt(e,t,n){let{rule:r,severity:o,message:i,file:s,line:a,column:l,endLine:c,endColumn:d}=e,u=t.indexOf(r),f=[i,...O(e)];return{ruleId:r,...u<0?{}:{ruleIndex:u},level:ye[o],message:{text:y(m(f.join(" ")),5e3)},locations:[{physicalLocation:{artifactLocation:{uri:s.split("/").map(h=>encodeURIComponent(h.toWellFormed())).join("/"),uriBaseId:"%SRCROOT%"},region:{startLine:a,startColumn:l,endLine:c,endColumn:d}}}],partialFingerprints:{primaryLocationLineHash:n,"garPreflight/v1":n},..."reason"in e?{suppressions:[{kind:"external",justification:m(e.reason)}]}:{}}}function Xt(e,t,n){let r=`${e}. See ${t}`,o=`${e}. See [the rule's page](${t}).`;return{text:n??r,markdown:n??o}}function xe(e,t){let n=new Set(t.flatMap(({id:s,folds:a})=>a===void 0?[]:[s])),r=new Set(t.flatMap(({id:s,leaves:a})=>a===void 0?[]:[s])),o=({rule:s,principal:a,repository:l,message:c,image:d})=>n.has(s)?JSON.stringify([s,a,l]):JSON.stringify([s,c,r.has(s)?null:d]),i=new Map;for(let s of[...e].sort((a,l)=>D[a.severity]-D[l.severity])){let a=o(s),l=i.get(a);l===void 0?i.set(a,[s]):l.push(s)}return[...i.values()].flatMap(s=>{let[a]=s;return a===void 0?[]:[{finding:a,places:s}]})}var $e=10,Re=3900,ro={id:"github",title:"GitHub's workflow commands",render:({findings:e},t)=>{let n=xe(e,t.rules);return["error","warning","notice"].flatMap(o=>Yt(o,n.filter(({finding:i})=>i.severity===o),t)).join("")}};function Yt(e,t,n){let r=s=>Zt(s,n);if(t.length<=$e)return t.map(r);let o=t.slice(0,$e-1),i=t.length-o.length;return[...o.map(r),`::${e} title=GAR Preflight::${J(`and ${x(i,`more ${e}`)}; see the job summary.`)}
`]}function Zt({finding:e,places:t},n){let{severity:r}=e,o=t.slice(1).map(({file:a,line:l})=>`${a}:${l}`),i=[T(e,n),...O(e),...o.length===0?[]:[`Also at ${y(o.join(", "),500)}`],...ce(e.rule,n.rules)],s=en(e).map(([a,l])=>`${a}=${tn(l)}`);return`::${r} ${s.join(",")}::${J(Qt(i))}
`}function Qt(e){let t=e.map(m),n=t.at(-1)??"",r=t.slice(0,-1).join(`
`);return r===""?y(n,Re):`${y(r,Re-n.length-1)}
${n}`}function en({file:e,line:t,endLine:n,column:r,endColumn:o,title:i,rule:s}){let a=t===n&&o>r?[["col",String(r)],["endColumn",String(o)]]:[];return[["title",`${s}: ${i}`],["file",e],["line",String(t)],["endLine",String(n)],...a]}function J(e){return e.replaceAll("##[","##\u200B[").replaceAll("%","%25").replaceAll("\r","%0D").replaceAll(`
`,"%0A")}function tn(e){return J(e.split(/(\r|\n)/).map(nn).join("")).replaceAll(":","%3A").replaceAll(",","%2C")}function nn(e){return e===`
`||e==="\r"?e:ne(e)}var ft=bt(yt(),1);var rn=Object.defineProperty,on=(e,t)=>rn(e,"name",{value:t,configurable:!0}),H=String.raw`(?:\u001B\u005C|\u009C)`,Se=String.raw`\u0018\u001A\u001B\u0080-\u009F`,sn=String.raw`(?:\u001B\]|\u009D)[^\u0007${Se}]*(?:\u0007|${H})`,an=String.raw`(?:\u001B[PX^_k]|[\u0090\u0098\u009E\u009F])[^${Se}]*${H}`,ln=String.raw`\u001B\](?:P[\dA-Fa-f]{7}|R)(?:\u0007|${H})?`,cn=String.raw`(?:\u001B\[|\u009B)[\u0030-\u003F]*[\u0020-\u002F]*[\u0040-\u007E]`,dn=String.raw`\u001B(?:[\u0020-\u002F]+[\u0030-\u007E]|[\dA-PR-TZcf-oq-uy=><~|}])`,un=`${ln}|${sn}|${an}|${cn}|${dn}`;function j({onlyFirst:e=!1}={}){return new RegExp(un,e?void 0:"g")}on(j,"ansiRegex");var pn=j();function q(e){if(typeof e!="string")throw new TypeError(`Expected a \`string\`, got \`${typeof e}\``);return!e.includes("\x1B")&&!e.includes("\x9B")?e:e.replace(pn,"")}var ve=[161,161,164,164,167,168,170,170,173,174,176,180,182,186,188,191,198,198,208,208,215,216,222,225,230,230,232,234,236,237,240,240,242,243,247,250,252,252,254,254,257,257,273,273,275,275,283,283,294,295,299,299,305,307,312,312,319,322,324,324,328,331,333,333,338,339,358,359,363,363,462,462,464,464,466,466,468,468,470,470,472,472,474,474,476,476,593,593,609,609,708,708,711,711,713,715,717,717,720,720,728,731,733,733,735,735,768,879,913,929,931,937,945,961,963,969,1025,1025,1040,1103,1105,1105,8208,8208,8211,8214,8216,8217,8220,8221,8224,8226,8228,8231,8240,8240,8242,8243,8245,8245,8251,8251,8254,8254,8308,8308,8319,8319,8321,8324,8364,8364,8451,8451,8453,8453,8457,8457,8467,8467,8470,8470,8481,8482,8486,8486,8491,8491,8531,8532,8539,8542,8544,8555,8560,8569,8585,8585,8592,8601,8632,8633,8658,8658,8660,8660,8679,8679,8704,8704,8706,8707,8711,8712,8715,8715,8719,8719,8721,8721,8725,8725,8730,8730,8733,8736,8739,8739,8741,8741,8743,8748,8750,8750,8756,8759,8764,8765,8776,8776,8780,8780,8786,8786,8800,8801,8804,8807,8810,8811,8814,8815,8834,8835,8838,8839,8853,8853,8857,8857,8869,8869,8895,8895,8978,8978,9312,9449,9451,9547,9552,9587,9600,9615,9618,9621,9632,9633,9635,9641,9650,9651,9654,9655,9660,9661,9664,9665,9670,9672,9675,9675,9678,9681,9698,9701,9711,9711,9733,9734,9737,9737,9742,9743,9756,9756,9758,9758,9792,9792,9794,9794,9824,9825,9827,9829,9831,9834,9836,9837,9839,9839,9886,9887,9919,9919,9926,9933,9935,9939,9941,9953,9955,9955,9960,9961,9963,9969,9972,9972,9974,9977,9979,9980,9982,9983,10045,10045,10102,10111,11094,11097,12872,12879,57344,63743,65024,65039,65533,65533,127232,127242,127248,127277,127280,127337,127344,127373,127375,127376,127387,127404,917760,917999,983040,1048573,1048576,1114109],Ce=12288,Ae=65510,Ee=[12288,12288,65281,65376,65504,65510];var ke=4352,_e=262141,K=[4352,4447,8986,8987,9001,9002,9193,9196,9200,9200,9203,9203,9725,9726,9748,9749,9776,9783,9800,9811,9855,9855,9866,9871,9875,9875,9889,9889,9898,9899,9917,9918,9924,9925,9934,9934,9940,9940,9962,9962,9970,9971,9973,9973,9978,9978,9981,9981,9989,9989,9994,9995,10024,10024,10060,10060,10062,10062,10067,10069,10071,10071,10133,10135,10160,10160,10175,10175,11035,11036,11088,11088,11093,11093,11904,11929,11931,12019,12032,12245,12272,12287,12289,12350,12353,12438,12441,12543,12549,12591,12593,12686,12688,12773,12783,12830,12832,12871,12880,42124,42128,42182,43360,43388,44032,55203,63744,64255,65040,65049,65072,65106,65108,65126,65128,65131,94176,94180,94192,94198,94208,101594,101631,101664,101760,101874,101888,102801,102816,102866,110576,110579,110581,110587,110589,110590,110592,110888,110898,110898,110928,110930,110933,110933,110948,110952,110960,111355,119552,119638,119648,119670,126980,126980,127183,127183,127374,127374,127377,127386,127406,127406,127488,127490,127504,127547,127552,127560,127568,127569,127584,127589,127744,127776,127789,127797,127799,127868,127870,127891,127904,127946,127951,127955,127968,127984,127988,127988,127992,128062,128064,128064,128066,128252,128255,128317,128331,128334,128336,128359,128378,128378,128405,128406,128420,128420,128507,128591,128640,128709,128716,128716,128720,128722,128725,128729,128732,128735,128747,128748,128756,128764,128986,128986,128992,129003,129008,129008,129292,129338,129340,129349,129351,129535,129648,129660,129664,129734,129736,129736,129740,129757,129759,129771,129775,129786,131072,196605,196608,262141];var P=(e,t)=>{let n=0,r=Math.floor(e.length/2)-1;for(;n<=r;){let o=Math.floor((n+r)/2),i=o*2;if(t<e[i])r=o-1;else if(t>e[i+1])n=o+1;else return!0}return!1};var Ie=19968,[mn,hn]=wn(K);function wn(e){let t=e[0],n=e[1];for(let r=0;r<e.length;r+=2){let o=e[r],i=e[r+1];if(Ie>=o&&Ie<=i)return[o,i];i-o>n-t&&(t=o,n=i)}return[t,n]}var Fe=e=>e<161||e>1114109?!1:P(ve,e),Oe=e=>e<Ce||e>Ae?!1:P(Ee,e);var Te=e=>e>=mn&&e<=hn?!0:e<ke||e>_e?!1:P(K,e);function bn(e){if(!Number.isSafeInteger(e))throw new TypeError(`Expected a code point, got \`${typeof e}\`.`)}function C(e,{ambiguousAsWide:t=!1}={}){return bn(e),Oe(e)||Te(e)||t&&Fe(e)?2:1}var yn=(e=>({segment:t=>(e??=new Intl.Segmenter).segment(t)}))(null),Ne=new RegExp("[^\\p{Default_Ignorable_Code_Point}\\p{Control}\\p{Format}\\p{Nonspacing_Mark}\\p{Enclosing_Mark}\\p{Surrogate}]","v"),xn=new RegExp("\\p{Spacing_Mark}","v"),$n=new RegExp("^\\p{RGI_Emoji}$","v"),Rn=/^[\d#*]\u20E3$/,Sn=new RegExp("\\p{Extended_Pictographic}","gu");function vn(e){if(e.length>50)return!1;if(Rn.test(e))return!0;if(e.includes("\u200D")){let t=e.match(Sn);return t!==null&&t.length>=2}return!1}function Cn(e){let t=e.search(Ne);return t===-1?void 0:e.slice(t)}function Me(e){return e>=4352&&e<=4447||e>=43360&&e<=43388}function Be(e){return e>=4448&&e<=4519||e>=55216&&e<=55238}function je(e){return e>=4520&&e<=4607||e>=55243&&e<=55291}function An(e){return Me(e)||Be(e)||je(e)}function En(e,t){let n=[];for(let o of e)Ne.test(o)&&n.push(o.codePointAt(0));if(n.length===0)return;let r=0;for(let o=0;o<n.length;o++){let i=n[o];if(!An(i)){if(r===0)return;for(let s=o;s<n.length;s++)r+=C(n[s],t);return r}if(Me(i)&&Be(n[o+1])){r+=2,o+=je(n[o+2])?2:1;continue}r+=C(i,t)}return r}function kn(e,t){let n=0,r=!0;for(let o of e){if(r){r=!1;continue}(xn.test(o)||o>="\uFF00"&&o<="\uFFEF")&&(n+=C(o.codePointAt(0),t))}return n}function $(e,t={}){if(typeof e!="string"||e.length===0)return 0;let{ambiguousIsNarrow:n=!0,countAnsiEscapeCodes:r=!1}=t,o=e;if(!r&&(o.includes("\x1B")||o.includes("\x9B"))&&(o=q(o)),o.length===0)return 0;if(/^[\u0020-\u007E]*$/.test(o))return o.length;let i=0,s={ambiguousAsWide:!n};for(let{segment:a}of yn.segment(o)){let l=Cn(a);if(l===void 0)continue;if($n.test(a)||vn(a)){i+=2;continue}let c=En(l,s);if(c!==void 0){i+=c;continue}let d=l.codePointAt(0);i+=C(d,s),i+=kn(l,s)}return i}var Pe=(e=0)=>t=>`\x1B[${t+e}m`,Le=(e=0)=>t=>`\x1B[${38+e};5;${t}m`,We=(e=0)=>(t,n,r)=>`\x1B[${38+e};2;${t};${n};${r}m`,g={modifier:{reset:[0,0],bold:[1,22],dim:[2,22],italic:[3,23],underline:[4,24],overline:[53,55],inverse:[7,27],hidden:[8,28],strikethrough:[9,29]},color:{black:[30,39],red:[31,39],green:[32,39],yellow:[33,39],blue:[34,39],magenta:[35,39],cyan:[36,39],white:[37,39],blackBright:[90,39],gray:[90,39],grey:[90,39],redBright:[91,39],greenBright:[92,39],yellowBright:[93,39],blueBright:[94,39],magentaBright:[95,39],cyanBright:[96,39],whiteBright:[97,39]},bgColor:{bgBlack:[40,49],bgRed:[41,49],bgGreen:[42,49],bgYellow:[43,49],bgBlue:[44,49],bgMagenta:[45,49],bgCyan:[46,49],bgWhite:[47,49],bgBlackBright:[100,49],bgGray:[100,49],bgGrey:[100,49],bgRedBright:[101,49],bgGreenBright:[102,49],bgYellowBright:[103,49],bgBlueBright:[104,49],bgMagentaBright:[105,49],bgCyanBright:[106,49],bgWhiteBright:[107,49]}},Ao=Object.keys(g.modifier),_n=Object.keys(g.color),In=Object.keys(g.bgColor),Eo=[..._n,...In];function Fn(){let e=new Map;for(let[t,n]of Object.entries(g)){for(let[r,o]of Object.entries(n))g[r]={open:`\x1B[${o[0]}m`,close:`\x1B[${o[1]}m`},n[r]=g[r],e.set(o[0],o[1]);Object.defineProperty(g,t,{value:n,enumerable:!1})}return Object.defineProperty(g,"codes",{value:e,enumerable:!1}),g.color.close="\x1B[39m",g.bgColor.close="\x1B[49m",g.color.ansi=Pe(),g.color.ansi256=Le(),g.color.ansi16m=We(),g.bgColor.ansi=Pe(10),g.bgColor.ansi256=Le(10),g.bgColor.ansi16m=We(10),Object.defineProperties(g,{rgbToAnsi256:{value(t,n,r){return t===n&&n===r?t<8?16:t>248?231:Math.round((t-8)/247*24)+232:16+36*Math.round(t/255*5)+6*Math.round(n/255*5)+Math.round(r/255*5)},enumerable:!1},hexToRgb:{value(t){let n=/[a-f\d]{6}|[a-f\d]{3}/i.exec(t.toString(16));if(!n)return[0,0,0];let[r]=n;r.length===3&&(r=[...r].map(i=>i+i).join(""));let o=Number.parseInt(r,16);return[o>>16&255,o>>8&255,o&255]},enumerable:!1},hexToAnsi256:{value:t=>g.rgbToAnsi256(...g.hexToRgb(t)),enumerable:!1},ansi256ToAnsi:{value(t){if(t<8)return 30+t;if(t<16)return 90+(t-8);let n,r,o;if(t>=232)n=((t-232)*10+8)/255,r=n,o=n;else{t-=16;let a=t%36;n=Math.floor(t/36)/5,r=Math.floor(a/6)/5,o=a%6/5}let i=Math.max(n,r,o)*2;if(i===0)return 30;let s=30+(Math.round(o)<<2|Math.round(r)<<1|Math.round(n));return i===2&&(s+=60),s},enumerable:!1},rgbToAnsi:{value:(t,n,r)=>g.ansi256ToAnsi(g.rgbToAnsi256(t,n,r)),enumerable:!1},hexToAnsi:{value:t=>g.ansi256ToAnsi(g.hexToAnsi256(t)),enumerable:!1}}),g}var On=Fn(),z=On;var R="\x1B",Ke="\x07",ze="\x9B",Ve="[",Xe="]",Ye="m",W=0,Ze=39,Qe=49,et=59,X=38,Y=48,Z=58,tt=2,nt=5,Tn=`${Xe}8;`,rt=new Set([R,ze]),ot=[...rt].join(""),Nn=`(?:${R}\\${Ve}|${ze})`,Mn="[0-?]*[ -/]*[@-~]",Bn=`(?<sgr>[0-9;:]*)${Ye}`,it=`(?:${Ke}|${R}\\\\)`,st=String.raw`[^\u0000-\u001F\u007F-\u009F]*`,jn=String.raw`8;(?<parameters>[^;\u0000-\u001F\u007F-\u009F]*);(?<uri>${st})${it}`,Pn=`${st}${it}`,Ge=new RegExp(`${Nn}(?:${Bn}|${Mn})|${R}\\${Xe}(?:${jn}|${Pn})`,"y"),at=new Set(z.codes.values());at.delete(W);var Ln=(e=>({segment:t=>(e??=new Intl.Segmenter).segment(t)}))(null),A=e=>$(e,{countAnsiEscapeCodes:!0}),De=8,Ue=new RegExp(`[${ot}]`,"g"),Je=new RegExp(`[\\n${ot}]`,"g"),Wn=/^[ -~]*$/,lt=e=>`${R}${Ve}${e}${Ye}`,He=(e,t="")=>`${R}${Tn}${t};${e}${Ke}`,Q=(e,t)=>{if(rt.has(e[t]))return Ge.lastIndex=t,Ge.exec(e)??void 0},S=(e,t,n=()=>{})=>{let r=0,o=0;for(;o<e.length;){Ue.lastIndex=o;let i=Ue.exec(e);if(!i)break;let s=Q(e,i.index);if(!s){o=i.index+1;continue}i.index>r&&t(e.slice(r,i.index)),n(s[0]),o=i.index+s[0].length,r=o}r<e.length&&t(e.slice(r))},ct=e=>{let t="";return S(e,n=>{t+=n}),A(t)},Gn=e=>{let t=[];return S(e,n=>{if(Wn.test(n)){for(let r of n)t.push({value:r,width:1});return}for(let{segment:r}of Ln.segment(n))t.push({value:r,width:A(r)})},n=>{t.push({value:n,width:0})}),t},Dn=e=>{let t={value:"",plainText:""},n=[t];S(e,r=>{let o=r.split(" ");t.value+=o[0],t.plainText+=o[0];for(let i=1;i<o.length;i++)t={value:o[i],plainText:o[i]},n.push(t)},r=>{t.value+=r});for(let r of n)r.width=A(r.plainText);return n},Un=e=>{let t=e.split(":"),n=Number.parseInt(t[0],10),r=Number.parseInt(t[1],10);if(![X,Y,Z].includes(n))return;if(r===nt&&t.length===3&&/^\d+$/.test(t[2]))return{code:n,open:e,hasArguments:!0};if(r!==tt)return;let o=t.length===6?t.slice(3):t.slice(2),i=t.length===6?t[2]:void 0;if(o.length===3&&o.every(s=>/^\d+$/.test(s))&&(i===void 0||/^\d*$/.test(i)))return{code:n,open:e,hasArguments:!0}},dt=e=>{let t=e.split(";"),n=[];for(let r=0;r<t.length;r++){let o=t[r];if(o.includes(":")){let s=Un(o);s&&n.push(s);continue}let i=o===""?W:Number.parseInt(o,10);if(Number.isFinite(i)){if(i===X||i===Y||i===Z){if(r+1>=t.length)break;let s=Number.parseInt(t[r+1],10),a=Number.parseInt(t[r+2],10);if(s===nt&&Number.isFinite(a)){n.push({code:i,open:[i,s,a].join(";"),hasArguments:!0}),r+=2;continue}let l=Number.parseInt(t[r+2],10),c=Number.parseInt(t[r+3],10),d=Number.parseInt(t[r+4],10);if(s===tt&&Number.isFinite(l)&&Number.isFinite(c)&&Number.isFinite(d)){n.push({code:i,open:[i,s,l,c,d].join(";"),hasArguments:!0}),r+=4;continue}break}n.push({code:i,open:String(i),hasArguments:!1})}}return n},L=(e,t)=>{let n=e.findIndex(r=>r.family===t);n!==-1&&e.splice(n,1)},qe=(e,t)=>{L(e,t.family),e.push(t)},Jn=(e,t)=>{for(let n=e.length-1;n>=0;n--){let r=e[n];r.family.startsWith("modifier-")&&r.close===t&&e.splice(n,1)}},Hn=e=>{let{code:t,open:n,hasArguments:r}=e;if(t>=30&&t<=37||t>=90&&t<=97||t===X&&r)return{family:"foreground",open:n,close:Ze};if(t>=40&&t<=47||t>=100&&t<=107||t===Y&&r)return{family:"background",open:n,close:Qe};if(t===Z&&r)return{family:"underlineColor",open:n,close:et}},ut=(e,t)=>e===W?(t.length=0,!0):e===Ze?(L(t,"foreground"),!0):e===Qe?(L(t,"background"),!0):e===et?(L(t,"underlineColor"),!0):at.has(e)?(Jn(t,e),!0):!1,qn=(e,t)=>{let{code:n}=e;if(ut(n,t))return;let r=Hn(e);if(r){qe(t,r);return}let o=z.codes.get(n);o!==void 0&&o!==W&&qe(t,{family:`modifier-${n}`,open:e.open,close:o})},Kn=(e,t)=>{for(let n of dt(e))qn(n,t)},zn=(e,t)=>{for(let{code:n}of dt(e))ut(n,t)},Vn=(e,t,n)=>{let r=t;for(;r<e.length;){let o=Q(e,r);if(!o)break;o.groups.sgr!==void 0&&zn(o.groups.sgr,n),r+=o[0].length}},Xn=e=>[...e].reverse().map(t=>lt(t.close)).join(""),Yn=e=>e.map(t=>lt(t.open)).join(""),V=(e,t,n,r)=>{let o=Gn(t),i=r;for(let s=0;s<o.length;s++){let a=o[s];a.width>0&&i>0&&i+a.width>n&&(e.push(""),i=0),e[e.length-1]+=a.value,i+=a.width,i===n&&s<o.length-1&&(e.push(""),i=0)}return!i&&e.at(-1).length>0&&e.length>1&&(e[e.length-2]+=e.pop()),ct(e.at(-1))},Zn=e=>{if(!e.includes(" "))return e;let t=[];S(e,n=>{t.push({value:n,isEscape:!1})},n=>{t.push({value:n,isEscape:!0})});for(let n=t.length-1;n>=0;n--){let r=t[n];if(r.isEscape)continue;let o=r.value.length;for(;o>0&&r.value[o-1]===" ";)o--;if(r.value=r.value.slice(0,o),A(r.value)>0)break}return t.map(n=>n.value).join("")},Qn=e=>{if(!e.includes("	"))return e;let t=0,n="",r="";return S(e,i=>{let s=i.split("	");for(let[a,l]of s.entries())if(n+=l,r+=l,a<s.length-1){t+=A(r),r="";let c=De-t%De;n+=" ".repeat(c),t+=c}},i=>{n+=i}),n},er=e=>{let t="",n,r=[],o=0,i=0;for(;o<e.length;){Je.lastIndex=o;let s=Je.exec(e);if(!s)break;if(o=s.index,s[0]!==`
`){let a=Q(e,o);if(!a){o++;continue}let{groups:l}=a;l.sgr!==void 0?Kn(l.sgr,r):l.uri!==void 0&&(n=l.uri.length===0?void 0:{parameters:l.parameters,uri:l.uri}),o+=a[0].length;continue}if(t+=e.slice(i,o),o>i&&(n&&(t+=He("")),t+=Xn(r)),t+=`
`,o++,i=o,o<e.length&&e[o]!==`
`){let a=[...r];Vn(e,o,a),t+=Yn(a),n&&(t+=He(n.uri,n.parameters))}}return t+e.slice(i)},tr=(e,t,n={})=>{if(n.trim!==!1&&e.trim()==="")return"";let r=Dn(e),o=[""],i=0,s=-1,a=!0;for(let l of r){let c=o.length-1;if(n.trim!==!1&&s!==c){let d=o[c],u=d.trimStart();u.length!==d.length&&(o[c]=u,i=ct(u)),u.length>0&&(s=c)}if(a?a=!1:(i>=t&&(n.wordWrap===!1||n.trim===!1)&&(o.push(""),i=0),(i>0||n.trim===!1)&&(o[o.length-1]+=" ",i++)),n.hard&&n.wordWrap!==!1&&l.width>t){let d=t-i,u=1+Math.floor((l.width-d-1)/t);Math.floor((l.width-1)/t)<u&&(o.push(""),i=0),i=V(o,l.value,t,i);continue}if(i+l.width>t&&i>0&&l.width>0){if(n.wordWrap===!1&&i<t){i=V(o,l.value,t,i);continue}o.push(""),i=0}if(i+l.width>t&&n.wordWrap===!1){i=V(o,l.value,t,i);continue}o[o.length-1]+=l.value,i+=l.width}return n.trim!==!1&&(o=o.map(l=>Zn(l))),er(o.join(`
`))},nr=e=>{let t="";return S(e,n=>{t+=n.normalize()},n=>{t+=n}),t};function ee(e,t,n){return nr(String(e)).replaceAll(`\r
`,`
`).split(`
`).map(r=>tr(Qn(r),t,n)).join(`
`)}var Lo={id:"text",title:"for people at a terminal",render:(e,t)=>{let n=ft.default.createColors(t.color==="always");return`${[...t.detail==="all"?[...ir(e,t,n),...ur(e,t,n)]:[],...mr(e,n)].map(te).join(`
`)}
`}},rr=2e3,or=20;function ir(e,t,n){let{causes:r,findings:o}=e,i=r.toSorted((c,d)=>(c.findings[0]??0)-(d.findings[0]??0)),s=new Set,a=[],l=null;for(let c of i){let d=c.findings.flatMap(h=>o[h]??[]),[u,...f]=d;u!==void 0&&(l!==null&&u.file!==l&&a.push(""),u.file!==l&&a.push(n.underline(m(u.file))),l=u.file,a.push(...sr(u,t,n),...ar(u,f),...lr(u,s,n),""))}return a.length===0?[]:[...a,""]}function sr(e,t,n){let{line:r,column:o,severity:i,rule:s}=e,a=T(e,t),l=n.dim(`${r}:${o}`),c=e.roots===void 0?[]:[`reaches ${e.roots.map(m).join(", ")}`],d=[a,...c].flatMap(u=>hr(y(m(u),rr),t.width-6));return[`  ${l}  ${cr(i,n)}  ${n.bold(s)}`,...dr(e,t,n),...d.map(u=>`      ${u}`)]}function ar(e,t){if(t.length===0)return[];let n=t.slice(0,or).map(i=>{let s=i.image===null||i.image===e.image?"":`  ${i.image}`,a=i.edit===void 0?"":`  + ${i.edit.to}`;return`        ${m(`${i.file}:${i.line}:${i.column}${s}${a}`)}`}),r=t.length-n.length,o=r>0?[`        and ${x(r,"place")} more`]:[];return[`      also at ${x(t.length,"place")}:`,...n,...o]}function lr({fix:e,edit:t},n,r){let{command:o,replacement:i}=e,s=[];return o!==null&&!n.has(o)&&s.push("",`      ${r.cyan(m(o))}`),o!==null&&n.add(o),i!==null&&s.push("",`      ${r.green(`+ ${m(t?.to??i)}`)}`),s}function cr(e,t){return gt(e,t)(e.padEnd(7))}function gt(e,t){return e==="error"?t.red:e==="warning"?t.yellow:t.blue}function dr({file:e,line:t,column:n,endLine:r,endColumn:o,severity:i},s,a){let l=s.excerpt(e,t);if(l===null||n<1)return[];let c=[...l],d=c.findIndex(E=>E!==" "&&E!=="	"),u=Math.max(0,Math.min(d,n-1)),f=Math.max(20,s.width-10),h=n-1-u>f-20?n-1-10:u,w=c.slice(h,h+f).map(E=>m(E)),G=r===t?o:c.length+1,mt=$(w.slice(0,n-1-h).join("")),ht=Math.max(1,$(w.slice(n-1-h,G-1-h).join(""))),wt=gt(i,a);return[`      ${a.dim("\u2502")} ${w.join("")}`,`      ${a.dim("\u2502")} ${" ".repeat(mt)}${wt("^".repeat(ht))}`]}function ur({images:e,access:t},{width:n},r){if(e.length===0)return[];let o=e.toSorted((c,d)=>pt[c.state]-pt[d.state]),i=k({access:t}),s=o.map(c=>({image:c,verdicts:(i.get(c.image)??[]).filter(({repository:d})=>d===c.repository)})),a=Math.max(30,n-34),l=Math.min(a,Math.max(...s.map(({image:c})=>[...m(c.image)].length)));return[r.underline("Images"),...s.map(({image:c,verdicts:d})=>{let u=ie(m(c.image),l).padEnd(l),f=d.length===0?r.dim("\u2014"):[...new Set(d.map(h=>gr(h.verdict,r)))].join(", ");return`${pr(c,r)} ${u}  ${fr(c,r)}  ${f}`}),""]}var pt={broken:0,unverified:1,silenced:2,exists:3,pulled:4,skipped:5};function pr({state:e},t){return e==="broken"?t.red("\u2717"):e==="pulled"?t.green("\u2713"):e==="unverified"?t.yellow("?"):t.dim("\xB7")}function fr({existence:e},t){let n=e.padEnd(7);return e==="found"?t.green(n):e==="missing"?t.red(n):e==="unknown"?t.yellow(n):t.dim(n)}function gr(e,t){return e==="granted"?t.green(e):e==="not-granted"?t.red(e):t.yellow(e)}function mr(e,t){let n={known:t.red,open:t.yellow,fine:t.green,nothing:t.yellow},{waived:r,remarks:o}=e,i=I(e);return[...o.map(s=>t.dim(m(y(s,500)))),...r.length===0?[]:[`${x(r.length,"finding")} waived.`],...i===""?[]:[`${i}.`],n[F(e)](_(e))]}function hr(e,t){return ee(e,Math.max(40,t),{hard:!1}).split(`
`)}export{Wr as a,be as b,Kr as c,br as d,ro as e,Lo as f};

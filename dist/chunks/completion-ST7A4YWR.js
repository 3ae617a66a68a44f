import { createRequire as __createRequire } from 'node:module';
import { fileURLToPath as __fileURLToPath } from 'node:url';
import { dirname as __dirnameOf } from 'node:path';
const require = __createRequire(import.meta.url);
const __filename = __fileURLToPath(import.meta.url);
const __dirname = __dirnameOf(__filename);
import{a as i}from"./chunk-QEUEF4MA.js";import{a as e}from"./chunk-KC5J7TYZ.js";var m={bash:a,zsh:c,fish:f};function g(o,t,r){let n=m[o];if(n===void 0)throw new i(`completion: expected bash, zsh or fish, got "${o}".`);return r.stdout.write(n(p(t))),0}e(g,"runCompletion");function p(o){return{commands:o.commands.map(t=>({name:t.name(),says:t.description(),options:t.options.flatMap(({long:r})=>r==null?[]:[r])}))}}e(p,"wordsOf");function a({commands:o}){return["_gar_preflight() {",'  local word="${COMP_WORDS[COMP_CWORD]}" words','  case "${COMP_WORDS[1]}" in',...o.map(({name:r,options:n})=>`    ${r}) words="${n.join(" ")}" ;;`),`    *) words="${o.map(({name:r})=>r).join(" ")}" ;;`,"  esac",'  if [ "$COMP_CWORD" -gt 1 ] && [ "${word#-}" = "$word" ]; then','    COMPREPLY=($(compgen -f -- "$word"))',"  else",'    COMPREPLY=($(compgen -W "$words" -- "$word"))',"  fi","}","complete -o filenames -F _gar_preflight gar-preflight",""].join(`
`)}e(a,"bash");function c(o){return["#compdef gar-preflight","autoload -U bashcompinit && bashcompinit",a(o)].join(`
`)}e(c,"zsh");function f({commands:o}){let t=e(n=>`'${n.replaceAll("'","\\'")}'`,"quoted"),r=o.map(({name:n})=>n).join(" ");return[...o.map(({name:n,says:s})=>`complete -c gar-preflight -n "not __fish_seen_subcommand_from ${r}" -f -a ${n} -d ${t(s)}`),...o.flatMap(({name:n,options:s})=>s.map(d=>`complete -c gar-preflight -n "__fish_seen_subcommand_from ${n}" -l ${d.slice(2)}`)),""].join(`
`)}e(f,"fish");export{g as runCompletion};

import"./chunk-W3Z2KOSR.js";import{Agent as n,EnvHttpProxyAgent as o}from"./undici.cjs";export{n as Agent,o as EnvHttpProxyAgent};

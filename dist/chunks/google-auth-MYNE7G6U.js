import { createRequire as __createRequire } from 'node:module';
import { fileURLToPath as __fileURLToPath } from 'node:url';
import { dirname as __dirnameOf } from 'node:path';
const require = __createRequire(import.meta.url);
const __filename = __fileURLToPath(import.meta.url);
const __dirname = __dirnameOf(__filename);
import{d as e}from"./chunk-FDJRM66M.js";import"./chunk-7QYNSABF.js";import"./chunk-KAO46P42.js";import{f as t}from"./chunk-KC5J7TYZ.js";var o=t(e(),1);var export_GoogleAuth=o.GoogleAuth;var export_IdentityPoolClient=o.IdentityPoolClient;export{export_GoogleAuth as GoogleAuth,export_IdentityPoolClient as IdentityPoolClient};

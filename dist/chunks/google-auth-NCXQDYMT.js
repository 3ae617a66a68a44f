import { createRequire as __createRequire } from 'node:module';
import { fileURLToPath as __fileURLToPath } from 'node:url';
import { dirname as __dirnameOf } from 'node:path';
const require = __createRequire(import.meta.url);
const __filename = __fileURLToPath(import.meta.url);
const __dirname = __dirnameOf(__filename);
import{require_src2 as require_src}from"./chunk-GFKCV7RS.js";import"./chunk-ZGUW7UF5.js";import"./chunk-XZDLNJBW.js";import{__toESM}from"./chunk-OAWQDBHW.js";var import_google_auth_library=__toESM(require_src(),1);var export_ExternalAccountClient=import_google_auth_library.ExternalAccountClient;var export_GoogleAuth=import_google_auth_library.GoogleAuth;export{export_ExternalAccountClient as ExternalAccountClient,export_GoogleAuth as GoogleAuth};

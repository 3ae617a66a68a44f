import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { SettingsError } from '../../domain/settings-error.ts';
import { CREDENTIAL_TYPES, faultOf, isProject } from './credential-fields.ts';
import { parseObject } from './decode.ts';
import type { Environment } from './endpoints.ts';

/** Which credentials a run has, found the way that Application Default Credentials are, and where. */
export type FoundCredentials =
  /** `CLOUDSDK_AUTH_ACCESS_TOKEN`, used as it is. */
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'file';
      /** As the file calls itself: `external_account`, `service_account`, `authorized_user`, … */
      readonly type: string;
      readonly where: string;
      readonly json: Readonly<Record<string, unknown>>;
    }
  /** There is a file, and it is none that can log in. */
  | {
      readonly kind: 'broken';
      readonly where: string;
      readonly why: string;
      readonly settle: string;
    }
  /** No file: the metadata server, where there is one. */
  | { readonly kind: 'metadata-or-none' };

/** Looks where google-auth-library looks: the variable, then gcloud's well-known file. */
export function findCredentials(environment: Environment): FoundCredentials {
  const token = environment['CLOUDSDK_AUTH_ACCESS_TOKEN']?.trim() ?? '';
  if (token !== '') return isSendable(token) ? { kind: 'token', token } : NO_TOKEN;
  const named =
    environment['GOOGLE_APPLICATION_CREDENTIALS'] ||
    environment['google_application_credentials'];
  if (named !== undefined && named !== '')
    return readCredentials(named, `${named} (GOOGLE_APPLICATION_CREDENTIALS)`);
  const known = wellKnownFile(environment);
  if (known === null) return { kind: 'metadata-or-none' };
  const found = readCredentials(known, known);
  return found.kind === 'broken' && found.absent ? { kind: 'metadata-or-none' } : found;
}

/** What a header can carry. */
function isSendable(token: string): boolean {
  return /^[\x21-\x7e]+$/.test(token);
}

const NO_TOKEN: FoundCredentials = {
  kind: 'broken',
  where: 'CLOUDSDK_AUTH_ACCESS_TOKEN',
  why: 'holds no access token (expected one word of ASCII)',
  settle: 'Set it to what gcloud auth print-access-token prints.',
};

/** The project that quota is counted for by the environment's word, or `null`; a wrong one is a `SettingsError`. */
export function readQuotaProject(environment: Environment): string | null {
  const project = environment['GOOGLE_CLOUD_QUOTA_PROJECT'] || null;
  if (project === null || isProject(project)) return project;
  throw new SettingsError(
    "GOOGLE_CLOUD_QUOTA_PROJECT: expected a project's id, got something else.",
  );
}

function wellKnownFile(environment: Environment): string | null {
  const folder = environment['CLOUDSDK_CONFIG'] || gcloudFolder(environment);
  return folder === null
    ? null
    : path.join(folder, 'application_default_credentials.json');
}

function gcloudFolder(environment: Environment): string | null {
  if (process.platform === 'win32') {
    const roaming = environment['APPDATA'];
    return roaming ? path.join(roaming, 'gcloud') : null;
  }
  const home = environment['HOME'];
  return home ? path.join(home, '.config', 'gcloud') : null;
}

type Read =
  | Extract<FoundCredentials, { kind: 'file' }>
  | (Extract<FoundCredentials, { kind: 'broken' }> & { readonly absent: boolean });

const LOG_IN_AGAIN =
  'Log in again (google-github-actions/auth before this step, or gcloud auth application-default login), or correct the path.';

function readCredentials(file: string, where: string): Read {
  const broken = (why: string, absent = false): Read => ({
    kind: 'broken',
    where,
    why,
    settle: LOG_IN_AGAIN,
    absent,
  });
  const text = readText(file);
  if ('code' in text)
    return broken(
      REASONS[text.code] ?? `cannot be read (${text.code})`,
      text.code === 'ENOENT',
    );
  const json = parseObject(text.text);
  if (json === null) return broken('is no JSON object');
  const fault = faultOf(json);
  const type = String(json['type']);
  if (fault === null) return { kind: 'file', type, where, json };
  const kind = CREDENTIAL_TYPES.get(type);
  return broken(kind === undefined ? fault : `holds ${kind}, and ${fault}`);
}

const BYTES_AT_MOST = 1024 * 1024;
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EISDIR: 'is a folder, not a file',
  EACCES: 'may not be read by this process',
  EPERM: 'may not be read by this process',
  ELOOP: 'is a link that leads in a circle',
};

function readText(file: string): { readonly text: string } | { readonly code: string } {
  try {
    // A pipe or a device might never end.
    const found = statSync(file);
    if (found.isDirectory()) return { code: 'EISDIR' };
    if (!found.isFile()) return { code: 'no plain file' };
    if (found.size > BYTES_AT_MOST) return { code: 'larger than 1 MiB' };
    return { text: readFileSync(file, 'utf8') };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { code };
  }
}

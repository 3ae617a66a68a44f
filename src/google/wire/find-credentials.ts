import { readFileSync } from 'node:fs';
import path from 'node:path';
import { asObject } from './decode.ts';
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

/** The types that google-auth-library can log in with, and what a person calls them. */
export const CREDENTIAL_TYPES: Readonly<Record<string, string>> = {
  external_account: 'an external account (Workload Identity Federation)',
  service_account: 'a service account key',
  authorized_user: 'user credentials',
  impersonated_service_account: 'an impersonated service account',
  external_account_authorized_user: 'a federated user',
  gdch_service_account: 'a GDC service account',
};

/** Looks where google-auth-library looks: the variable, then gcloud's well-known file. */
export function findCredentials(environment: Environment): FoundCredentials {
  const token = environment['CLOUDSDK_AUTH_ACCESS_TOKEN'];
  if (token !== undefined && token !== '') return { kind: 'token', token };
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

function wellKnownFile(environment: Environment): string | null {
  const folder = environment['CLOUDSDK_CONFIG'] || gcloudFolder(environment);
  return folder === null ? null : path.join(folder, 'application_default_credentials.json');
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
  const json = parseJson(text.text);
  if (json === null) return broken('is no JSON object');
  const type = json['type'];
  if (typeof type !== 'string') return broken('names no "type" of credentials');
  if (!(type in CREDENTIAL_TYPES)) {
    const known = Object.keys(CREDENTIAL_TYPES).join(', ');
    return broken(
      `holds credentials of a type that cannot log in here (expected one of ${known})`,
    );
  }
  return { kind: 'file', type, where, json };
}

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
    return { text: readFileSync(file, 'utf8') };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { code };
  }
}

/** `null` where the text is no JSON object. */
function parseJson(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return asObject(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

import { createPrivateKey } from 'node:crypto';
import { asObject, type Json } from './decode.ts';

/** The types that log in to Google Cloud, and what a person calls them. */
export const CREDENTIAL_TYPES: ReadonlyMap<string, string> = new Map([
  ['external_account', 'an external account (Workload Identity Federation)'],
  ['service_account', 'a service account key'],
  ['authorized_user', 'user credentials'],
  ['impersonated_service_account', 'an impersonated service account'],
  ['external_account_authorized_user', 'a federated user'],
]);

/** The fields that each type must have, as text. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  external_account: ['audience', 'subject_token_type'],
  service_account: ['client_email', 'private_key'],
  authorized_user: ['client_id', 'client_secret', 'refresh_token'],
  impersonated_service_account: ['service_account_impersonation_url'],
  external_account_authorized_user: [
    'client_id',
    'client_secret',
    'refresh_token',
    'token_url',
  ],
};

const ADDRESSES = ['token_url', 'service_account_impersonation_url', 'token_info_url'];
const SOURCES = ['file', 'url', 'executable', 'certificate', 'environment_id'];
const IMPERSONATED = /\/serviceAccounts\/[^/]{1,200}:generateAccessToken$/;

/** What keeps credentials from logging in, told without a word of what they hold; `null` where nothing is seen to. */
export function faultOf(json: Json): string | null {
  const type = json['type'];
  if (typeof type !== 'string') return 'names no "type" of credentials';
  if (!CREDENTIAL_TYPES.has(type)) {
    const known = [...CREDENTIAL_TYPES.keys()].join(', ');
    return `holds credentials of a type that cannot log in here (expected one of ${known})`;
  }
  const missing = REQUIRED[type]?.find((name) => !isText(json[name]));
  if (missing !== undefined) return `has no text in "${missing}"`;
  const strange = ADDRESSES.find((name) => name in json && !isAddress(json[name]));
  if (strange !== undefined) return `has no address in "${strange}"`;
  const quota = json['quota_project_id'];
  if (quota !== undefined && !isProject(quota))
    return 'has no project in "quota_project_id"';
  return faultOfType(type, json);
}

function faultOfType(type: string, json: Json): string | null {
  switch (type) {
    case 'service_account':
      return isPrivateKey(String(json['private_key']))
        ? null
        : 'has a "private_key" that is none';
    case 'external_account':
      return faultOfSource(asObject(json['credential_source']));
    case 'impersonated_service_account':
      return faultOfImpersonated(json);
    default:
      return null;
  }
}

function faultOfSource(source: Json | null): string | null {
  const known = source !== null && SOURCES.some((name) => name in source);
  if (!known)
    return `has no "credential_source" that is known (expected one of ${SOURCES.join(', ')})`;
  const isWrong = 'url' in source && !isAddress(source['url']);
  return isWrong ? 'has no address in the "url" of its "credential_source"' : null;
}

function faultOfImpersonated(json: Json): string | null {
  if (!IMPERSONATED.test(String(json['service_account_impersonation_url'])))
    return 'names no service account in "service_account_impersonation_url"';
  const source = asObject(json['source_credentials']);
  const fault = source === null ? 'is no object' : faultOf(source);
  return fault === null
    ? null
    : `has "source_credentials" of which this is said: it ${fault}`;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

function isAddress(value: unknown): boolean {
  return typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value);
}

/** A project's id or number, as far as a header can carry it. */
export function isProject(value: unknown): boolean {
  return typeof value === 'string' && /^[\w.:-]{1,100}$/.test(value);
}

function isPrivateKey(text: string): boolean {
  try {
    return createPrivateKey(text).type === 'private';
  } catch (error) {
    // OpenSSL's own words, which say nothing to a person.
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}

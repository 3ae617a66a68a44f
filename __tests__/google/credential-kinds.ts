import { generateKeyPairSync } from 'node:crypto';
import { JWT, REFRESH_TOKEN } from './token-service.ts';

/** Credentials as a user has them: files below the home folder, variables, and who is asked for a token. */
export interface CredentialKind {
  readonly name: string;
  /** Path below the home → text. */
  readonly files: Readonly<Record<string, object | string>>;
  readonly env: Readonly<Record<string, string>>;
  /** The paths that are asked for, in order, each once: no project, nothing else. */
  readonly asked: readonly string[];
  /** What goes out as `x-goog-user-project`. */
  readonly quota?: string;
  /** The token service's own host is asked, which no file can rename. */
  readonly hosts?: 'of-google';
  readonly inputs?: Readonly<Record<string, string>>;
}

export const PROVIDER =
  'projects/123456789/locations/global/workloadIdentityPools/github/providers/my-repo';
const CHECKER = 'checker@my-project.iam.gserviceaccount.com';
const IMPERSONATION = `/v1/projects/-/serviceAccounts/${CHECKER}:generateAccessToken`;
const FILE = 'credentials.json';
const KNOWN = '.config/gcloud/application_default_credentials.json';
const METADATA = '/computeMetadata/v1/instance/service-accounts/default/token';

/** An external account, as google-github-actions/auth writes it. */
export function externalAccount(url: string, more: object = {}): object {
  return {
    universe_domain: 'googleapis.com',
    type: 'external_account',
    audience: `//iam.googleapis.com/${PROVIDER}`,
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: `${url}/v1/token`,
    credential_source: {
      url: `${url}/runner?audience=https://iam.googleapis.com/${PROVIDER}`,
      headers: { Authorization: 'Bearer runner-request-token' },
      format: { type: 'json', subject_token_field_name: 'value' },
    },
    ...more,
  };
}

/** Made once: it takes as long as a whole run. */
let privateKey: string | null = null;

function somePrivateKey(): string {
  privateKey ??= generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey;
  return privateKey;
}

/** A service account's key, made for this run. */
export function serviceAccountKey(more: object = {}): object {
  return {
    type: 'service_account',
    project_id: 'my-project',
    private_key_id: 'abcdef',
    private_key: somePrivateKey(),
    client_email: CHECKER,
    client_id: '1',
    token_uri: 'https://oauth2.googleapis.com/token',
    universe_domain: 'googleapis.com',
    ...more,
  };
}

/** What `gcloud auth application-default login` leaves. */
export function authorizedUser(more: object = {}): object {
  return {
    type: 'authorized_user',
    client_id: 'client.apps.googleusercontent.com',
    client_secret: 'client-secret-of-gcloud',
    refresh_token: REFRESH_TOKEN,
    ...more,
  };
}

function named(home: string): Readonly<Record<string, string>> {
  return { GOOGLE_APPLICATION_CREDENTIALS: `${home}/${FILE}` };
}

/** Every kind that a user may have, where the token service is at `url` and the home is `home`. */
export function credentialKinds(url: string, home: string): readonly CredentialKind[] {
  return [...federatedKinds(url, home), ...otherKinds(url, home)];
}

function federatedKinds(url: string, home: string): readonly CredentialKind[] {
  const env = named(home);
  const asked = ['/runner', '/v1/token'];
  const acting = { service_account_impersonation_url: `${url}${IMPERSONATION}` };
  return [
    {
      name: 'an external account',
      files: { [FILE]: externalAccount(url) },
      env,
      asked,
    },
    {
      name: 'an external account, with a service account',
      files: { [FILE]: externalAccount(url, acting) },
      env,
      asked: [...asked, IMPERSONATION],
    },
    {
      name: 'an external account, its subject token in a file',
      files: {
        subject: JWT,
        [FILE]: externalAccount(url, { credential_source: { file: `${home}/subject` } }),
      },
      env,
      asked: ['/v1/token'],
    },
    {
      name: 'an external account, with a quota project',
      files: { [FILE]: externalAccount(url, { quota_project_id: 'payer' }) },
      env,
      asked,
      quota: 'payer',
    },
    {
      name: 'an external account, with a quota project from the environment',
      files: { [FILE]: externalAccount(url, { quota_project_id: 'other' }) },
      env: { ...env, GOOGLE_CLOUD_QUOTA_PROJECT: 'payer' },
      asked,
      quota: 'payer',
    },
    {
      name: 'a federated user',
      files: {
        [FILE]: {
          type: 'external_account_authorized_user',
          audience: '//iam.googleapis.com/locations/global/workforcePools/p/providers/q',
          client_id: 'c',
          client_secret: 's',
          refresh_token: REFRESH_TOKEN,
          token_url: `${url}/v1/oauthtoken`,
          quota_project_id: 'payer',
        },
      },
      env,
      asked: ['/v1/oauthtoken'],
      quota: 'payer',
    },
  ];
}

function otherKinds(url: string, home: string): readonly CredentialKind[] {
  const env = named(home);
  return [
    {
      name: 'a service account key',
      files: { [FILE]: serviceAccountKey() },
      env,
      asked: ['/token'],
      hosts: 'of-google',
    },
    {
      name: 'user credentials in the well-known file, with a quota project',
      files: { [KNOWN]: authorizedUser({ quota_project_id: 'payer' }) },
      env: {},
      asked: ['/token'],
      quota: 'payer',
      hosts: 'of-google',
    },
    {
      name: "user credentials in gcloud's own folder",
      files: { 'elsewhere/application_default_credentials.json': authorizedUser() },
      env: { CLOUDSDK_CONFIG: `${home}/elsewhere` },
      asked: ['/token'],
      hosts: 'of-google',
    },
    {
      name: 'an impersonated service account',
      files: {
        [FILE]: {
          type: 'impersonated_service_account',
          delegates: [],
          service_account_impersonation_url: `https://iamcredentials.googleapis.com${IMPERSONATION}`,
          source_credentials: authorizedUser(),
        },
      },
      env,
      asked: ['/token', IMPERSONATION],
      hosts: 'of-google',
    },
    {
      name: 'the metadata server',
      files: {},
      env: {
        GCE_METADATA_HOST: url.replace('http://', ''),
        METADATA_SERVER_DETECTION: 'assume-present',
      },
      asked: [METADATA],
    },
    {
      name: 'an access token',
      files: {},
      env: { CLOUDSDK_AUTH_ACCESS_TOKEN: 'sandbox-access-token' },
      asked: [],
    },
    {
      name: 'an access token, with a quota project',
      files: {},
      env: {
        CLOUDSDK_AUTH_ACCESS_TOKEN: 'sandbox-access-token',
        GOOGLE_CLOUD_QUOTA_PROJECT: 'payer',
      },
      asked: [],
      quota: 'payer',
    },
  ];
}

/** The action's own login: an input, and what a job with `id-token: write` has. */
export function ownLogins(
  url: string,
  environment: Readonly<Record<string, string>>,
): readonly CredentialKind[] {
  const inputs = { 'workload-identity-provider': PROVIDER };
  const env = { ...environment };
  const own = { files: {}, env, asked: ['/runner', '/v1/token'] };
  return [
    { ...own, name: 'its own login', inputs },
    {
      ...own,
      name: 'its own login, with a quota project',
      env: { ...env, GOOGLE_CLOUD_QUOTA_PROJECT: 'payer' },
      inputs,
      quota: 'payer',
    },
    {
      ...own,
      name: 'its own login, with a service account',
      inputs: { ...inputs, 'login-service-account': CHECKER },
      env: { ...env, CLOUDSDK_API_ENDPOINT_OVERRIDES_IAMCREDENTIALS: url },
      asked: [...own.asked, IMPERSONATION],
    },
  ];
}

import {
  authorizedUser,
  externalAccount,
  serviceAccountKey,
} from './credential-kinds.ts';
import type { Reply } from './token-service.ts';

/** A login that fails: the credentials file, what a service answers, and what is said. */
export interface FailedLogin {
  readonly name: string;
  /** The file's content where the token service is at `url`; `folder`, `absent`, or none at all. */
  readonly file: ((url: string) => object | string) | 'folder' | 'absent' | null;
  readonly replies?: Readonly<Record<string, Reply>>;
  readonly env?: (url: string) => Readonly<Record<string, string>>;
  /** Words that are said, in order: the kind, where, the answer, the remedy. */
  readonly says: readonly string[];
}

const FEDERATED = 'an external account (Workload Identity Federation) from';
const FILE = '(GOOGLE_APPLICATION_CREDENTIALS)';
const ACCOUNT = '/v1/projects/-/serviceAccounts/c@p.iam.gserviceaccount.com';
const IMPERSONATION = `${ACCOUNT}:generateAccessToken`;
const METADATA = '/computeMetadata/v1/instance/service-accounts/default/token';
const NO_TOKEN =
  'the token service answered something that is no token. See whether something';

const text = (content: object | string) => (): object | string => content;
const external =
  (more: object = {}) =>
  (url: string): object =>
    externalAccount(url, more);
const acting = (url: string): object =>
  externalAccount(url, { service_account_impersonation_url: `${url}${IMPERSONATION}` });

function oauth(error: string, description: string): Reply {
  return { status: 400, body: { error, error_description: description } };
}

function google(code: number, message: string): Reply {
  return { status: code, body: { error: { code, message, status: 'X' } } };
}

const onMetadata = (url: string): Readonly<Record<string, string>> => ({
  GCE_METADATA_HOST: url.replace('http://', ''),
  METADATA_SERVER_DETECTION: 'assume-present',
});
const flavored = (status: number): Reply => ({
  status,
  body: 'x',
  headers: { 'metadata-flavor': 'Google' },
});

/** What the token service says, and the remedy of each. */
const ANSWERS: readonly (readonly [Reply, ...string[]])[] = [
  [
    oauth(
      'unauthorized_client',
      'The given credential is rejected by the attribute condition.',
    ),
    '400, unauthorized_client: The given credential is rejected by the attribute condition.',
    "The provider's attribute condition does not let this repository",
  ],
  [
    oauth('invalid_grant', 'ID Token issued at 1 is stale to sign-in.'),
    'is stale to sign-in. Get a new token: run the job again',
  ],
  [
    oauth('invalid_target', 'The target service indicated by the "audience" is invalid.'),
    'is invalid. See whether the pool and the provider exist and are enabled',
  ],
  [
    oauth(
      'invalid_grant',
      'The audience in ID Token [x] does not match the expected audience.',
    ),
    'The audience is not one that the provider allows',
  ],
  [
    oauth('invalid_grant', 'The issuer in ID Token https://x does not match.'),
    'See whether the provider trusts the issuer of this run',
  ],
  [
    google(403, 'Security Token Service API has not been used in project 1 before.'),
    '403, Security Token Service API has not been used in project 1 before. Enable',
  ],
  [{ status: 401, body: {} }, 'the token service answered 401. See docs/setup.md'],
  [{ status: 404, body: '<html>' }, 'the token service answered 404. See docs/setup.md'],
  [
    { status: 302, body: '', headers: { location: '/' } },
    '302. See what stands between here and the token service',
  ],
  [
    google(500, 'Internal'),
    '500, Internal. Run it again: the token service is not well.',
  ],
  [{ status: 503, body: '<html>' }, 'answered 503. Run it again'],
  ['hang', 'the token service did not answer in the time of this run. Give the run more'],
  [{ status: 200, body: '<html>' }, NO_TOKEN],
  [
    { status: 200, body: { access_token: 'a\nb', expires_in: 60 } },
    'answered something that is no token',
  ],
  [{ status: 200, body: {} }, 'the token service answered without an access token.'],
];

const SERVICE: readonly FailedLogin[] = ANSWERS.map(([reply, ...said]) => ({
  name: `the token service: ${said[0]}`,
  file: external(),
  replies: { '/v1/token': reply },
  says: [FEDERATED, FILE, ...said],
}));

/** A file that cannot log in, which is seen before anybody is asked. */
const FILES: readonly (readonly [FailedLogin['file'], string])[] = [
  ['absent', 'does not exist'],
  ['folder', 'is a folder, not a file'],
  [text(''), 'is no JSON object'],
  [text('{"private_key": "-----BEGIN SECRET'), 'is no JSON object'],
  [text([]), 'is no JSON object'],
  [text({}), 'names no "type" of credentials'],
  [text({ type: 'toString' }), 'holds credentials of a type that cannot log in here'],
  [
    text({ type: 'gdch_service_account' }),
    'holds credentials of a type that cannot log in here',
  ],
  [
    () => serviceAccountKey({ private_key: 'SECRET' }),
    'holds a service account key, and has a "private_key" that is none',
  ],
  [() => serviceAccountKey({ private_key: 5 }), 'has no text in "private_key"'],
  [() => serviceAccountKey({ client_email: undefined }), 'has no text in "client_email"'],
  [
    text(authorizedUser({ refresh_token: undefined })),
    'holds user credentials, and has no text in "refresh_token"',
  ],
  [
    text(authorizedUser({ quota_project_id: 'a\nb' })),
    'has no project in "quota_project_id"',
  ],
  [external({ audience: undefined }), 'has no text in "audience"'],
  [external({ token_url: 'no address' }), 'has no address in "token_url"'],
  [external({ credential_source: {} }), 'has no "credential_source" that is known'],
  [
    text({
      type: 'impersonated_service_account',
      service_account_impersonation_url: `https://x${IMPERSONATION}`,
      source_credentials: { type: 'nobody' },
    }),
    'holds an impersonated service account, and has "source_credentials" of which this is said',
  ],
];

const BROKEN: readonly FailedLogin[] = FILES.map(([file, said]) => ({
  name: `a file that ${said}`,
  file,
  says: ['The credentials file', FILE, said, 'Log in again'],
}));

const OTHERS: readonly FailedLogin[] = [
  {
    name: 'nothing at all',
    file: null,
    says: ['has no Google credentials. Log in: gcloud'],
  },
  {
    name: 'nothing, in a job without id-token: write',
    file: null,
    env: () => ({ GITHUB_ACTIONS: 'true' }),
    says: [
      'Give the job `permissions: id-token: write`, and set workload-identity-provider',
    ],
  },
  {
    name: 'a subject token that nobody gives',
    file: external(),
    replies: { '/runner': { status: 401, body: {} } },
    says: [
      FEDERATED,
      'the service of the subject token (its credential_source) answered 401',
    ],
  },
  {
    name: 'a subject token in a file that is not there',
    file: external({ credential_source: { file: '/nowhere/subject' } }),
    says: [FEDERATED, 'The file at /nowhere/subject does not exist'],
  },
  {
    name: 'a program that nobody allowed',
    file: external({ credential_source: { executable: { command: '/bin/false' } } }),
    says: [FEDERATED, 'Set GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES=1 where'],
  },
  {
    name: 'a service account that it may not act as',
    file: acting,
    replies: {
      [IMPERSONATION]: google(
        403,
        "Permission 'iam.serviceAccounts.getAccessToken' denied.",
      ),
    },
    says: [FEDERATED, '403, Permission', 'Grant roles/iam.workloadIdentityUser'],
  },
  {
    name: 'a service account that does not exist',
    file: acting,
    replies: {
      [IMPERSONATION]: google(404, 'Not found; Gaia id not found for email c@p.'),
    },
    says: [FEDERATED, '404, Not found', 'See whether the service account exists'],
  },
  {
    name: 'nobody at the address',
    file: external({ token_url: 'http://[::1]:1/v1/token' }),
    says: [FEDERATED, 'could not be reached (ECONNREFUSED). See whether the network'],
  },
  {
    name: 'a machine without a service account',
    file: null,
    env: onMetadata,
    replies: { [METADATA]: flavored(404) },
    says: [
      'the metadata server: the token service answered 404. See whether the machine',
    ],
  },
  {
    name: 'a metadata server that answers a page',
    file: null,
    env: onMetadata,
    replies: { [METADATA]: flavored(200) },
    says: ['the metadata server', NO_TOKEN],
  },
  {
    name: 'an access token that no header can carry',
    file: null,
    env: () => ({ CLOUDSDK_AUTH_ACCESS_TOKEN: 'SECRET\nx' }),
    says: ['The variable CLOUDSDK_AUTH_ACCESS_TOKEN holds no access token'],
  },
  {
    name: 'a quota project that is none',
    file: null,
    env: () => ({
      CLOUDSDK_AUTH_ACCESS_TOKEN: 'x',
      GOOGLE_CLOUD_QUOTA_PROJECT: 'a\nSECRET',
    }),
    says: ["GOOGLE_CLOUD_QUOTA_PROJECT: expected a project's id"],
  },
];

/** Each way to fail that a user has met, or will. */
export const FAILED_LOGINS: readonly FailedLogin[] = [...SERVICE, ...BROKEN, ...OTHERS];

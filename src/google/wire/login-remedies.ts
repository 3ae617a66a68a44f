/** A login that failed, as far as a remedy hangs on it. */
interface Failure {
  readonly text: string;
  /** What the token service answered with, or `null`. */
  readonly status: number | null;
  /** As the credentials call themselves, or `metadata`. */
  readonly type: string;
  readonly onRunner: boolean;
}

type Remedy = readonly [said: RegExp, remedy: string | ((failure: Failure) => string)];

const LOG_IN_AGAIN = 'Log in again: gcloud auth application-default login.';
const IN_THE_JOB =
  'Get a new token: run the job again, and log in right before this step.';

/** The first that fits: what is said, and what mends it. */
const REMEDIES: readonly Remedy[] = [
  [
    /attribute condition/i,
    "The provider's attribute condition does not let this repository, branch or event in: see the provider's condition beside the claims of this run (docs/setup.md).",
  ],
  [
    /invalid_target/i,
    "See whether the pool and the provider exist and are enabled, and name the provider in full, by its project's number (docs/setup.md).",
  ],
  [
    /audience/i,
    'The audience is not one that the provider allows: name the provider in full, by its project number.',
  ],
  [
    /has not been used in project|SERVICE_DISABLED|it is disabled/i,
    "Enable what is asked in the pool's project: gcloud services enable sts.googleapis.com iamcredentials.googleapis.com.",
  ],
  [
    /reasonable timeframe|\biat\b|in the future/i,
    'See whether the clock of this machine is right.',
  ],
  [
    /executables need to be/i,
    'Set GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES=1 where the command that the file names is to be trusted.',
  ],
  [/getAccessToken|iam\.serviceAccounts/, mayAct],
  [
    /Gaia id not found|account not found/i,
    ({ type }) =>
      type === 'external_account'
        ? 'See whether the service account exists, and whether its name is spelt as it is.'
        : 'See whether the account still exists, or log in without a key (docs/setup.md).',
  ],
  [/expired|revoked|stale|invalid_rapt|reauth/i, renew],
  [
    /issuer|subject.?token|id token|JWK|identity_?pool/i,
    'See whether the provider trusts the issuer of this run, and whether the token is what it expects (docs/setup.md).',
  ],
  [
    /signature|private.?key|\bpem\b/i,
    'See whether the account and its key still exist, or log in without a key (docs/setup.md).',
  ],
];

/** What would mend a login that failed: the most particular that is known. */
export function remedyOf(failure: Failure): string {
  const { status, text } = failure;
  if (status !== null && status >= 500)
    return 'Run it again: the token service is not well.';
  if (status !== null && status >= 300 && status < 400)
    return 'See what stands between here and the token service, and correct its address.';
  const known = REMEDIES.find(([said]) => said.test(text))?.[1];
  if (known === undefined) return byType(failure);
  return typeof known === 'string' ? known : known(failure);
}

function mayAct({ type }: Failure): string {
  return type === 'external_account'
    ? 'Grant roles/iam.workloadIdentityUser on the service account to the principal of this run (docs/setup.md).'
    : 'Grant roles/iam.serviceAccountTokenCreator on the service account to who is logged in.';
}

function renew({ type, onRunner }: Failure): string {
  if (type === 'external_account') return IN_THE_JOB;
  return onRunner
    ? 'Replace it: what was logged in with has expired. On GitHub log in without a key (docs/setup.md).'
    : `${LOG_IN_AGAIN} What was logged in with has expired.`;
}

function byType({ type, onRunner }: Failure): string {
  switch (type) {
    case 'metadata':
      return 'See whether the machine has a service account.';
    case 'external_account':
      return 'See docs/setup.md for what the pool, the provider and the job need.';
    case 'service_account':
      return 'See whether the account and its key still exist, or log in without a key (docs/setup.md).';
    default:
      return onRunner
        ? 'See docs/setup.md for what the pool, the provider and the job need.'
        : LOG_IN_AGAIN;
  }
}

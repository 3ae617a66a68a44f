import { type Unknown, unknown } from '../../domain/facts.ts';
import { advice, type Need, type Ours, placeOf } from './advice.ts';
import { asObject, type Json } from './decode.ts';

/** `{"error": {"code", "message", "status", "details"}}`, taken apart. */
export interface GoogleError {
  readonly code: number;
  readonly message: string;
  readonly status: string;
  /** `ErrorInfo.reason`, or the empty text. */
  readonly reason: string;
  /** `ErrorInfo.metadata`. */
  readonly metadata: Json;
}

/** `null` for anything that is not Google's error envelope. */
export function googleError(body: Json | null): GoogleError | null {
  const error = asObject(body?.['error']);
  const { code, message, status, details } = error ?? {};
  if (typeof code !== 'number' || typeof message !== 'string') return null;
  const list: readonly unknown[] = Array.isArray(details) ? details : [];
  const info = list
    .map(asObject)
    .find((detail) => typeof detail?.['reason'] === 'string');
  return {
    code,
    message: message.slice(0, 1000),
    status: typeof status === 'string' ? status : '',
    reason: String(info?.['reason'] ?? ''),
    metadata: asObject(info?.['metadata']) ?? {},
  };
}

/** A 403 is read for its reason: each has a remedy of its own. */
export function readRefusal(
  error: GoogleError | null,
  need: Need,
  host: string,
  ours: Ours,
): Unknown {
  if (error === null) return refused(need, ours);
  const read = REASONS[error.reason] ?? byMessage(error.message);
  return read === undefined ? refusedFor(error, need, ours) : read(error, need, host);
}

/** A 403 that we got speaks of us alone, and says that it may also not exist. */
export function refused(need: Need, ours: Ours): Unknown {
  const { permission, resource } = need;
  return unknown(
    'refused',
    `We were refused ${permission} on ${resource} (or it may not exist).`,
    advice(need, ours),
  );
}

/** A reason that is not known here is told, and nothing is advised that may not fit it. */
function refusedFor({ reason, message }: GoogleError, need: Need, ours: Ours): Unknown {
  if (reason === '' || reason === 'IAM_PERMISSION_DENIED') return refused(need, ours);
  return unknown(
    'refused',
    `We were refused ${need.permission} on ${need.resource} (${reason}): ${firstSentence(message)}`,
    `See what ${reason} means for ${need.resource}.`,
  );
}

type Reading = (error: GoogleError, need: Need, host: string) => Unknown;

const disabled: Reading = ({ message, metadata }, _, host) => {
  const { service, consumer } = metadata;
  const api = typeof service === 'string' ? service : host.replace(/:\d+$/, '');
  const project = projectOf(consumer);
  return unknown(
    'api-disabled',
    `The API behind ${host} is not enabled: ${firstSentence(message)}`,
    `Enable it: gcloud services enable ${api}${project === null ? '' : ` --project=${project}`}`,
  );
};

const perimeter: Reading = ({ message, metadata }, { resource }) => {
  const named =
    /vpcServiceControlsUniqueIdentifier: ?([\w-]+)/.exec(message)?.[1] ??
    metadata['uid'] ??
    metadata['uniqueIdentifier'];
  const id = typeof named === 'string' ? ` (${named})` : '';
  return unknown(
    'perimeter',
    `A VPC Service Controls perimeter does not let this run ask about ${resource}${id}.`,
    `Let the identity that runs this check in by an ingress rule or an access level, or run it inside the perimeter; its administrators find the refusal by its identifier${id}.`,
  );
};

const quotaProject: Reading = ({ metadata }, { resource }) => {
  const project = projectOf(metadata['consumer']);
  const place = project === null ? 'the quota project' : `projects/${project}`;
  return unknown(
    'quota-project',
    `The identity that runs this check may not count its requests to ${place}, so it was not told about ${resource}.`,
    `Grant it serviceusage.services.use there (roles/serviceusage.serviceUsageConsumer), or name another project with GOOGLE_CLOUD_QUOTA_PROJECT.`,
  );
};

const billing: Reading = ({ metadata }, { resource }) => {
  const project = projectOf(metadata['consumer']);
  const place = project === null ? placeOf(resource) : `projects/${project}`;
  return unknown(
    'billing-disabled',
    `Billing is off for ${place}, so nothing was told about ${resource}.`,
    `Whoever administers ${place} may link a billing account to it.`,
  );
};

const scope: Reading = (_, { permission, resource }) =>
  unknown(
    'scope-missing',
    `The access token of this run lacks the OAuth scope for ${permission} on ${resource}.`,
    'Log in with the scope https://www.googleapis.com/auth/cloud-platform.',
  );

const REASONS: Readonly<Record<string, Reading | undefined>> = {
  SERVICE_DISABLED: disabled,
  SECURITY_POLICY_VIOLATED: perimeter,
  USER_PROJECT_DENIED: quotaProject,
  BILLING_DISABLED: billing,
  ACCESS_TOKEN_SCOPE_INSUFFICIENT: scope,
};

/** What older answers say in words alone. */
function byMessage(message: string): Reading | undefined {
  if (/vpcServiceControlsUniqueIdentifier/.test(message)) return perimeter;
  if (/insufficient authentication scopes/i.test(message)) return scope;
  return undefined;
}

function projectOf(consumer: unknown): string | null {
  if (typeof consumer !== 'string') return null;
  return /^projects\/([\w:.-]+)$/.exec(consumer)?.[1] ?? null;
}

function firstSentence(message: string): string {
  return `${message.split(/\.\s/)[0]?.replace(/\.$/, '')}.`;
}

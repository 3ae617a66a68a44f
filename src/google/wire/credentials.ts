import { type Unknown, unknown } from '../../domain/facts.ts';
import type { Federation } from '../../settings/federation.ts';
import type { Endpoints, Environment } from './endpoints.ts';
import {
  type FoundCredentials,
  findCredentials,
  readQuotaProject,
} from './find-credentials.ts';
import { explainFailure, nameOf } from './login-failure.ts';
import type { TokenFetch } from './token-fetch.ts';

/** What a call to Google carries. */
export interface Credentials {
  readonly kind: 'credentials';
  readonly token: string;
  /** The project that quota is counted for (`x-goog-user-project`), or `null`. */
  readonly quotaProject: string | null;
}

/** Gives the credentials of our own calls, renewed as they expire; an `Unknown` where nobody could log in, saying why. */
export type CredentialSource = () => Promise<Credentials | Unknown>;

export interface CredentialOptions {
  readonly environment: Environment;
  readonly endpoints: Endpoints;
  readonly federation: Federation | null;
  /** Told of each token that this run is given, so that it can be kept out of logs. */
  readonly secret: (token: string) => void;
  /** Ends the wait for a token service. */
  readonly signal: AbortSignal;
  /** Asks the token services. */
  readonly fetch: TokenFetch;
}

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
/** Federated tokens may live for five minutes only: the library's own threshold would renew them at every call. */
const RENEW_BEFORE_MS = 30_000;
/** A project is asked for nowhere; without a name here the library would look one up, and run gcloud for it. */
const NO_PROJECT = 'none';
const GOOGLE = 'googleapis.com';

/** `CLOUDSDK_AUTH_ACCESS_TOKEN` as it is, else our own federation, else Application Default Credentials. */
export function credentialSource(options: CredentialOptions): CredentialSource {
  const { environment, federation } = options;
  const quotaProject = readQuotaProject(environment);
  const found: FoundCredentials =
    federation === null
      ? ofThisUniverse(findCredentials(environment), options.endpoints)
      : federated(federation, options);
  if (found.kind === 'token') {
    return async () => ({ kind: 'credentials', token: found.token, quotaProject });
  }
  if (found.kind === 'broken') {
    const why = `${nounOf(found.where, federation)} ${found.where} ${found.why}.`;
    return async () => unknown('no-credentials', why, found.settle);
  }
  let client: Promise<Client> | null = null;
  return oneAtATime(async () => {
    try {
      client ??= openClient(found, options);
      const own = await inTime(
        readCredentials(await inTime(client, options.signal), nameOf(found)),
        options.signal,
      );
      if (own.kind === 'credentials') options.secret(own.token);
      return own;
    } catch (error) {
      return explainFailure(error, found, environment);
    }
  });
}

/** Credentials of another universe are not sent to Google's own hosts. */
function ofThisUniverse(found: FoundCredentials, endpoints: Endpoints): FoundCredentials {
  const universe = found.kind === 'file' ? found.json['universe_domain'] : undefined;
  const base = new URL(endpoints.base('artifactregistry')).hostname;
  const isElsewhere = typeof universe === 'string' && universe !== GOOGLE;
  if (found.kind !== 'file' || !isElsewhere || !base.endsWith(`.${GOOGLE}`)) return found;
  return {
    kind: 'broken',
    where: found.where,
    why: `is of another universe than ${GOOGLE}, where the services would be asked`,
    settle:
      "Set CLOUDSDK_API_ENDPOINT_OVERRIDES_ARTIFACTREGISTRY and its like to that universe's addresses.",
  };
}

function nounOf(where: string, federation: Federation | null): string {
  if (federation !== null) return 'The input';
  return where === 'CLOUDSDK_AUTH_ACCESS_TOKEN' ? 'The variable' : 'The credentials file';
}

/** Who asks while somebody is asking gets the same answer: not every kind of the library's clients sees to that. */
function oneAtATime(ask: CredentialSource): CredentialSource {
  let asking: ReturnType<CredentialSource> | null = null;
  return () => {
    asking ??= ask().finally(() => {
      asking = null;
    });
    return asking;
  };
}

/** The part of google-auth-library's clients that is used. */
interface Client {
  readonly getRequestHeaders: () => Promise<Headers>;
}

async function openClient(
  found: FoundCredentials,
  { environment, federation, fetch }: CredentialOptions,
): Promise<Client> {
  const { GoogleAuth, IdentityPoolClient } = await import('./google-auth.ts');
  const eagerRefreshThresholdMillis = RENEW_BEFORE_MS;
  // Our transport tries again what heals; the library need not besides.
  const transporterOptions = {
    fetchImplementation: fetch as typeof globalThis.fetch,
    retryConfig: { retry: 0 },
  };
  if (federation !== null && found.kind === 'file') {
    const quotaProject = readQuotaProject(environment);
    const client = new IdentityPoolClient({
      ...(found.json as never as ConstructorParameters<typeof IdentityPoolClient>[0]),
      ...(quotaProject !== null ? { quota_project_id: quotaProject } : {}),
      eagerRefreshThresholdMillis,
      transporterOptions,
    });
    client.scopes = [SCOPE];
    return exchangingOurWay(client);
  }
  const auth = new GoogleAuth({
    scopes: [SCOPE],
    projectId: NO_PROJECT,
    clientOptions: { eagerRefreshThresholdMillis, transporterOptions },
  });
  return exchangingOurWay(await auth.getClient());
}

/** The library gives the exchange of federated tokens a transporter of its own, which hangs as long as it likes. */
function exchangingOurWay(client: Client): Client {
  const exchange: unknown = Reflect.get(client, 'stsCredential');
  if (typeof exchange === 'object' && exchange !== null)
    Reflect.set(exchange, 'transporter', Reflect.get(client, 'transporter'));
  return client;
}

/** What the library makes of an answer that holds no token. */
const NO_TOKENS: ReadonlySet<string> = new Set(['undefined', 'null']);

async function readCredentials(
  client: Client,
  from: string,
): Promise<Credentials | Unknown> {
  const headers = await client.getRequestHeaders();
  const token = /^Bearer (\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
  if (token === undefined || NO_TOKENS.has(token)) {
    return unknown(
      'no-credentials',
      `This run could not log in with ${from}: the token service answered without an access token.`,
      'See whether something between here and Google rewrites its answers.',
    );
  }
  return { kind: 'credentials', token, quotaProject: headers.get('x-goog-user-project') };
}

/** The account that google-github-actions/auth would write into a file, kept in memory. */
function federated(
  { provider, serviceAccount }: Federation,
  { environment, endpoints }: CredentialOptions,
): FoundCredentials {
  const where = 'workload-identity-provider';
  const address = environment['ACTIONS_ID_TOKEN_REQUEST_URL'];
  const bearer = environment['ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
  if (!address || !bearer || !URL.canParse(address)) return { ...NO_RUNNER_TOKEN, where };
  const url = new URL(address);
  url.searchParams.set('audience', `https://iam.googleapis.com/${provider}`);
  const impersonation = `${endpoints.base('iamcredentials')}/v1/projects/-/serviceAccounts/${serviceAccount}:generateAccessToken`;
  return {
    kind: 'file',
    type: 'external_account',
    where,
    json: {
      type: 'external_account',
      audience: `//iam.googleapis.com/${provider}`,
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      token_url: `${endpoints.tokenService}/v1/token`,
      credential_source: {
        url: url.href,
        headers: { Authorization: `Bearer ${bearer}` },
        format: { type: 'json', subject_token_field_name: 'value' },
      },
      ...(serviceAccount === null
        ? {}
        : { service_account_impersonation_url: impersonation }),
    },
  };
}

const NO_RUNNER_TOKEN = {
  kind: 'broken',
  why: 'was given, and this job has no OIDC token to log in with',
  settle:
    'Give the job `permissions: id-token: write`. On a pull request from a fork there is none.',
} as const;

/** The promise's value, unless the run's time is up before. */
async function inTime<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop = (): void => undefined;
  const ended = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, ended]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

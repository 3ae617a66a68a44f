import type { Unknown } from '../../domain/facts.ts';
import type { Federation } from '../../settings/federation.ts';
import { nobodySaid, type Ours } from './advice.ts';
import { type Answer, readAnswer } from './answers.ts';
import type { Clock } from './clock.ts';
import { type CredentialSource, credentialSource } from './credentials.ts';
import { type Endpoints, type Environment, readEndpoints } from './endpoints.ts';
import { nameIdentity } from './identity.ts';
import type { Incoming } from './incoming.ts';
import { refusalLog } from './refusal-log.ts';
import type { Service } from './service.ts';
import { tokenFetch } from './token-fetch.ts';
import { type Heard, type Outgoing, openTransport } from './transport.ts';

/** One call. `path` starts with `/` and is already escaped. */
export interface Call {
  readonly service: Exclude<Service, 'registry'>;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The permission that the caller needs, and on what: for the sentence that says what would settle a refusal. */
  readonly needs: { readonly permission: string; readonly resource: string };
  /** Another bearer than the run's own: an impersonated service account's. */
  readonly bearer?: string;
}

/** A connection to Google: credentials, endpoints, retries, time limits, counting. */
export interface GoogleClient {
  readonly call: (call: Call) => Promise<Answer>;
  /** Our own credentials, for `/v2/` token exchange: sent to exact Google hosts alone. An `Unknown` where nobody could log in. */
  readonly credentials: CredentialSource;
  /** One raw request to a registry's `/v2/`. The caller has made sure of the host. */
  readonly registry: (
    outgoing: Omit<Outgoing, 'group' | 'service'>,
  ) => Promise<Incoming | Unknown>;
  readonly endpoints: Endpoints;
  readonly counts: () => Readonly<Record<Service, number>>;
  /** Every answer so far was 401: nothing that is said from here on is worth a report. */
  readonly unauthenticated: () => boolean;
  /** What our own identity was refused, in one sentence; empty where nothing was. */
  readonly refusals: () => readonly string[];
  /** Which resources are the user's own to open. */
  readonly ours: Ours;
  /** Every need that was ever put to Google: what `docs/permissions.md` is held against. */
  readonly needs: () => readonly {
    readonly permission: string;
    readonly resource: string;
  }[];
}

export interface ConnectOptions {
  readonly environment: Environment;
  /** The action's own login, or `null` for Application Default Credentials. */
  readonly federation: Federation | null;
  readonly clock: Clock;
  /** Which resources are the user's own; absent where nobody said. */
  readonly ours?: Ours;
  /** Hears of every request; absent where nobody listens. */
  readonly heard?: Heard;
  /** Told of each token that this run is given, so that it can be kept out of logs. */
  readonly secret?: (token: string) => void;
}

/** Connects to Google with the environment's endpoints and credentials; nothing is sent before the first call. */
export function connectToGoogle({
  environment,
  federation,
  clock,
  ours = nobodySaid,
  heard = () => undefined,
  secret = () => undefined,
}: ConnectOptions): GoogleClient {
  const endpoints = readEndpoints(environment);
  const counts: Record<Service, number> = {
    artifactregistry: 0,
    cloudresourcemanager: 0,
    iam: 0,
    iamcredentials: 0,
    container: 0,
    compute: 0,
    policytroubleshooter: 0,
    registry: 0,
  };
  const { send: transport, attempt } = openTransport({
    environment,
    clock,
    heard,
    sent: ({ service }) => {
      if (service !== 'token') counts[service] += 1;
    },
  });
  const credentials = credentialSource({
    environment,
    endpoints,
    federation,
    signal: clock.signal,
    secret: onceEach(secret),
    fetch: tokenFetch(attempt),
  });
  const refusals = refusalLog(() => nameIdentity(environment, federation), ours);
  const needs = new Map<string, Call['needs']>();
  const seen = { accepted: false, rejected: false };

  const send = async (call: Call): Promise<Answer> => {
    needs.set(`${call.needs.permission} ${call.needs.resource}`, call.needs);
    const bearer = await bearerOf(call, credentials);
    if (bearer.kind === 'unknown') return bearer;
    const base = endpoints.base(call.service);
    const outgoing: Outgoing = {
      url: `${base}${call.path}${queryOf(call.query)}`,
      method: call.method,
      headers: {
        ...bearer.headers,
        accept: 'application/json',
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      service: call.service,
      group: groupOf(call.path),
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    };
    const incoming = await transport(outgoing);
    if (incoming.kind === 'unknown') return incoming;
    if (incoming.status === 401) seen.rejected = true;
    else seen.accepted = true;
    const answer = readAnswer(incoming, call.needs, new URL(base).host, ours);
    if (
      answer.kind === 'unknown' &&
      answer.reason === 'refused' &&
      call.bearer === undefined
    ) {
      refusals.add(call.needs);
    }
    return answer;
  };

  return {
    call: send,
    credentials,
    registry: async (outgoing) =>
      transport({
        ...outgoing,
        service: 'registry',
        group: groupOfRegistry(outgoing.url),
      }),
    endpoints,
    counts: () => ({ ...counts }),
    unauthenticated: () => seen.rejected && !seen.accepted,
    refusals: refusals.sentences,
    ours,
    needs: () => [...needs.values()],
  };
}

/** Says each text once, however often it is given. */
function onceEach(say: (text: string) => void): (text: string) => void {
  const said = new Set<string>();
  return (text) => {
    if (said.has(text)) return;
    said.add(text);
    say(text);
  };
}

/** The headers that say who asks: our own credentials, or an impersonated account's bearer. */
async function bearerOf(
  call: Call,
  credentials: CredentialSource,
): Promise<
  | { readonly kind: 'bearer'; readonly headers: Readonly<Record<string, string>> }
  | Unknown
> {
  if (call.bearer !== undefined)
    return { kind: 'bearer', headers: { authorization: `Bearer ${call.bearer}` } };
  const own = await credentials();
  if (own.kind === 'unknown') return own;
  const quota =
    own.quotaProject === null ? {} : { 'x-goog-user-project': own.quotaProject };
  return { kind: 'bearer', headers: { authorization: `Bearer ${own.token}`, ...quota } };
}

function queryOf(query: Call['query']): string {
  return query === undefined ? '' : `?${new URLSearchParams(query)}`;
}

/** A repository, or a resource: what is sick together. */
function groupOf(path: string): string {
  return (
    /^\/v\d\w*\/(?:projects\/[^/:]+\/locations\/[^/]+\/repositories\/[^/:]+|[^/]+\/[^/:]+)/.exec(
      path,
    )?.[0] ?? path
  );
}

function groupOfRegistry(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host} ${pathname.split('/').slice(2, 4).join('/')}`;
}

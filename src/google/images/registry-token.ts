import type { Unknown } from '../../domain/facts.ts';
import type { Ours } from '../wire/advice.ts';
import { type Answer, strange, unauthenticated } from '../wire/answers.ts';
import type { GoogleClient } from '../wire/client.ts';
import { parseObject } from '../wire/decode.ts';
import type { Incoming } from '../wire/incoming.ts';
import { refused } from '../wire/refusal.ts';

/** What a request to a registry carries; `null` where it wants nothing. */
export interface Token {
  readonly bearer: string | null;
}

export function baseOf({ endpoints }: GoogleClient, host: string): string {
  return endpoints.registry ?? `https://${host}`;
}

export function forwarded(
  { endpoints }: GoogleClient,
  host: string,
): Readonly<Record<string, string>> {
  return endpoints.registry === null ? {} : { 'x-forwarded-host': host };
}

/** What a registry says of the way to log in to it. */
export function ask(client: GoogleClient, host: string): Promise<Incoming | Unknown> {
  return client.registry({
    url: `${baseOf(client, host)}/v2/`,
    method: 'GET',
    headers: { ...forwarded(client, host) },
  });
}

/**
 * A token of the registry's own, from the token server that it names itself, on
 * the same host alone: for our access token, or for nobody's.
 */
export async function exchange(
  client: GoogleClient,
  host: string,
  name: string,
  as: 'ourselves' | 'nobody',
  ping: Incoming | Unknown,
): Promise<Answer<Token>> {
  const base = baseOf(client, host);
  if (ping.kind === 'unknown') return ping;
  if (ping.status === 200) return { kind: 'ok', value: { bearer: null } };
  const server = ping.status === 401 ? tokenServer(ping, base, host) : null;
  if (server === null)
    return strange(`${host} did not ask for credentials as Artifact Registry does`);
  const authorization = await ownAuthorization(client, as);
  if (authorization.kind !== 'ok') return authorization;
  const query = new URLSearchParams({
    service: server.service,
    scope: `repository:${name}:pull`,
  });
  const answer = await client.registry({
    url: `${server.url}?${query}`,
    method: 'GET',
    headers: { ...forwarded(client, host), ...authorization.value },
  });
  if (answer.kind === 'unknown') return answer;
  return readToken(answer, host, name, client.ours);
}

async function ownAuthorization(
  client: GoogleClient,
  as: 'ourselves' | 'nobody',
): Promise<Answer<Readonly<Record<string, string>>>> {
  if (as === 'nobody') return { kind: 'ok', value: {} };
  const own = await client.credentials();
  if (own.kind === 'unknown') return own;
  const pair = Buffer.from(`oauth2accesstoken:${own.token}`).toString('base64');
  return { kind: 'ok', value: { authorization: `Basic ${pair}` } };
}

function readToken(
  { status, text }: Incoming,
  host: string,
  name: string,
  ours: Ours,
): Answer<Token> {
  if (status === 401) return unauthenticated(host);
  if (status === 403) {
    const permission = 'artifactregistry.repositories.downloadArtifacts';
    return refused({ permission, resource: `${host}/${name}` }, ours);
  }
  const body = parseObject(text);
  const token = body?.['token'] ?? body?.['access_token'];
  if (status === 200 && typeof token === 'string' && token !== '')
    return { kind: 'ok', value: { bearer: token } };
  return strange(`${host} answered ${status} for a token`);
}

/** The realm's path, on this very host or on what stands in for it; `null` for any other place. */
function tokenServer(
  { headers }: Incoming,
  base: string,
  host: string,
): { readonly url: string; readonly service: string } | null {
  const challenge = headers['www-authenticate'] ?? '';
  const realm = /realm="([^"]+)"/i.exec(challenge)?.[1] ?? '';
  const service = /service="([^"]+)"/i.exec(challenge)?.[1] ?? host;
  if (!URL.canParse(realm)) return null;
  const { origin, pathname } = new URL(realm);
  const isOwn = origin === `https://${host}` || origin === new URL(base).origin;
  if (!isOwn || !pathname.startsWith('/v2/')) return null;
  return { url: `${base}${pathname}`, service };
}

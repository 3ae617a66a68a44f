import { LATE } from './retry.ts';
import type { Attempts, Outgoing } from './transport.ts';

/** What google-auth-library hands over of a request. */
export interface TokenRequest {
  readonly method?: string | undefined;
  readonly headers?: Headers | Readonly<Record<string, string>> | undefined;
  readonly body?: unknown;
}

/** A `fetch` for the token services, by the policy of every other call. */
export type TokenFetch = (url: string | URL, init?: TokenRequest) => Promise<Response>;

/**
 * What the library asks of token services goes out by our own transport: the same
 * deadlines, pauses and proxies. An answer that did not come is thrown, as the
 * library expects of a `fetch`.
 */
export function tokenFetch(attempt: Attempts): TokenFetch {
  return async (url, init = {}) => {
    const last = await attempt(outgoingOf(url, init));
    if (last.kind === 'failed') throw failureOf(last.why);
    const { status, text, headers } = last;
    return new Response(status === 204 ? null : text, { status, headers });
  };
}

function outgoingOf(
  url: string | URL,
  { method = 'GET', headers, body }: TokenRequest,
): Outgoing {
  const sent = new Headers(headers);
  if (body instanceof URLSearchParams && !sent.has('content-type'))
    sent.set('content-type', 'application/x-www-form-urlencoded;charset=UTF-8');
  return {
    url: String(url),
    method: method.toUpperCase() === 'POST' ? 'POST' : 'GET',
    headers: Object.fromEntries(sent),
    service: 'token',
    group: `token ${new URL(url).host}`,
    ...(isText(body) ? { body: String(body) } : {}),
  };
}

/** With the network's own word for what went wrong, where there is one; else the time was up. */
function failureOf(why: string): Error | DOMException {
  const code = CODE.exec(why)?.[0];
  if (code === undefined && isTime(why)) return new DOMException(why, 'TimeoutError');
  return Object.assign(new Error(why), { code: code ?? 'ECONNRESET' });
}

const CODE =
  /\b(?:E(?:CONN|HOST|NET|PIPE|AI_|PROTO|NOT|TIMED)[A-Z]*|(?:CERT|DEPTH|SELF_SIGNED|UNABLE_TO)_[A-Z_]+)\b/;

function isTime(why: string): boolean {
  return why === LATE || why === 'the time for the run is up';
}

function isText(body: unknown): boolean {
  return typeof body === 'string' || body instanceof URLSearchParams;
}

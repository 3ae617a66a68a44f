import type { Incoming } from './incoming.ts';

/** What an attempt came to: an answer, or why there is none and whether another may bring one. */
export type Attempt =
  | Incoming
  | {
      readonly kind: 'failed';
      readonly why: string;
      readonly heals: 'may-heal' | 'stays';
    };

const ATTEMPTS = 4;
/** What is too much now is not too much for ever. */
const ATTEMPTS_WHEN_TOO_MUCH = 8;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 4000;

const HEALING = new Set([408, 425, 429, 500, 502, 503, 504]);

/** How often a call is tried whose last attempt came to this. */
export function attemptsFor(last: Attempt): number {
  const isTooMuch = last.kind === 'answer' && last.status === 429;
  return isTooMuch ? ATTEMPTS_WHEN_TOO_MUCH : ATTEMPTS;
}

/** Does an answer like this go away by itself? */
export function heals(attempt: Attempt): boolean {
  if (attempt.kind === 'failed') return attempt.heals === 'may-heal';
  return HEALING.has(attempt.status) || isCutOff(attempt);
}

/** JSON that ends too early: something on the way closed the connection. */
export function isCutOff({ status, headers, text }: Incoming): boolean {
  if (status !== 200 || !text.startsWith('{')) return false;
  if (!/json/.test(headers['content-type'] ?? '')) return false;
  return !text.trimEnd().endsWith('}');
}

/** Milliseconds before the next attempt: as long as the service says, else longer each time, and never the same for all. */
export function pauseBefore(
  attempt: Attempt,
  tries: number,
  { random, date }: { random: () => number; date: () => number },
): number {
  const told = attempt.kind === 'failed' ? null : readRetryAfter(attempt, date());
  if (told !== null) return told;
  const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries);
  return longest * (0.5 + random() / 2);
}

/** `Retry-After` in milliseconds, as seconds or as a day and time; `null` where nothing is told. */
export function readRetryAfter(
  { headers }: Pick<Incoming, 'headers'>,
  now: number,
): number | null {
  const told = headers['retry-after']?.trim();
  if (told === undefined || told === '') return null;
  const wait = /^\d+$/.test(told) ? Number(told) * 1000 : Date.parse(told) - now;
  if (Number.isNaN(wait)) return null;
  return Math.max(0, wait);
}

/** Errors of a connection that another attempt may not meet again. */
const MAY_HEAL =
  /^(?:ECONNRESET|ECONNREFUSED|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EAI_AGAIN|ENOTFOUND|UND_ERR_SOCKET|UND_ERR_CONNECT_TIMEOUT|UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|UND_ERR_CLOSED|UND_ERR_DESTROYED|UND_ERR_INFO|HPE_[A-Z_]+)$/;
/** Errors of a connection that stay: certificates, a proxy that says no. */
const STAYS =
  /^(?:CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|EPROTO|UND_ERR_ABORTED|UND_ERR_PRX|UND_ERR_RESPONSE)/;

/** Nothing was heard for as long as one waits for an answer. */
export const LATE = 'no answer in time';

/** Reads what the network throws; `null` for a fault of ours. */
export function readFailure(error: unknown): Attempt | null {
  if (!(error instanceof Error) && !(error instanceof DOMException)) return null;
  if (error.name === 'TimeoutError')
    return { kind: 'failed', why: LATE, heals: 'may-heal' };
  for (const one of chain(error)) {
    const code: unknown = Reflect.get(one, 'code');
    if (typeof code !== 'string') continue;
    const why = one.message === '' ? code : one.message.replace(/\.$/, '');
    if (MAY_HEAL.test(code)) return { kind: 'failed', why, heals: 'may-heal' };
    if (STAYS.test(code)) return { kind: 'failed', why, heals: 'stays' };
  }
  return null;
}

const CAUSES_AT_MOST = 5;

/** An error, what it holds together, and what caused it. */
function chain(error: Error | DOMException): readonly Error[] {
  const found: Error[] = [];
  let next: unknown[] = [error];
  for (let depth = 0; depth < CAUSES_AT_MOST && next.length > 0; depth += 1) {
    const errors = next.filter((one) => one instanceof Error);
    found.push(...errors);
    next = errors.flatMap((one) => [
      one.cause,
      ...(one instanceof AggregateError ? one.errors : []),
    ]);
  }
  return found;
}

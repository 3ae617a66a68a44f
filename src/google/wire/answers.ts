import { type Unknown, unknown } from '../../domain/facts.ts';
import type { Need, Ours } from './advice.ts';
import { asObject, type Json, parseObject } from './decode.ts';
import type { Incoming } from './incoming.ts';
import { googleError, readRefusal } from './refusal.ts';

/** Google itself says that it is not there. */
export interface Absent {
  readonly kind: 'absent';
  readonly message: string;
}

/** The thing that was asked for, its absence, or why nobody can tell. */
export type Answer<T = Json> =
  | { readonly kind: 'ok'; readonly value: T }
  | Absent
  | Unknown;

/**
 * The one place that says what an answer of a Google REST service means.
 * Only Google's own 404, whose body says so too, is an absence.
 */
export function readAnswer(
  { status, text }: Incoming,
  need: Need,
  host: string,
  ours: Ours,
): Answer {
  const body = parseObject(text);
  const error = googleError(body);
  if (status >= 200 && status < 300) {
    if (body === null || error !== null)
      return strange(`${host} answered ${status} with ${nothingOf(text)}`);
    return { kind: 'ok', value: body };
  }
  if (status === 404) {
    const says = error?.code === 404 && error.status !== 'UNIMPLEMENTED';
    if (error !== null && says && !isNoMethod(error.message))
      return { kind: 'absent', message: error.message };
    return strange(`${host} answered 404 in words that are not Google's`);
  }
  if (status === 401) return unauthenticated(host);
  if (status === 403) return readRefusal(error, need, host, ours);
  const said = error === null ? '' : `: ${error.message}`;
  return strange(`${host} answered ${status}${said}`);
}

/** A 404 that speaks of the call, not of what was asked for. */
function isNoMethod(message: string): boolean {
  return /^Method not found\b/i.test(message);
}

function nothingOf(text: string): string {
  if (text === '') return 'nothing';
  return parseObject(text) === null ? 'something that is no JSON object' : 'an error';
}

export function unauthenticated(host: string): Unknown {
  return unknown(
    'no-credentials',
    `${host} does not accept the credentials of this run.`,
    'Log in again: gcloud auth application-default login, or google-github-actions/auth before this step.',
  );
}

export function strange(what: string): Unknown {
  return unknown(
    'unexpected-answer',
    `${what}.`,
    'Run it again; if it stays so, see what stands between here and Google.',
  );
}

/** An answer's value as its decoder reads it; what the decoder does not take is unknown. */
export function decoded<T>(
  answer: Answer,
  decode: (body: Json) => T | null,
  what: string,
): Answer<T> {
  if (answer.kind !== 'ok') return answer;
  const value = decode(answer.value);
  if (value === null) return strange(`${what} was described in an unknown form`);
  return { kind: 'ok', value };
}

/** The objects of a list, whatever else stands in it left out. */
export function objects(value: unknown): readonly Json[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list.map(asObject).filter((one) => one !== null);
}

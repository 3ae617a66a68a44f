import { type Unknown, unknown } from '../../domain/facts.ts';
import type { Answer } from './client.ts';
import type { Incoming } from './transport.ts';

/** What the caller needed, to say what would settle a refusal. */
export interface Need {
  readonly permission: string;
  readonly resource: string;
}

/** The one place that says what an answer of a Google REST service means. Only Google's own 404 is an absence. */
export function readAnswer(incoming: Incoming, need: Need, host: string): Answer {
  const { status, text } = incoming;
  const body = parseObject(text);
  if (status >= 200 && status < 300) {
    if (body !== null) return { kind: 'ok', body };
    return strange(
      `${host} answered ${status} with ${text === '' ? 'nothing' : 'something that is no JSON object'}`,
    );
  }
  const error = googleError(body);
  if (status === 404) {
    if (error !== null) return { kind: 'absent', message: error.message };
    return strange(`${host} answered 404 in words that are not Google's`);
  }
  if (status === 401) return unauthenticated(host);
  if (status === 403)
    return error?.reason === 'SERVICE_DISABLED'
      ? disabled(host, error.message)
      : refused(need);
  return strange(`${host} answered ${status}${error === null ? '' : `: ${error.message}`}`);
}

/** `{"error": {"code", "message", "status", "details"}}`, taken apart; `null` for anything else. */
export function googleError(
  body: Readonly<Record<string, unknown>> | null,
): { readonly message: string; readonly status: string; readonly reason: string } | null {
  const error = asObject(body?.['error']);
  if (
    error === null ||
    typeof error['code'] !== 'number' ||
    typeof error['message'] !== 'string'
  )
    return null;
  const details = Array.isArray(error['details']) ? error['details'].map(asObject) : [];
  const reasons = details.flatMap((detail) =>
    typeof detail?.['reason'] === 'string' ? [detail['reason']] : [],
  );
  return {
    message: error['message'].slice(0, 1000),
    status: typeof error['status'] === 'string' ? error['status'] : '',
    reason: reasons[0] ?? '',
  };
}

export function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return null;
  }
}

export function asObject(value: unknown): Readonly<Record<string, unknown>> | null {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : null;
}

/** A 403 that we got speaks of us alone, and says that it may also not exist. */
export function refused({ permission, resource }: Need): Unknown {
  return unknown(
    'refused',
    `We were refused ${permission} on ${resource} (or it may not exist).`,
    `Grant the identity that runs this check ${permission} on ${resource}.`,
  );
}

export function unauthenticated(host: string): Unknown {
  return unknown(
    'no-credentials',
    `${host} does not accept the credentials of this run.`,
    'Log in again: gcloud auth application-default login, or google-github-actions/auth before this step.',
  );
}

function disabled(host: string, message: string): Unknown {
  return unknown(
    'api-disabled',
    `The API behind ${host} is not enabled: ${message.split('. ')[0]}.`,
    `Enable it: gcloud services enable ${host.replace(/:\d+$/, '')}`,
  );
}

export function strange(what: string): Unknown {
  return unknown(
    'unexpected-answer',
    `${what}.`,
    'Run it again; if it stays so, see what stands between here and Google.',
  );
}

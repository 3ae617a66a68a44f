import type { Pause } from './pause.ts';

/** What GitHub said, when it was not a plain success. */
export interface Refusal {
  readonly kind: 'refused';
  /** 0 where there was no answer at all. */
  readonly status: number;
  readonly message: string;
  /** A limit, primary or secondary, that outlasted the patience. */
  readonly limited: boolean;
}

export type GitHubAnswer<T> = { readonly kind: 'ok'; readonly value: T } | Refusal;

/** What was tried, and what the job needs for it. */
export interface Attempt {
  /** The line of `permissions:`, `checks: write`. */
  readonly permission: string;
  /** A fork's pull request, whose token is read-only whatever the workflow says. */
  readonly trust: 'own' | 'foreign';
}

/** A refusal in a sentence, with what would change it. */
export function explained(refused: Refusal, attempt: Attempt): string {
  const { status, message, limited } = refused;
  const answered = `GitHub answered ${status === 0 ? 'nothing' : status} (${message})`;
  if (limited) return `${answered}: too many requests. Run the job again later.`;
  if (status === 401)
    return `${answered}: the token is not accepted. Leave the input \`token\` out, or give it \`\${{ github.token }}\`.`;
  if (/\blocked\b/i.test(message))
    return `${answered}: the conversation is locked, and nobody but a collaborator may write. Unlock it.`;
  if (/\barchived\b/i.test(message))
    return `${answered}: the repository is archived, and takes no writes.`;
  if (/authenticate via a GitHub App/i.test(message))
    return `${answered}: only the token of a GitHub App, such as \`\${{ github.token }}\`, may do this.`;
  if (status === 403 || status === 404) return mayNot(refused, attempt);
  if (status === 410) return `${answered}: this is turned off in the repository.`;
  return `${answered}.`;
}

function mayNot({ status, message }: Refusal, { permission, trust }: Attempt): string {
  if (trust === 'foreign')
    return `the token may not (${permission}), as on a pull request from a fork.`;
  const endpoint = status === 404 ? ' A GitHub server may also lack this endpoint.' : '';
  return `the token may not (${status} ${message}). Give the job \`permissions: { ${permission} }\`.${endpoint}`;
}

interface HttpError {
  readonly status?: number;
  readonly message?: string;
  readonly response?: {
    readonly headers?: Readonly<Record<string, string | number | undefined>>;
  };
}

/** Statuses below 500 that the same request may be spared a moment later. */
const HEALS = new Set([408, 425]);

/** Whether GitHub refused for good: nothing was done, and nothing will be. */
export function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && !HEALS.has(status);
}

const LONGEST_WAIT_MS = 60_000;

/** Whether GitHub wants to be asked later: then nothing was done. */
export function isLimited(error: unknown): boolean {
  const { status, message = '', response } = error as HttpError;
  const headers = response?.headers ?? {};
  if (status === 429) return true;
  if (status !== 403) return false;
  return (
    headers['retry-after'] !== undefined ||
    headers['x-ratelimit-remaining'] === '0' ||
    /secondary rate|rate limit exceeded|abuse detection/i.test(message)
  );
}

/** Waits as long as GitHub says, where that is not too long. */
export async function waitAsTold(
  error: unknown,
  pause: Pause,
): Promise<'waited' | 'too long'> {
  const wait = toldMs((error as HttpError).response?.headers ?? {});
  if (wait > LONGEST_WAIT_MS) return 'too long';
  await pause(Math.max(0, wait));
  return 'waited';
}

/** `Retry-After`, else the reset, else a minute. */
function toldMs(headers: Readonly<Record<string, string | number | undefined>>): number {
  const after = Number(headers['retry-after'] ?? Number.NaN) * 1000;
  if (Number.isFinite(after)) return after;
  const reset = Number(headers['x-ratelimit-reset'] ?? Number.NaN) * 1000;
  return Number.isFinite(reset) ? reset - Date.now() : LONGEST_WAIT_MS;
}

/** An error of the client as a value; one that it did not make is thrown on. */
export function refusalOf(error: unknown, route: string): Refusal {
  const { status, message = '' } = error as HttpError;
  if (status === undefined) throw error;
  const [line = ''] = message.split('\n');
  const limited = isLimited(error);
  const said = line.replace(/ - https:\/\/\S+$/, '').trim();
  return {
    kind: 'refused',
    status,
    message: said === '' ? route : said,
    limited,
  };
}

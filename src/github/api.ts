import pRetry, { AbortError } from 'p-retry';

/** What GitHub said, when it was not a plain success. */
export interface Refusal {
  readonly kind: 'refused';
  readonly status: number;
  readonly message: string;
}

/** A refusal in a sentence. */
export function said({ status, message }: Refusal): string {
  return `GitHub answered ${status === 0 ? 'nothing' : status} (${message}).`;
}

export type GitHubAnswer<T> = { readonly kind: 'ok'; readonly value: T } | Refusal;

/** GitHub's REST API: the version pinned, limits obeyed, errors turned into values. */
export interface GitHubApi {
  readonly request: <T>(
    route: string,
    parameters: Readonly<Record<string, unknown>>,
    repeat: 'repeat' | 'once',
  ) => Promise<GitHubAnswer<T>>;
}

/** The version that the requests were written against. */
const API_VERSION = '2022-11-28';
const RETRIES = 4;
const LONGEST_WAIT_MS = 60_000;

/** Connects with a token; `baseUrl` is `GITHUB_API_URL`. The library is loaded when it is first needed. */
export async function connectToGitHub(token: string, baseUrl: string): Promise<GitHubApi> {
  const { getOctokit } = await import('@actions/github');
  const octokit = getOctokit(token, {
    baseUrl,
    request: { headers: { 'x-github-api-version': API_VERSION } },
  });
  const send = async <T>(
    route: string,
    parameters: Readonly<Record<string, unknown>>,
  ): Promise<T> => {
    const response = await octokit.request(route, {
      ...parameters,
      headers: {
        'x-github-api-version': API_VERSION,
        ...(parameters['headers'] as object | undefined),
      },
    });
    return response.data as T;
  };
  return {
    request: async (route, parameters, repeat) => {
      try {
        const value = await pRetry(() => send(route, parameters).catch(waitOrGiveUp), {
          retries: repeat === 'repeat' ? RETRIES : 0,
          minTimeout: 500,
          maxTimeout: 8000,
          randomize: true,
        });
        return { kind: 'ok', value: value as never };
      } catch (error) {
        return refusalOf(error);
      }
    },
  };
}

interface HttpError {
  readonly status?: number;
  readonly message?: string;
  readonly response?: {
    readonly headers?: Readonly<Record<string, string | number | undefined>>;
  };
}

/** A refusal for want of permission is final; a limit is waited for as GitHub says. */
async function waitOrGiveUp(error: unknown): Promise<never> {
  const { status = 0, response } = error as HttpError;
  const headers = response?.headers ?? {};
  const limited =
    status === 429 ||
    (status === 403 &&
      (headers['retry-after'] !== undefined || headers['x-ratelimit-remaining'] === '0'));
  if (limited) {
    const told = Number(headers['retry-after'] ?? Number.NaN) * 1000;
    const reset = Number(headers['x-ratelimit-reset'] ?? Number.NaN) * 1000 - Date.now();
    const wait = Number.isFinite(told)
      ? told
      : Number.isFinite(reset)
        ? reset
        : LONGEST_WAIT_MS;
    if (wait > LONGEST_WAIT_MS) throw asAbort(error);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, wait)));
    throw error;
  }
  if (status >= 400 && status < 500) throw asAbort(error);
  throw error;
}

function asAbort(error: unknown): AbortError {
  return new AbortError(error instanceof Error ? error : new Error(String(error)));
}

function refusalOf(error: unknown): Refusal {
  const { status = 0, message = String(error) } = error as HttpError;
  return { kind: 'refused', status, message: message.split('\n')[0] ?? '' };
}

/** Every entry of a paged list, a hundred at a time. */
export async function everyPage<T>(
  api: GitHubApi,
  route: string,
  parameters: Readonly<Record<string, unknown>>,
  atMost: number,
): Promise<GitHubAnswer<readonly T[]>> {
  const all: T[] = [];
  for (let page = 1; all.length < atMost; page += 1) {
    const answer = await api.request<readonly T[]>(
      route,
      { ...parameters, per_page: 100, page },
      'repeat',
    );
    if (answer.kind === 'refused') return answer;
    all.push(...answer.value);
    if (answer.value.length < 100) break;
  }
  return { kind: 'ok', value: all };
}

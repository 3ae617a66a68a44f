import pRetry, { AbortError } from 'p-retry';
import type { Pause } from './pause.ts';
import { asRead } from './read-answer.ts';
import {
  type GitHubAnswer,
  isFinal,
  isLimited,
  refusalOf,
  waitAsTold,
} from './refusals.ts';

export type { GitHubAnswer, Refusal } from './refusals.ts';

type Parameters = Readonly<Record<string, unknown>>;

/** GitHub's API: the version pinned, limits obeyed, errors turned into values. */
export interface GitHubApi {
  /** `once` for what may not happen twice: only a limit, which did nothing, is waited for. */
  readonly request: <T>(
    route: string,
    parameters: Parameters,
    repeat: 'repeat' | 'once',
  ) => Promise<GitHubAnswer<T>>;
  /** Every entry of a paged list, a hundred at a time, up to a number. */
  readonly pages: <T>(
    route: string,
    parameters: Parameters,
    atMost: number,
  ) => Promise<GitHubAnswer<readonly T[]>>;
  /** A GraphQL query, which only reads. */
  readonly graphql: <T>(
    query: string,
    variables: Parameters,
    repeat: 'repeat' | 'once',
  ) => Promise<GitHubAnswer<T>>;
  /** How many requests were sent. */
  readonly sent: () => number;
  readonly pause: Pause;
}

/** Where a GitHub is, and who asks. */
export interface GitHubAccess {
  readonly token: string;
  /** `GITHUB_API_URL`. */
  readonly apiUrl: string;
  /** `GITHUB_GRAPHQL_URL`; derived from the other where it is not set. */
  readonly graphqlUrl: string | null;
  readonly pause: Pause;
  /** Node's own, where no proxy is in the way; absent: the library's, which goes through one. */
  readonly fetch?: typeof globalThis.fetch;
}

/** The version that the requests were written against. */
const API_VERSION = '2022-11-28';
const RETRIES = 4;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8000;
const PER_PAGE = 100;
/** As long as one attempt may take. In milliseconds. */
const ATTEMPT_MS = 30_000;

interface Response {
  readonly data: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Connects with a token. The library is loaded when it is first needed. */
export async function connectToGitHub(access: GitHubAccess): Promise<GitHubApi> {
  const { getOctokit } = await import('@actions/github');
  const version = { 'x-github-api-version': API_VERSION };
  const { token, apiUrl: baseUrl, fetch } = access;
  const request = fetch === undefined ? {} : { request: { fetch } };
  const octokit = getOctokit(token, { baseUrl, ...request });
  let sent = 0;
  const once = async (route: string, parameters: Parameters): Promise<Response> => {
    sent += 1;
    const own = parameters['headers'] as object | undefined;
    const headers = { ...version, ...own };
    const signal = AbortSignal.timeout(ATTEMPT_MS);
    const asked = { ...parameters, headers, request: { signal } };
    return asRead(await octokit.request(route, asked));
  };
  const send = (
    route: string,
    parameters: Parameters,
    repeat: 'repeat' | 'once',
  ): Promise<GitHubAnswer<Response>> =>
    settled(route, repeat, access.pause, () => once(route, parameters));
  return {
    request: async (route, parameters, repeat) =>
      dataOf(await send(route, parameters, repeat)),
    pages: (route, parameters, atMost) => readPages(route, parameters, atMost, send),
    graphql: async (query, variables, repeat) => {
      const route = `POST ${graphqlAddress(access)}`;
      const answer = await send(route, { query, variables }, repeat);
      return answer.kind === 'refused' ? answer : graphqlData(answer.value);
    },
    sent: () => sent,
    pause: access.pause,
  };
}

/** A server of one's own has GraphQL beside `/api/v3`. */
function graphqlAddress({ apiUrl, graphqlUrl }: GitHubAccess): string {
  if (graphqlUrl !== null) return graphqlUrl;
  return `${apiUrl.replace(/\/+$/, '').replace(/\/api\/v3$/, '/api')}/graphql`;
}

/** Tries until there is an answer, as often as it may be tried. */
async function settled(
  route: string,
  repeat: 'repeat' | 'once',
  pause: Pause,
  attempt: () => Promise<Response>,
): Promise<GitHubAnswer<Response>> {
  try {
    const value = await pRetry(
      (number) =>
        attempt().catch((error) => waitOrGiveUp(error, { repeat, pause, number })),
      { retries: RETRIES, minTimeout: 0 },
    );
    return { kind: 'ok', value };
  } catch (error) {
    return refusalOf(error, route);
  }
}

interface Attempt {
  readonly repeat: 'repeat' | 'once';
  readonly pause: Pause;
  /** The first is 1. */
  readonly number: number;
}

/** A refusal for want of permission is final; a limit is waited for as GitHub says. */
async function waitOrGiveUp(error: unknown, attempt: Attempt): Promise<never> {
  const { repeat, pause, number } = attempt;
  if (isLimited(error)) {
    if ((await waitAsTold(error, pause)) === 'too long') throw asAbort(error);
    throw error;
  }
  const { status = 0 } = error as { readonly status?: number };
  if (isFinal(status) || repeat === 'once') throw asAbort(error);
  if (number <= RETRIES) await pause(backOff(number));
  throw error;
}

/** Twice as long each time, and up to twice that, so that many do not come back at once. */
function backOff(attempt: number): number {
  const growing = FIRST_PAUSE_MS * 2 ** (attempt - 1) * (1 + Math.random());
  return Math.min(growing, LONGEST_PAUSE_MS);
}

function asAbort(error: unknown): AbortError {
  return new AbortError(error instanceof Error ? error : new Error(String(error)));
}

function dataOf<T>(answer: GitHubAnswer<Response>): GitHubAnswer<T> {
  if (answer.kind === 'refused') return answer;
  return { kind: 'ok', value: answer.value.data as T };
}

/** GraphQL refuses with a status of 200. */
function graphqlData<T>({ data }: Response): GitHubAnswer<T> {
  const { data: value, errors } = data as {
    readonly data?: T | null;
    readonly errors?: readonly { readonly type?: string; message?: string }[];
  };
  if (value !== undefined && value !== null) return { kind: 'ok', value };
  const [first] = errors ?? [];
  const message = first?.message ?? 'GraphQL answered no data';
  const status = first?.type === 'RATE_LIMITED' ? 429 : 200;
  return { kind: 'refused', status, message, limited: status === 429 };
}

async function readPages<T>(
  route: string,
  parameters: Parameters,
  atMost: number,
  send: (
    route: string,
    parameters: Parameters,
    repeat: 'repeat',
  ) => Promise<GitHubAnswer<Response>>,
): Promise<GitHubAnswer<readonly T[]>> {
  const all: T[] = [];
  for (let page = 1; all.length < atMost; page += 1) {
    const asked = { ...parameters, per_page: PER_PAGE, page };
    const answer = await send(route, asked, 'repeat');
    if (answer.kind === 'refused') return answer;
    const { data, headers } = answer.value;
    const entries = entriesOf<T>(data);
    if (entries === null) return noList();
    all.push(...entries);
    if (entries.length === 0 || isLast(entries.length, headers)) break;
  }
  return { kind: 'ok', value: all };
}

/** Of what is no list, nothing could be said to be absent. */
function noList(): GitHubAnswer<never> {
  const message = 'an answer that is no list';
  return { kind: 'refused', status: 200, message, limited: false };
}

function entriesOf<T>(data: unknown): readonly T[] | null {
  if (!Array.isArray(data)) return null;
  const whole = data.every((entry) => entry !== null && typeof entry === 'object');
  return whole ? (data as readonly T[]) : null;
}

/** `Link` tells; a short page does where a proxy dropped it. */
function isLast(entries: number, headers: Response['headers']): boolean {
  const link = headers['link'];
  if (typeof link === 'string') return !link.includes('rel="next"');
  return entries < PER_PAGE;
}

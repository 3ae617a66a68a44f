import { afterEach, describe, expect, it } from 'vitest';
import { connectToGitHub, type GitHubAnswer } from '../../src/github/api.ts';
import { type StandIn, type StandInPull, startGitHub } from './stand-in.ts';

let github: StandIn;
afterEach(() => github.close());

type Fault = NonNullable<StandInPull['faults']>[number];

/** Asks once for a pull request's files, and says how long was waited before each further time. */
async function ask(
  fault: Omit<Fault, 'path'>,
  repeat: 'repeat' | 'once' = 'repeat',
): Promise<{
  readonly answer: GitHubAnswer<unknown>;
  readonly pauses: readonly number[];
  readonly asked: number;
}> {
  github = await startGitHub({
    base: {},
    head: {},
    token: 'writes',
    faults: [{ path: '/pulls/7/files', ...fault }],
  });
  const pauses: number[] = [];
  const api = await connectToGitHub({
    token: 'ghs_stand_in_token',
    apiUrl: github.url,
    graphqlUrl: null,
    pause: async (milliseconds) => {
      pauses.push(milliseconds);
    },
  });
  const answer = await api.request(
    'GET /repos/{owner}/{repo}/pulls/{pull_number}/files',
    { owner: 'o', repo: 'r', pull_number: 7 },
    repeat,
  );
  return { answer, pauses, asked: github.requests.length };
}

describe('a limit', () => {
  const limits: readonly (readonly [string, Omit<Fault, 'path' | 'times'>, number])[] = [
    ['429 with Retry-After', { status: 429, headers: { 'retry-after': '7' } }, 7000],
    ['403 with Retry-After', { status: 403, headers: { 'retry-after': '3' } }, 3000],
    ['429 that says nothing', { status: 429 }, 60_000],
    [
      '403 of the secondary limit that says nothing',
      { status: 403, message: 'You have exceeded a secondary rate limit.' },
      60_000,
    ],
  ];

  it.each(limits)('%s is waited for as it says', async (_, fault, waited) => {
    for (const repeat of ['repeat', 'once'] as const) {
      const { answer, pauses, asked } = await ask({ ...fault, times: 1 }, repeat);
      expect(pauses).toEqual([waited]);
      expect(answer.kind).toBe('ok');
      expect(asked).toBe(2);
      await github.close();
    }
  });

  it('is waited for until its reset', async () => {
    const reset = Math.ceil(Date.now() / 1000) + 30;
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) };
    const { pauses } = await ask({ status: 403, times: 1, headers });
    expect(pauses).toHaveLength(1);
    expect(pauses[0]).toBeGreaterThan(25_000);
    expect(pauses[0]).toBeLessThanOrEqual(31_000);
  });

  it('whose reset is past is asked again at once', async () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' };
    expect((await ask({ status: 403, times: 1, headers })).pauses).toEqual([0]);
  });

  it('that would take more than a minute is a refusal', async () => {
    const headers = { 'retry-after': '61' };
    const { answer, pauses, asked } = await ask({ status: 429, times: 99, headers });
    expect(answer).toMatchObject({ kind: 'refused', status: 429, limited: true });
    expect(pauses).toEqual([]);
    expect(asked).toBe(1);
  });

  it('that does not end is a refusal', async () => {
    const headers = { 'retry-after': '1' };
    const { answer, asked } = await ask({ status: 429, times: 99, headers });
    expect(answer).toMatchObject({ kind: 'refused', status: 429, limited: true });
    expect(asked).toBe(5);
  });
});

describe('a fault of the server', () => {
  it('is asked again after pauses that grow', async () => {
    const { answer, pauses, asked } = await ask({ status: 502, times: 99 });
    expect(answer).toMatchObject({ kind: 'refused', status: 502, limited: false });
    expect(asked).toBe(5);
    expect(pauses).toHaveLength(4);
    for (const [index, pause] of pauses.entries()) {
      expect(pause).toBeGreaterThanOrEqual(500 * 2 ** index);
      expect(pause).toBeLessThanOrEqual(Math.min(1000 * 2 ** index, 8000));
    }
  });

  it('is not asked again for what may not happen twice', async () => {
    const { answer, pauses, asked } = await ask({ status: 502, times: 99 }, 'once');
    expect(answer.kind).toBe('refused');
    expect([pauses, asked]).toEqual([[], 1]);
  });
});

describe('a refusal', () => {
  it.each([401, 403, 404, 422])('of %i is final', async (status) => {
    const { answer, pauses, asked } = await ask({ status, times: 99, message: 'no' });
    expect(answer).toMatchObject({
      kind: 'refused',
      status,
      message: 'no',
      limited: false,
    });
    expect([pauses, asked]).toEqual([[], 1]);
  });
});

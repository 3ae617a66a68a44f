import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { type StandIn, startGitHub } from '../github/stand-in.ts';
import { type ActionResult, type ActionRun, runAction } from './runner.ts';
import { APPS, bumped, NODE, pullRequest, WORLD } from './shop.ts';

let sandbox: Sandbox;
let github: StandIn;
beforeAll(async () => {
  sandbox = await startSandbox(WORLD);
  return () => sandbox.close();
});
beforeEach(async () => {
  github = await startGitHub(bumped(`${APPS}/api:2.3.0`));
});
afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github.close();
});

function leg(more: Partial<ActionRun> = {}): Promise<ActionResult> {
  return runAction({
    event: 'pull_request',
    payload: pullRequest(),
    apiUrl: github.url,
    ...more,
    inputs: { 'service-account': NODE, ...more.inputs },
    env: {
      ...sandbox.environment,
      GITHUB_WORKFLOW: 'ci',
      GITHUB_JOB: 'check',
      GITHUB_ACTION: '__self',
      ...more.env,
    },
  });
}

const names = (): unknown[] => github.checkRuns.map(({ body }) => body['name']);

/** Each pair of runs is one that a pull request may have at once. */
const pairs: readonly (readonly [string, Partial<ActionRun>, Partial<ActionRun>])[] = [
  ['two matrix legs', { matrix: { env: 'dev' } }, { matrix: { env: 'prod' } }],
  [
    'matrix legs of numbers and objects',
    { matrix: { n: 1 } },
    { matrix: { n: { a: 1 } } },
  ],
  ['two workflows', {}, { env: { GITHUB_WORKFLOW: 'nightly' } }],
  ['two jobs', {}, { env: { GITHUB_JOB: 'other' } }],
  ['two steps', {}, { env: { GITHUB_ACTION: '__self_2' } }],
  [
    'two steps with names',
    { env: { GITHUB_ACTION: 'a' } },
    { env: { GITHUB_ACTION: 'b' } },
  ],
  [
    'two calls of one reusable workflow',
    {},
    {
      inputs: { 'service-account': `${NODE}\nother@my-project.iam.gserviceaccount.com` },
    },
  ],
  ['two keys', { inputs: { key: 'dev' } }, { inputs: { key: 'prod' } }],
];

describe('several runs on one pull request', () => {
  it.each(pairs)('%s: each has its comment and its check run', async (_, one, other) => {
    await Promise.all([leg(one), leg(other)]);
    expect(github.comments).toHaveLength(2);
    expect(new Set(names()).size).toBe(2);
    const before = github.comments.map(({ body }) => body);
    await leg(other);
    expect(github.comments.map(({ body }) => body)).toEqual(before);
  });

  it('one key is one comment, whoever runs', async () => {
    await leg({ inputs: { key: 'all' } });
    await leg({ inputs: { key: 'all' }, env: { GITHUB_JOB: 'other' } });
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]?.body).toContain('all');
    expect(new Set(names())).toEqual(new Set(['GAR Preflight / all']));
  });

  it('a green leg leaves a red one as it is', async () => {
    await leg({ matrix: { env: 'dev' } });
    const before = github.comments.map(({ body }) => body);
    const green = await leg({ matrix: { env: 'prod' }, inputs: { paths: 'other/**' } });
    expect(green.status).toBe(0);
    expect(github.comments.map(({ body }) => body)).toEqual(before);
    expect(github.checkRuns.map(({ body }) => body['conclusion'])).toEqual([
      'failure',
      'success',
    ]);
  });

  it('two steps of one job leave two reports', async () => {
    const one = await leg();
    const two = await leg({ env: { GITHUB_ACTION: '__self_2' } });
    const file = (result: ActionResult): string =>
      (result.outputs['report'] ?? '').split('/').at(-1) ?? '';
    expect(file(one)).not.toBe(file(two));
  });

  it('a hostile matrix value is text in every channel', async () => {
    await leg({ matrix: { env: '<img src=x> @octocat\n::error::x `|`' } });
    expect(github.comments[0]?.body.split('\n').slice(1).join('\n')).not.toMatch(
      /<img|@octocat|\n::error/,
    );
  });
});

describe('a check run whose answer is lost', () => {
  it('is made once', async () => {
    await github.close();
    github = await startGitHub({
      ...bumped(`${APPS}/api:2.3.0`),
      faults: [
        { path: '/check-runs', method: 'post', status: 502, times: 1, lose: 'answer' },
      ],
    });
    const result = await leg();
    expect(github.checkRuns).toHaveLength(1);
    expect(result.stdout).not.toContain('No check run was made');
  });

  it('is made again where it was not made', async () => {
    await github.close();
    github = await startGitHub({
      ...bumped(`${APPS}/api:2.3.0`),
      faults: [{ path: '/check-runs', method: 'post', status: 502, times: 1 }],
    });
    await leg();
    expect(github.checkRuns).toHaveLength(1);
  });
});

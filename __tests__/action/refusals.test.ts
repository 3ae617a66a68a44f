import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import {
  HEAD_SHA,
  type StandIn,
  type StandInPull,
  startGitHub,
} from '../github/stand-in.ts';
import { type ActionResult, type ActionRun, runAction } from './runner.ts';
import { APPS, bumped, deployment, NODE, pullRequest, WORLD } from './shop.ts';

let sandbox: Sandbox;
let github: StandIn;
beforeAll(async () => {
  sandbox = await startSandbox(WORLD);
  return () => sandbox.close();
});
afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github.close();
});

async function run(
  pull: Partial<StandInPull>,
  more: Partial<ActionRun> = {},
): Promise<ActionResult> {
  github = await startGitHub({ ...bumped(`${APPS}/api:2.3.0`), ...pull });
  return runAction({
    event: 'pull_request',
    payload: pullRequest(),
    apiUrl: github.url,
    ...more,
    inputs: { 'service-account': NODE, ...more.inputs },
    env: { ...sandbox.environment, ...more.env },
  });
}

const integration = 'Resource not accessible by integration';

describe('what GitHub refuses', () => {
  it.each([
    [
      'a bad token',
      '/git/trees',
      401,
      'Bad credentials',
      /token is not accepted.*github\.token/,
    ],
    [
      'missing contents: read',
      '/git/trees',
      403,
      integration,
      /permissions: \{ contents: read \}/,
    ],
    [
      'a repository that it hides',
      '/git/trees',
      404,
      'Not Found',
      /permissions: \{ contents: read \}/,
    ],
  ])('%s stops the run with the remedy', async (_, path, status, message, said) => {
    const result = await run({ faults: [{ path, status, times: 99, message }] });
    expect(result.status).toBe(1);
    expect(result.annotations[0]?.message).toMatch(said);
    expect(result.annotations[0]?.message).not.toContain('bug');
    expect(result.outputs['conclusion']).toBeUndefined();
  });

  it.each([
    [
      'missing pull-requests: write',
      403,
      integration,
      /permissions: \{ pull-requests: write \}/,
    ],
    [
      'a locked conversation',
      403,
      'Unable to create comment because issue is locked.',
      /conversation is locked/,
    ],
    [
      'an archived repository',
      403,
      'Repository was archived so is read-only.',
      /archived/,
    ],
  ])(
    '%s keeps the comment away, and the rest is told',
    async (_, status, message, said) => {
      const faults = [
        { path: '/issues/7/comments', method: 'post', status, times: 99, message },
      ];
      const result = await run({ faults });
      expect(result.stdout).toMatch(said);
      expect(result.summary).toContain('tag-not-found');
      expect(github.checkRuns).toHaveLength(1);
      expect(result.status).toBe(1);
    },
  );

  it('a list of files that it keeps is found by the trees', async () => {
    const result = await run({
      faults: [{ path: '/files', status: 403, times: 99, message: integration }],
    });
    expect(result.outputs).toMatchObject({ errors: '1' });
  });

  it('a secondary limit is waited for, and then the comment is made', async () => {
    const message =
      'You have exceeded a secondary rate limit. Please wait a few minutes.';
    const headers = { 'retry-after': '1' };
    const faults = [
      {
        path: '/issues/7/comments',
        method: 'post',
        status: 403,
        times: 1,
        message,
        headers,
      },
    ];
    await run({ faults });
    expect(github.comments).toHaveLength(1);
  });

  it('a server without checks annotates by commands', async () => {
    const result = await run({
      faults: [{ path: '/check-runs', status: 404, times: 99, message: 'Not Found' }],
    });
    expect(result.annotations[0]?.properties['file']).toBe('k8s/api.yaml');
    expect(result.stdout).toContain('may also lack this endpoint');
  });
});

describe("an App's token", () => {
  it('finds its own comment, though GET /user is refused', async () => {
    const first = await run({});
    expect(first.status).toBe(1);
    const body = github.comments[0]?.body ?? '';
    await github.close();
    const comments = [{ login: 'my-app[bot]', type: 'Bot', body }];
    await run({ comments, viewer: 'my-app' });
    expect(github.comments).toHaveLength(1);
    expect(github.requests).not.toContain('GET /user');
  });

  it('is not taken in by a person of the same name', async () => {
    await run({});
    const body = github.comments[0]?.body ?? '';
    await github.close();
    await run({
      comments: [{ login: 'my-app', type: 'User', body: `${body}x` }],
      viewer: 'my-app',
    });
    expect(github.comments).toHaveLength(2);
  });
});

describe('events', () => {
  const repo = { full_name: 'o/r' };
  const pull = (pullRequest() as { pull_request: object }).pull_request;

  it.each(['pull_request_review', 'pull_request_review_comment'])(
    '%s judges its pull request',
    async (event) => {
      const result = await run({}, { event, payload: { pull_request: pull } });
      expect(result.outputs).toMatchObject({ errors: '1' });
      expect(github.comments).toHaveLength(1);
    },
  );

  it.each([
    ['issue_comment', { issue: { number: 7, pull_request: {} } }],
    [
      'workflow_run',
      { workflow_run: { head_sha: HEAD_SHA, pull_requests: [{ number: 7 }] } },
    ],
    [
      'check_suite',
      { check_suite: { head_sha: HEAD_SHA, pull_requests: [{ number: 7 }] } },
    ],
    ['check_run', { check_run: { pull_requests: [{ number: 7 }] } }],
  ])('%s asks for the pull request that it names', async (event, payload) => {
    const result = await run({}, { event, payload });
    expect(result.outputs).toMatchObject({ errors: '1' });
    expect(github.comments).toHaveLength(1);
  });

  it.each([
    ['workflow_run', { workflow_run: { head_sha: HEAD_SHA, pull_requests: [] } }],
    ['check_suite', { check_suite: { pull_requests: [] } }],
    ['release', { release: {} }],
    ['label', {}],
  ])('%s without a pull request stops with a sentence', async (event, payload) => {
    const workspace = { 'k8s/api.yaml': deployment(`${APPS}/api:2.2.0`) };
    const result = await run({}, { event, payload, workspace });
    expect(result.annotations).toMatchObject([{ level: 'warning' }]);
    expect(result.annotations[0]?.message).toContain('Nothing was checked');
    expect(result.outputs['conclusion']).toBe('neutral');
    expect(github.requests).toEqual([]);
  });

  it('a comment on an issue is nothing to check', async () => {
    const result = await run(
      {},
      { event: 'issue_comment', payload: { issue: { number: 3 }, repository: repo } },
    );
    expect(result.status).toBe(0);
    expect(github.requests).toEqual([]);
  });
});

describe('what stands in place of a manifest', () => {
  it('a Git LFS pointer is said, and is not green', async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 9\n`;
    const result = await run({ head: { 'k8s/api.yaml': pointer } });
    expect(result.outputs).toMatchObject({ conclusion: 'neutral' });
    expect(result.summary).toContain('Git LFS pointer');
    expect(JSON.stringify(github.checkRuns)).not.toContain('not valid YAML');
  });

  it('a link is read through, as the deployer does', async () => {
    const files = { 'old/web.yaml': deployment(`${APPS}/web:9.9.9`) };
    const result = await run({
      base: { 'k8s/web.yaml': deployment(`${APPS}/web:1.0.0`), ...files },
      head: { 'k8s/web.yaml': '../old/web.yaml', ...files },
      links: ['k8s/web.yaml'],
    });
    expect(result.outputs).toMatchObject({ conclusion: 'failure', errors: '1' });
    expect(result.summary).toContain('`1.0.0` → `9.9.9`');
  });

  it.each(['../../etc/passwd', 'nowhere.yaml', '/etc/passwd'])(
    'a link to %s is said, and is not green',
    async (target) => {
      const links = ['k8s/api.yaml'];
      const result = await run({ head: { 'k8s/api.yaml': target }, links });
      expect(result.outputs).toMatchObject({ conclusion: 'neutral' });
      expect(result.summary).toContain('a link to what is no file of the repository');
    },
  );

  it('a submodule that moves is said', async () => {
    const submodules = { deploy: ['1'.repeat(40), '2'.repeat(40)] as const };
    const result = await run({ submodules });
    expect(result.summary).toContain('deploy is a submodule');
  });
});

describe('bad paths', () => {
  it.each(['report', 'sarif', 'html'])(
    '%s outside is refused before anything is sent',
    async (name) => {
      const result = await run({}, { inputs: { [name]: '../../../outside' } });
      expect(result.annotations[0]?.message).toContain(
        `${name}: expected a path inside the workspace`,
      );
      expect(github.requests).toEqual([]);
    },
  );
});

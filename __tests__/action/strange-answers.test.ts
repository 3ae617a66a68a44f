import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { BASE_SHA, HEAD_SHA, type StandIn, startGitHub } from '../github/stand-in.ts';
import { type ActionResult, runAction } from './runner.ts';
import { APPS, bumped, deployment, NODE, pullRequest, WORLD } from './shop.ts';

let sandbox: Sandbox;
const open: StandIn[] = [];
beforeAll(async () => {
  sandbox = await startSandbox(WORLD);
  return () => sandbox.close();
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const BROKEN = bumped(`${APPS}/api:2.3.0`);

/** One run before a GitHub that gives this answer, with 200, to requests for a path. */
async function run(path: string, body: unknown): Promise<ActionResult> {
  const github = await startGitHub({
    ...BROKEN,
    faults: [{ path, status: 200, times: 99, body }],
  });
  open.push(github);
  return runAction({
    event: 'pull_request',
    payload: pullRequest(),
    apiUrl: github.url,
    inputs: { 'service-account': NODE },
    env: sandbox.environment,
  });
}

describe('a 200 that is no listing of files', () => {
  it.each([
    ['an empty object', {}],
    ['a list', []],
    ['a tree that is none', { tree: {} }],
    ['an entry without a path', { tree: [{ mode: '100644', type: 'blob', sha: 'a' }] }],
    ['an entry of numbers', { tree: [{ path: 1, mode: 1, type: 1, sha: 1 }] }],
  ])('fails the step: %s', async (_, body) => {
    const { status, outputs, stdout } = await run('/git/trees', body);
    expect([status, outputs['conclusion']]).toEqual([1, undefined]);
    expect(stdout).toContain('an answer that lists no files');
  });

  it.each([
    ['contents', '/graphql', {}],
    ['contents that are none', '/graphql', { data: { repository: null } }],
    ['changed files', '/pulls/7/files', {}],
    ['no changed files', '/pulls/7/files', []],
    ['comments', '/issues/7/comments', {}],
  ])('changes nothing of the verdict where it stands for %s', async (_, path, body) => {
    const { status, outputs } = await run(path, body);
    expect([status, outputs['errors']]).toEqual([1, '1']);
  });
});

describe('a push whose last commit is gone, as after a forced push', () => {
  it('is judged whole, and says why', async () => {
    const github = await startGitHub({
      ...BROKEN,
      head: { ...BROKEN.head, 'k8s/b.yaml': deployment(`${APPS}/api:gone`) },
      faults: [{ path: `/git/trees/${'d'.repeat(40)}`, status: 404, times: 9 }],
    });
    open.push(github);
    const result = await runAction({
      event: 'push',
      payload: { before: 'd'.repeat(40), after: HEAD_SHA },
      apiUrl: github.url,
      inputs: { 'service-account': NODE },
      env: sandbox.environment,
    });
    expect([result.status, result.outputs['errors']]).toEqual([1, '2']);
    expect(result.summary).toContain('as after a forced push');
  });

  it('is not judged whole where the listing is only refused', async () => {
    const github = await startGitHub({
      ...BROKEN,
      faults: [{ path: `/git/trees/${BASE_SHA}`, status: 403, times: 9 }],
    });
    open.push(github);
    const result = await runAction({
      event: 'push',
      payload: { before: BASE_SHA, after: HEAD_SHA },
      apiUrl: github.url,
      inputs: { 'service-account': NODE },
      env: sandbox.environment,
    });
    expect([result.status, result.outputs['errors']]).toEqual([1, undefined]);
  });
});

it('counts nothing where there is nothing to check', async () => {
  const github = await startGitHub(BROKEN);
  open.push(github);
  const { outputs } = await runAction({
    event: 'push',
    payload: { before: BASE_SHA, after: '0'.repeat(40), deleted: true },
    apiUrl: github.url,
  });
  expect(outputs).toEqual({
    conclusion: 'success',
    errors: '0',
    warnings: '0',
    images: '0',
  });
});

it('tells the author of a fork nothing about a login that is not theirs', async () => {
  const github = await startGitHub({ ...BROKEN, token: 'reads' });
  open.push(github);
  const provider = 'projects/1/locations/global/workloadIdentityPools/p/providers/x';
  const result = await runAction({
    event: 'pull_request',
    payload: pullRequest({ full_name: 'stranger/r' }),
    apiUrl: github.url,
    inputs: { 'service-account': NODE, 'workload-identity-provider': provider },
  });
  expect([result.status, result.outputs['conclusion']]).toEqual([0, 'neutral']);
  expect(result.stdout).toContain('Its author has nothing to do');
  expect(result.stdout).not.toContain('id-token: write');
});

import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { type StandIn, type StandInPull, startGitHub } from '../github/stand-in.ts';
import { runAction } from './runner.ts';
import { APPS, bumped, deployment, NODE, pullRequest, WORLD } from './shop.ts';

let sandbox: Sandbox;
const open: StandIn[] = [];
beforeAll(async () => {
  sandbox = await startSandbox(WORLD);
  return () => sandbox.close();
});
afterEach(async () => {
  for (const one of open.splice(0)) {
    expect(one.violations).toEqual([]);
    await one.close();
  }
});

const GONE = bumped(`${APPS}/api:2.3.0`);
const THERE = bumped(`${APPS}/api:2.3.1`);
const PATCH = `@@ -10,1 +10,1 @@\n-          image: ${APPS}/api:2.2.0\n+          image: ${APPS}/api:2.3.0`;

async function run(pull: StandInPull, inputs: Readonly<Record<string, string>> = {}) {
  const github = await startGitHub(pull);
  open.push(github);
  return { github, result: await runOn(github, inputs) };
}

function runOn(
  github: StandIn,
  inputs: Readonly<Record<string, string>> = {},
  env: Readonly<Record<string, string>> = {},
) {
  return runAction({
    event: 'pull_request',
    payload: pullRequest(),
    apiUrl: github.url,
    inputs: { 'service-account': NODE, ...inputs },
    env: { ...sandbox.environment, ...env },
  });
}

describe('a comment', () => {
  it.each([
    ['on-findings', GONE, 1],
    ['on-findings', THERE, 0],
    ['always', THERE, 1],
  ] as const)('%s', async (comment, pull, made) => {
    const { github } = await run(pull, { comment });
    expect(github.comments).toHaveLength(made);
  });

  it('that nobody wants is not looked for', async () => {
    const { github } = await run(GONE, { comment: 'never' });
    expect(github.comments).toEqual([]);
    expect(github.requests.filter((one) => one.includes('/comments'))).toEqual([]);
  });
});

describe('suggestions', () => {
  const pull = { ...GONE, patches: { 'k8s/api.yaml': PATCH } };

  it('are posted where somebody asks for them', async () => {
    const { github } = await run(pull, { suggestions: 'true' });
    expect(github.reviews).toHaveLength(1);
  });

  it('and else are not', async () => {
    const { github } = await run(pull);
    expect(github.reviews).toEqual([]);
  });
});

describe('annotations', () => {
  it('stand in the check run, once, where one can be made', async () => {
    const { github, result } = await run(GONE);
    expect(github.checkRuns[0]?.annotations).toHaveLength(1);
    const commands = result.commands.filter((one) => one !== 'add-mask');
    // The step's own end is said by the runner.
    expect(commands).toEqual(['error']);
    expect(result.annotations.map(({ properties }) => properties['file'])).toEqual([
      undefined,
    ]);
  });

  it('are workflow commands where none can', async () => {
    const { github, result } = await run({ ...GONE, token: 'reads' });
    expect(github.checkRuns).toEqual([]);
    expect(result.annotations.map(({ properties }) => properties['file'])).toContain(
      'k8s/api.yaml',
    );
  });

  it('are left out where nobody wants them', async () => {
    const { github, result } = await run(GONE, { annotations: 'false' });
    expect(github.checkRuns[0]?.annotations).toEqual([]);
    expect(result.stdout).toContain('tag-not-found');
    const reads = await run({ ...GONE, token: 'reads' }, { annotations: 'false' });
    const files = reads.result.annotations.map(({ properties }) => properties['file']);
    expect(files.filter((file) => file !== undefined)).toEqual([]);
  });

  it('go to GitHub fifty at a time, every one of them once, though an answer is lost', async () => {
    const images = Array.from({ length: 120 }, (_, at) => `${APPS}/api:3.0.${at}`);
    const head = { 'k8s/api.yaml': deployment(...images) };
    const lost = { path: '/check-runs/', method: 'patch', status: 502, times: 1 };
    const faults = [{ ...lost, lose: 'answer' as const }];
    const { github } = await run({ ...GONE, head, faults });
    expect(github.checkRuns).toHaveLength(1);
    const annotations = github.checkRuns[0]?.annotations as { start_line: number }[];
    expect(new Set(annotations.map((one) => one.start_line)).size).toBe(120);
    expect(annotations).toHaveLength(120);
  });

  it('never go to the check run of another attempt', async () => {
    const github = await startGitHub(GONE);
    open.push(github);
    await runOn(github, {}, { GITHUB_RUN_ID: '1' });
    expect(github.checkRuns).toHaveLength(1);
    github.fail({ path: '/check-runs', method: 'post', status: 502, times: 1 });
    await runOn(github, {}, { GITHUB_RUN_ID: '2' });
    expect(github.checkRuns).toHaveLength(2);
  });
});

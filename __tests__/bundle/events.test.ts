import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { type ActionResult, runBundledAction } from '../action/runner.ts';
import { APPS, bumped, NODE, pullRequest, WORLD } from '../action/shop.ts';
import { BASE_SHA, HEAD_SHA, type StandIn, startGitHub } from '../github/stand-in.ts';
import { rows } from '../thorough.ts';
import { freshBundle, nodes, versionOf } from './fresh-bundle.ts';

let sandbox: Sandbox;
let file: string;
beforeAll(async () => {
  file = path.join(freshBundle(), 'index.js');
  sandbox = await startSandbox(WORLD);
  return () => sandbox.close();
});

const pull = (pullRequest() as { pull_request: object }).pull_request;
const ofPull = { pull_requests: [{ number: 7 }] };

/** An event, what it brings, and how many errors it finds. */
type EventRow = readonly [string, object, string];

/** One of each way to find out what changed. */
const KINDS: readonly EventRow[] = [
  ['pull_request', pullRequest(), '1'],
  ['push', { before: BASE_SHA, after: HEAD_SHA }, '1'],
  ['schedule', {}, '1'],
];
const OTHERS: readonly EventRow[] = [
  ['pull_request_target', pullRequest(), '1'],
  ['pull_request_review', { pull_request: pull }, '1'],
  ['pull_request_review_comment', { pull_request: pull }, '1'],
  ['issue_comment', { issue: { number: 7, pull_request: {} } }, '1'],
  ['workflow_run', { workflow_run: { head_sha: HEAD_SHA, ...ofPull } }, '1'],
  ['check_suite', { check_suite: { head_sha: HEAD_SHA, ...ofPull } }, '1'],
  ['check_run', { check_run: ofPull }, '1'],
  ['merge_group', { merge_group: { head_sha: HEAD_SHA, base_sha: BASE_SHA } }, '1'],
  ['workflow_dispatch', {}, '1'],
  ['release', { release: {} }, '0'],
];

const [own = process.execPath, ...others] = nodes();

async function runOn(
  node: string,
  [event, payload]: EventRow,
): Promise<{ readonly result: ActionResult; readonly github: StandIn }> {
  const github = await startGitHub(bumped(`${APPS}/api:2.3.0`));
  const action = {
    event,
    payload,
    apiUrl: github.url,
    inputs: { 'service-account': NODE },
    env: { ...sandbox.environment, GITHUB_SHA: HEAD_SHA },
  };
  const result = await runBundledAction(action, { node, file });
  await github.close();
  expect(github.violations).toEqual([]);
  return { result, github };
}

async function judges(node: string, row: EventRow): Promise<void> {
  const [event, , errors] = row;
  const { result, github } = await runOn(node, row);
  expect(result.outputs['errors'], result.stdout).toBe(errors);
  expect(result.status).toBe(errors === '0' ? 0 : 1);
  if (event !== 'pull_request') return;
  expect(result.summary).toContain('2.2.0` → `2.3.0');
  expect(result.outputs['report']).toMatch(/\.json$/);
  expect(result.commands).toContain('add-mask');
  expect(github.comments).toHaveLength(1);
  expect(github.checkRuns[0]?.annotations).toHaveLength(1);
}

describe.concurrent(`the bundle on the Node that runs actions (${versionOf(own)})`, () => {
  it.each([...KINDS, ...OTHERS])('runs on %s', (...row) => judges(own, row));
});

describe.concurrent.each(others)('the bundle on %s', (node) => {
  it.each(rows(KINDS, 2))(`runs on %s (${versionOf(node)})`, (...row) =>
    judges(node, row),
  );
});

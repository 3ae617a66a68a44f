import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { startSandbox } from '../../src/sandbox/server.ts';
import { type ActionResult, runAction } from '../action/runner.ts';
import { APPS, deployment, pullRequest } from '../action/shop.ts';
import { type StandIn, startGitHub } from '../github/stand-in.ts';
import { startTokenService } from '../google/token-service.ts';
import { describeWith } from '../programs.ts';
import { run } from '../run-cli.ts';
import { rows } from '../thorough.ts';
import { type Block, blocksOf, nameOf, ROOT } from './blocks.ts';
import { DOCS_WORLD } from './docs-world.ts';
import type { Workflow } from './workflow-problems.ts';

const SETUP = 'docs/setup.md';
const WORKFLOW = '.github/workflows/gar-preflight.yml';
const MANIFEST = 'k8s/api.yaml';
const PROVIDER =
  'projects/123456789012/locations/global/workloadIdentityPools/github/providers/gar-preflight';
const PRINCIPAL =
  'principalSet://iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/github/attribute.repository_id/987654321';

/** A repository with one manifest and nothing else, at a stand-in for GitHub's git, on a machine with stand-ins for the programs. */
interface Newcomer {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly state: () => Readonly<Record<string, unknown>>;
}

function newcomer(): Newcomer {
  const home = mkdtempSync(path.join(tmpdir(), 'gar-newcomer-'));
  const folder = path.join(home, 'repository');
  const bin = path.join(home, 'bin');
  const stateFile = path.join(home, 'state.json');
  mkdirSync(path.join(folder, 'k8s'), { recursive: true });
  mkdirSync(bin);
  writeFileSync(stateFile, '{}');
  for (const program of ['gcloud', 'gh', 'curl']) {
    const file = path.join(bin, program);
    const standIn = path.join(import.meta.dirname, 'newcomer-program.ts');
    writeFileSync(
      file,
      `#!/bin/sh\nexec '${process.execPath}' '${standIn}' ${program} "$@"\n`,
    );
    chmodSync(file, 0o755);
  }
  const who = { NAME: 'New Comer', EMAIL: 'new@example.com' };
  const env = {
    HOME: home,
    PATH: `${bin}:${process.env['PATH']}`,
    NEWCOMER_STATE: stateFile,
    GIT_AUTHOR_NAME: who.NAME,
    GIT_AUTHOR_EMAIL: who.EMAIL,
    GIT_COMMITTER_NAME: who.NAME,
    GIT_COMMITTER_EMAIL: who.EMAIL,
  };
  const git = (...words: readonly string[]): string =>
    execFileSync('git', words, { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' });
  writeFileSync(path.join(folder, MANIFEST), deployment(`${APPS}/api:2.2.0`));
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-qm', 'Begin');
  git('init', '-q', '--bare', '../origin.git');
  git('remote', 'add', 'origin', '../origin.git');
  git('push', '-q', 'origin', 'main');
  return { folder, env, state: () => JSON.parse(readFileSync(stateFile, 'utf8')) };
}

/** The other way to grant is left out, as a reader would. */
function isOfVariant({ text }: Block, variant: 'organization' | 'project'): boolean {
  const grants = /gcloud (organizations|projects) add-iam-policy-binding/.exec(text)?.[1];
  return grants === undefined || grants === `${variant}s`;
}

/** Pastes the page's commands into one shell, in order; a file that the page shows is written where it says. */
async function follow(
  { folder, env }: Newcomer,
  variant: 'organization' | 'project',
): Promise<string> {
  const lines = ['set -euo pipefail'];
  for (const block of blocksOf(SETUP)) {
    const name = nameOf(block);
    if (block.language === 'sh' && isOfVariant(block, variant)) lines.push(block.text);
    if (name !== WORKFLOW) continue;
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, block.text);
  }
  const script = path.join(folder, '../paste.sh');
  writeFileSync(script, lines.join('\n'));
  const result = await run('bash', [script], { cwd: folder, env });
  expect(result.status, result.stdout + result.stderr).toBe(0);
  return result.stdout;
}

interface Ran {
  readonly result: ActionResult;
  readonly github: StandIn;
}

/** Runs a workflow's job on a pull request that changes the manifest to this image, with what its permissions give it. */
async function onPullRequest(workflow: string, image: string): Promise<Ran> {
  const { jobs = {}, permissions } = parse(workflow) as Workflow;
  const [job] = Object.values(jobs);
  const given = job?.permissions ?? permissions ?? {};
  const step = job?.steps?.find(({ uses = '' }) => uses.startsWith('gar-preflight/'));
  const github = await startGitHub({
    base: { [MANIFEST]: deployment(`${APPS}/api:2.2.0`) },
    head: { [MANIFEST]: deployment(image), [WORKFLOW]: workflow },
    token: given['pull-requests'] === 'write' ? 'writes' : 'reads',
  });
  const sandbox = await startSandbox(DOCS_WORLD);
  const { CLOUDSDK_AUTH_ACCESS_TOKEN: token = '', ...endpoints } = sandbox.environment;
  const tokens = await startTokenService(token);
  const {
    ACTIONS_ID_TOKEN_REQUEST_URL: url = '',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer = '',
    ...service
  } = tokens.environment;
  const idToken = {
    ACTIONS_ID_TOKEN_REQUEST_URL: url,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer,
  };
  const result = await runAction({
    event: 'pull_request',
    payload: pullRequest(),
    apiUrl: github.url,
    inputs: step?.with as Readonly<Record<string, string>>,
    env: {
      ...endpoints,
      ...service,
      ...(given['id-token'] === 'write' ? idToken : {}),
    },
  });
  await Promise.all([github.close(), sandbox.close(), tokens.close()]);
  expect(github.violations).toEqual([]);
  return { result, github };
}

/** Green on what is there, red on the line of what is not, with the nearest tag. */
async function guards(workflow: string): Promise<void> {
  const unchanged = await onPullRequest(workflow, `${APPS}/api:2.2.0`);
  expect(unchanged.result.status, unchanged.result.stdout).toBe(0);
  const there = await onPullRequest(workflow, `${APPS}/api:2.3.1`);
  expect(there.result.status, there.result.stdout).toBe(0);
  expect(there.result.outputs['conclusion']).toBe('success');
  const { result, github } = await onPullRequest(workflow, `${APPS}/api:2.3.0`);
  expect(result.status, result.stdout).toBe(1);
  const [annotation] = github.checkRuns[0]?.annotations ?? [];
  expect(annotation).toMatchObject({
    path: MANIFEST,
    start_line: 10,
    annotation_level: 'failure',
    message: expect.stringContaining(`${APPS}/api:2.3.1`),
  });
  expect(github.comments).toHaveLength(1);
  expect(github.checkRuns).toHaveLength(1);
}

describeWith(
  ['bash', 'git'],
  'a newcomer who follows docs/setup.md to the letter',
  () => {
    it.each(rows(['organization', 'project'] as const, 2))(
      'has a guarded repository in the end (grants on the %s)',
      async (variant) => {
        const one = newcomer();
        const printed = await follow(one, variant);
        const page = readFileSync(path.join(ROOT, SETUP), 'utf8');
        for (const said of [
          '123456789012 987654321',
          'Created workload identity pool [github].',
          'Created workload identity pool provider [gar-preflight].',
          'Created role [garPreflight].',
        ]) {
          expect(printed).toContain(said);
          expect(page).toContain(said);
        }
        const state = one.state();
        expect(state[PROVIDER]).toMatchObject({
          issuer: 'https://token.actions.githubusercontent.com',
          condition: "assertion.repository_id == '987654321'",
        });
        const on =
          variant === 'organization' ? 'organizations/1000' : 'projects/my-project';
        expect(state[`binding of ${on}/roles/garPreflight`]).toEqual([on, PRINCIPAL]);
        expect(state['pull request']).toBe(true);

        const pushed = await run('git', ['show', `origin/gar-preflight:${WORKFLOW}`], {
          cwd: one.folder,
          env: one.env,
        });
        const workflow = parse(pushed.stdout) as Workflow;
        const [job] = Object.values(workflow.jobs ?? {});
        const step = job?.steps?.at(-1)?.with;
        expect(step?.['workload-identity-provider']).toBe(PROVIDER);
        const { rules } = state['ruleset'] as {
          rules: { parameters: { required_status_checks: { context: string }[] } }[];
        };
        expect(rules[0]?.parameters.required_status_checks).toEqual([
          { context: (job as { name?: string }).name },
        ]);
        await guards(pushed.stdout);
      },
    );
  },
);

describe("the README's workflow", () => {
  const [block] = blocksOf('README.md').filter((one) => nameOf(one) === WORKFLOW);

  it('guards a repository as it stands', () => guards(block?.text ?? ''));
});

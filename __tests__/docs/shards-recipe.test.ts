import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { startSandbox } from '../../src/sandbox/server.ts';
import { freshBundle } from '../bundle/fresh-bundle.ts';
import { startGitHub } from '../github/stand-in.ts';
import { describeWith } from '../programs.ts';
import { type CliResult, run } from '../run-cli.ts';
import { describeThorough } from '../thorough.ts';
import { ROOT } from './blocks.ts';
import { type Workflow, workflowProblems } from './workflow-problems.ts';

const FILE = 'examples/ci/shards.yml';
const workflow = parse(readFileSync(path.join(ROOT, FILE), 'utf8')) as {
  readonly jobs: Readonly<
    Record<
      string,
      { readonly steps: readonly { readonly name?: string; readonly run?: string }[] }
    >
  >;
};

function script(job: string, name: string): string {
  const step = workflow.jobs[job]?.steps.find((one) => one.name === name);
  if (step?.run === undefined) throw new Error(`${job} has no step ${name}`);
  return step.run;
}

const image = (name: string, tag: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: c, image: "us-docker.pkg.dev/p/r/app:${tag}"}]}\n`;

describe('the recipe for shards', () => {
  it('is a workflow that may what it does', () => {
    expect(workflowProblems(workflow as Workflow)).toEqual([]);
  });
});

describeWith(['actionlint'], 'the recipe for shards, by actionlint', () => {
  it('is clean', async () => {
    const { stdout, status } = await run('actionlint', [
      '-no-color',
      path.join(ROOT, FILE),
    ]);
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  });
});

describeThorough(['bash', 'git', 'jq'], 'the recipe for shards, run', () => {
  let bundle: string;
  let folder: string;
  let tree: string;
  beforeAll(() => {
    bundle = freshBundle();
  });
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'gar-recipe-'));
    tree = path.join(folder, 'tree');
    for (const one of ['tree', 'tool', 'shards'])
      mkdirSync(path.join(folder, one), { recursive: true });
    symlinkSync(bundle, path.join(folder, 'tool/dist'));
  });

  const bash = (
    text: string,
    cwd: string,
    env: Readonly<Record<string, string>>,
  ): Promise<CliResult> =>
    run('bash', ['-e', '-c', text], { cwd, env: { RUNNER_TEMP: folder, ...env } });
  async function git(...words: readonly string[]): Promise<string> {
    const author = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
    return (await run('git', [...author, ...words], { cwd: tree })).stdout.trim();
  }
  async function commit(files: Readonly<Record<string, string>>): Promise<string> {
    for (const [file, text] of Object.entries(files))
      writeFileSync(path.join(tree, file), text);
    await git('add', '.');
    await git('commit', '--quiet', '--message', 'more');
    return git('rev-parse', 'HEAD');
  }

  it('plans at least one leg, and one for every 25,000 manifests', async () => {
    await git('init', '--quiet');
    const plan = async (program: string): Promise<string> => {
      const output = path.join(folder, 'output');
      writeFileSync(output, '');
      const env = { GITHUB_OUTPUT: output };
      const { status } = await bash(program, tree, env);
      expect(status).toBe(0);
      return readFileSync(output, 'utf8');
    };
    const step = script('plan', 'Plan');
    expect(await plan(step)).toBe('count=1\nshards=[1]\n');
    const many = step.replace(/git ls-files [^|]*/, 'seq 1 75001 ');
    expect(await plan(many)).toBe('count=4\nshards=[1,2,3,4]\n');
  });

  it('writes an account that logs in with the job’s own token', async () => {
    const env = {
      PROVIDER: 'projects/1/locations/global/workloadIdentityPools/g/providers/p',
      ACTIONS_ID_TOKEN_REQUEST_URL: 'https://token.example/x?api=1',
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'secret',
    };
    expect((await bash(script('shard', 'Log in to Google'), tree, env)).status).toBe(0);
    const account = JSON.parse(readFileSync(path.join(folder, 'google.json'), 'utf8'));
    expect(account).toMatchObject({
      audience: `//iam.googleapis.com/${env.PROVIDER}`,
      credential_source: {
        url: `https://token.example/x?api=1&audience=https://iam.googleapis.com/${env.PROVIDER}`,
        headers: { Authorization: 'Bearer secret' },
      },
    });
  });

  it('looks in legs, and tells and judges once', async () => {
    const sandbox = await startSandbox(
      'projects:\n  p:\n    number: 1\n    repositories: {us/r: {images: {app: [{tags: ["1"]}]}}}\n',
    );
    await git('init', '--quiet');
    const base = await commit({ 'old.yaml': image('old', '0') });
    const head = await commit({
      'a.yaml': image('a', '1'),
      'b.yaml': image('b', '2'),
      'c.yaml': image('c', '3'),
    });
    const github = await startGitHub({
      base: {},
      head: {},
      token: 'writes',
      shas: { base, head },
    });
    try {
      const google = { ...sandbox.environment, BASE: base };
      for (const shard of [1, 2]) {
        const report = path.join(folder, `shards/shard-${shard}.json`);
        const env = { ...google, SHARD: `${shard}/2`, REPORT: report };
        expect(await bash(script('shard', 'Check'), tree, env)).toMatchObject({
          status: 0,
        });
      }
      const event = path.join(folder, 'event.json');
      const repo = { full_name: 'o/r', owner: { login: 'stranger' } };
      const pull = { head: { sha: head, ref: 'topic', repo } };
      writeFileSync(event, JSON.stringify({ pull_request: pull }));
      const env = {
        GITHUB_TOKEN: 'token-of-this-run',
        GITHUB_REPOSITORY: 'o/r',
        GITHUB_API_URL: github.url,
        GITHUB_EVENT_PATH: event,
      };
      const tool = path.join(folder, 'tool');
      const steps = ['Merge', 'Tell', 'Judge'].map((name) => script('report', name));
      const results: CliResult[] = [];
      for (const step of steps) results.push(await bash(step, tool, env));
      expect(results.map(({ status }) => status)).toEqual([0, 0, 1]);
      expect(github.comments).toHaveLength(1);
      expect(github.comments[0]?.body).toContain('2 of 3 images will not be pulled');
      expect(github.checkRuns.map(({ body }) => body['conclusion'])).toEqual(['failure']);
      expect(github.violations).toEqual([]);
    } finally {
      await github.close();
      await sandbox.close();
    }
  }, 60_000);

  it('fails where a leg is missing', async () => {
    const report = {
      version: 1,
      shard: '1/2',
      conclusion: 'success',
      summary: {
        files: 0,
        references: 0,
        images: 0,
        errors: 0,
        warnings: 0,
        notices: 0,
      },
      images: [],
      access: [],
      findings: [],
    };
    writeFileSync(path.join(folder, 'shards/shard-1.json'), JSON.stringify(report));
    const merged = await bash(script('report', 'Merge'), path.join(folder, 'tool'), {});
    expect(merged.status).not.toBe(0);
    expect(merged.stderr).toContain('got none that is 2/2');
  });
});

import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/domain/report.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import {
  BASE_SHA,
  HEAD_SHA,
  type StandIn,
  type StandInPull,
  startGitHub,
} from '../github/stand-in.ts';
import { describeWith } from '../programs.ts';
import { type ActionResult, type ActionRun, runAction } from './runner.ts';
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

async function gitHub(pull: StandInPull): Promise<StandIn> {
  const standIn = await startGitHub(pull);
  open.push(standIn);
  return standIn;
}

function runPull(standIn: StandIn, more: Partial<ActionRun> = {}): Promise<ActionResult> {
  return runAction({
    event: 'pull_request',
    payload: pullRequest(),
    apiUrl: standIn.url,
    ...more,
    inputs: { 'service-account': NODE, ...more.inputs },
    env: { ...sandbox.environment, ...more.env },
  });
}

describe('a pull request from the same repository', () => {
  it('annotates the line, fails the step, and tells in every channel', async () => {
    const github = await gitHub(bumped(`${APPS}/api:2.3.0`));
    const result = await runPull(github);
    expect(result.status, result.stderr).toBe(1);
    expect(result.stdout).toContain('k8s/api.yaml');
    expect(result.stdout).toContain('10:18  error    tag-not-found');
    expect(result.outputs).toMatchObject({
      conclusion: 'failure',
      errors: '1',
      warnings: '0',
      images: '1',
    });
    const report = JSON.parse(readFileSync(result.outputs['report'] ?? '', 'utf8'));
    expect(report.images[0].before).toEqual([`${APPS}/api:2.2.0`]);
    expect(result.summary).toContain('2.2.0` → `2.3.0');
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]?.body).toContain(
      `https://github.com/o/r/blob/${HEAD_SHA}/k8s/api.yaml#L10`,
    );
    expect(github.checkRuns[0]?.body).toMatchObject({
      head_sha: HEAD_SHA,
      conclusion: 'failure',
    });
    expect(github.checkRuns[0]?.annotations).toMatchObject([
      {
        path: 'k8s/api.yaml',
        start_line: 10,
        start_column: 18,
        annotation_level: 'failure',
      },
    ]);
    // Told by the check run, the finding is no workflow command as well: the step's own failure is the one error.
    expect(result.annotations.map(({ properties }) => properties['file'])).toEqual([
      undefined,
    ]);
  });

  it('annotates by workflow commands where it may make no check run', async () => {
    const github = await gitHub({
      ...bumped(`${APPS}/api:2.3.0`),
      faults: [{ path: '/check-runs', method: 'post', status: 403, times: 9 }],
    });
    const result = await runPull(github);
    expect(result.annotations[0]).toMatchObject({
      level: 'error',
      properties: {
        file: 'k8s/api.yaml',
        line: '10',
        col: '18',
        title: 'tag-not-found: The image has no such tag',
      },
    });
    expect(result.stdout).toContain('checks: write');
  });

  it('logs file, line and tag without annotations', async () => {
    const github = await gitHub(bumped(`${APPS}/api:2.3.0`));
    const result = await runPull(github, { inputs: { annotations: 'false' } });
    expect(github.checkRuns[0]?.annotations).toEqual([]);
    expect(result.stdout).toMatch(/k8s\/api\.yaml[\s\S]*10:18[\s\S]*api:2\.3\.0/);
    expect(result.annotations.map(({ properties }) => properties['file'])).toEqual([
      undefined,
    ]);
  });

  it('keeps quiet about what it leaves as it was', async () => {
    const github = await gitHub({
      base: { 'k8s/api.yaml': deployment(`${APPS}/api:gone`, `${APPS}/web:1`) },
      head: {
        'k8s/api.yaml': deployment(`${APPS}/api:gone`, `${APPS}/web:1`).replace(
          'name: api',
          'name: api # moved',
        ),
      },
      token: 'writes',
    });
    const result = await runPull(github);
    expect(result.status).toBe(0);
    expect(result.annotations).toEqual([]);
    expect(github.comments).toEqual([]);
    expect(result.outputs).toMatchObject({ conclusion: 'success', images: '0' });
  });

  it('updates its comment in place, and turns it to all clear when mended', async () => {
    const github = await gitHub(bumped(`${APPS}/api:2.3.0`));
    await runPull(github);
    await runPull(github);
    expect(github.comments).toHaveLength(1);
    const mended = await gitHub({
      ...bumped(`${APPS}/api:2.3.1`),
      comments: github.comments.map(({ login, body }) => ({ login, body })),
    });
    const result = await runPull(mended);
    expect(result.status).toBe(0);
    expect(mended.comments).toHaveLength(1);
    expect(mended.comments[0]?.body).toContain('The image will be pulled.');
  });

  it("leaves alone a stranger's comment that bears its mark", async () => {
    const first = await gitHub(bumped(`${APPS}/api:2.3.0`));
    await runPull(first);
    const forged = `${first.comments[0]?.body.split('\n')[0]}\nforged`;
    const github = await gitHub({
      ...bumped(`${APPS}/api:2.3.0`),
      comments: [{ login: 'mallory', body: forged }],
    });
    await runPull(github);
    expect(github.comments.map(({ login }) => login)).toEqual([
      'mallory',
      'github-actions[bot]',
    ]);
    expect(github.comments[0]?.body).toBe(forged);
  });

  it('does not double the comment when the answer to its POST is lost', async () => {
    const faults = [
      {
        path: '/issues/7/comments',
        method: 'post',
        status: 502,
        times: 1,
        lose: 'answer' as const,
      },
    ];
    const github = await gitHub({ ...bumped(`${APPS}/api:2.3.0`), faults });
    await runPull(github);
    expect(github.comments).toHaveLength(1);
  });

  it('annotates sixty findings in batches, and shows ten on the runner', async () => {
    const images = Array.from(
      { length: 60 },
      (_, index) => `${APPS}/api:none-${String.fromCharCode(97 + (index % 26))}${index}`,
    );
    const github = await gitHub({
      base: {},
      head: { 'k8s/api.yaml': deployment(...images) },
      token: 'writes',
    });
    expect((await runPull(github)).status).toBe(1);
    expect(github.checkRuns[0]?.annotations).toHaveLength(60);
    const refused = await gitHub({
      base: {},
      head: { 'k8s/api.yaml': deployment(...images) },
      token: 'writes',
      faults: [{ path: '/check-runs', method: 'post', status: 403, times: 9 }],
    });
    const told = await runPull(refused);
    expect(told.annotations.filter(({ level }) => level === 'error')).toHaveLength(10);
    expect(told.stdout).toContain('and 51 more errors');
  });

  it('obeys Retry-After', async () => {
    const faults = [
      { path: '/pulls/7/files', status: 429, times: 1, headers: { 'retry-after': '1' } },
    ];
    const github = await gitHub({ ...bumped(`${APPS}/api:2.3.0`), faults });
    const result = await runPull(github);
    expect(result.status).toBe(1);
    expect(result.pauses).toEqual([1000]);
  });

  it('still says the result when GitHub takes neither check run nor comment', async () => {
    const faults = [
      { path: '/check-runs', status: 500, times: 99 },
      { path: '/comments', status: 500, times: 99 },
    ];
    const github = await gitHub({ ...bumped(`${APPS}/api:2.3.0`), faults });
    const result = await runPull(github);
    expect(result.status).toBe(1);
    expect(result.annotations[0]?.level).toBe('error');
    expect(result.summary).toContain('tag-not-found');
  });

  it('judges access, with the command', async () => {
    const github = await gitHub(
      bumped('us-central1-docker.pkg.dev/my-project/closed/db:1'),
    );
    await runPull(github);
    expect(JSON.stringify(github.checkRuns[0]?.annotations)).toContain(
      `gcloud artifacts repositories add-iam-policy-binding closed --project=my-project --location=us-central1 --member=serviceAccount:${NODE} --role=roles/artifactregistry.reader`,
    );
  });

  it("reads the head's config", async () => {
    const pull = bumped(`${APPS}/api:2.3.0`);
    const config = 'ignore:\n  - { rule: tag-not-found, reason: pushed at night }\n';
    const github = await gitHub({
      ...pull,
      head: { ...pull.head, '.github/gar-preflight.yml': config },
    });
    const result = await runPull(github);
    expect(result.status).toBe(0);
    expect(result.summary).toContain('1 finding waived');
  });

  it('suggests the fix on an added line, once, and nowhere else', async () => {
    const patch = `@@ -10,1 +10,1 @@\n-          image: ${APPS}/api:2.2.0\n+          image: ${APPS}/api:2.3.0`;
    const github = await gitHub({
      ...bumped(`${APPS}/api:2.3.0`),
      patches: { 'k8s/api.yaml': patch },
    });
    const inputs = { suggestions: 'true' };
    await runPull(github, { inputs });
    await runPull(github, { inputs });
    expect(github.reviews).toHaveLength(1);
    expect(github.reviews[0]?.comments).toMatchObject([
      { path: 'k8s/api.yaml', line: 10 },
    ]);
    expect(github.reviews[0]?.comments[0]?.body).toContain(
      `\`\`\`suggestion\n          image: ${APPS}/api:2.3.1\n\`\`\``,
    );
    const unpatched = await gitHub(bumped(`${APPS}/api:2.3.0`));
    await runPull(unpatched, { inputs });
    expect(unpatched.reviews).toEqual([]);
  });

  it('keeps its tokens out of the log, before anything else is said', async () => {
    const github = await gitHub(bumped(`${APPS}/api:2.3.0`));
    const env = { ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'a-token-of-the-runner' };
    const { stdout } = await runPull(github, { env });
    const lines = stdout.split('\n');
    expect(lines).toContain('::add-mask::ghs_stand_in_token');
    expect(lines).toContain('::add-mask::a-token-of-the-runner');
    const rest = lines.filter((line) => !line.startsWith('::add-mask::')).join('\n');
    expect(rest).not.toMatch(/ghs_stand_in_token|a-token-of-the-runner/);
    expect(lines.findIndex((line) => !line.startsWith('::add-mask::'))).toBeGreaterThan(
      1,
    );
  });

  it('says in one sentence what is wrong with an input', async () => {
    const github = await gitHub(bumped(`${APPS}/api:2.3.0`));
    const result = await runPull(github, { inputs: { 'fail-on': 'sometimes' } });
    expect(result.status).toBe(1);
    expect(result.annotations).toMatchObject([
      {
        level: 'error',
        message: 'fail-on: expected one of error, warning, never, got "sometimes".',
      },
    ]);
  });

  it('writes no file outside of the workspace', async () => {
    const github = await gitHub(bumped(`${APPS}/api:2.3.0`));
    const report = `../../outside-${randomUUID()}.json`;
    const result = await runPull(github, { inputs: { report } });
    expect(result.status).toBe(1);
    expect(result.annotations[0]?.message).toContain(
      'report: expected a path inside the workspace or RUNNER_TEMP',
    );
    expect(existsSync(`${result.folder}/${report}`)).toBe(false);
  });
});

describe('a pull request from a fork', () => {
  it('tells by commands and summary, without a failed step for what it could not know', async () => {
    const github = await gitHub({ ...bumped(`${APPS}/api:2.3.0`), token: 'reads' });
    const result = await runAction({
      event: 'pull_request',
      payload: pullRequest({ full_name: 'stranger/r' }),
      apiUrl: github.url,
      inputs: { 'service-account': NODE },
      env: {
        NO_GCE_CHECK: 'true',
        GCE_METADATA_HOST: '127.0.0.1:9',
        ...withoutToken(sandbox.environment),
      },
    });
    expect(result.status, result.stdout + result.stderr).toBe(0);
    expect(
      result.annotations.map(({ level, properties }) => [
        level,
        properties['title']?.split(':')[0],
      ]),
    ).toEqual([
      ['warning', 'image-unverified'],
      ['warning', 'reader-unverified'],
    ]);
    for (const { message } of result.annotations)
      expect(message).toContain('Its author has nothing to do');
    expect(result.summary).not.toContain('id-token');
    expect(result.stdout).toContain('as on a pull request from a fork');
    expect(result.outputs).toMatchObject({ conclusion: 'neutral' });
    expect(github.comments).toEqual([]);
  });

  it('does not take the waivers that it brings', async () => {
    const pull = bumped(
      `${APPS}/api:2.3.0 # gar-preflight: ignore tag-not-found trust me`,
    );
    const config = 'ignore:\n  - { rule: tag-not-found, reason: trust me }\n';
    const github = await gitHub({
      ...pull,
      head: { ...pull.head, '.github/gar-preflight.yml': config },
      token: 'reads',
    });
    const result = await runPull(github, {
      payload: pullRequest({ full_name: 'stranger/r' }),
    });
    expect(result.annotations[0]?.properties['title']).toContain('tag-not-found');
    expect(result.status).toBe(1);
  });
});

describe('hostile content', () => {
  it('reaches no channel as a command, a mention or markup', async () => {
    const evil =
      '"::error::pwned\\n::add-mask::x ##[add-mask]y @octocat <img src=x> `code` --> |"';
    const files = {
      'k8s/a\n::warning::file.yaml': deployment(evil),
      'k8s/##[error]b.yaml': deployment(`${APPS}/api:2.3.0`),
    };
    const github = await gitHub({ base: {}, head: files, token: 'writes' });
    const result = await runPull(github);
    expect(
      result.commands.filter(
        (name) => !['error', 'warning', 'notice', 'add-mask', 'debug'].includes(name),
      ),
    ).toEqual([]);
    expect(result.stdout).not.toContain('\n::add-mask::x');
    expect(result.stdout).not.toContain('##[');
    const body = github.comments[0]?.body ?? '';
    expect(body.slice(body.indexOf('\n'))).not.toMatch(/<img|@octocat|<!--/);
  });
});

describe('other events', () => {
  const headOnly = {
    base: {},
    head: { 'k8s/api.yaml': deployment(`${APPS}/api:2.3.0`) },
    token: 'writes' as const,
  };
  const inputs = { 'service-account': NODE };

  it('checks what a merge group adds', async () => {
    const github = await gitHub(bumped(`${APPS}/api:2.3.0`));
    const payload = { merge_group: { head_sha: HEAD_SHA, base_sha: BASE_SHA } };
    const result = await runAction({
      event: 'merge_group',
      payload,
      apiUrl: github.url,
      inputs,
      env: sandbox.environment,
    });
    expect(result.status).toBe(1);
    expect(github.comments).toEqual([]);
  });

  it('checks what a push adds, and nothing when the branch is deleted', async () => {
    const github = await gitHub(bumped(`${APPS}/api:2.3.0`));
    const pushed = await runAction({
      event: 'push',
      payload: { before: BASE_SHA, after: HEAD_SHA },
      apiUrl: github.url,
      inputs,
      env: sandbox.environment,
    });
    expect(pushed.outputs).toMatchObject({ errors: '1' });
    const deleted = await runAction({
      event: 'push',
      payload: { deleted: true },
      apiUrl: github.url,
      inputs,
      env: sandbox.environment,
    });
    expect(deleted.status).toBe(0);
  });

  it('checks everything on a schedule: the workspace, or GitHub where there is none', async () => {
    const github = await gitHub(headOnly);
    const env = { ...sandbox.environment, GITHUB_SHA: HEAD_SHA };
    const bare = await runAction({
      event: 'schedule',
      payload: {},
      apiUrl: github.url,
      inputs,
      env,
    });
    expect(bare.outputs).toMatchObject({ errors: '1' });
    const workspace = { 'k8s/api.yaml': deployment(`${APPS}/api:2.3.1`) };
    const checkedOut = await runAction({
      event: 'schedule',
      payload: {},
      apiUrl: github.url,
      inputs,
      env,
      workspace,
    });
    expect(checkedOut.outputs).toMatchObject({ errors: '0', images: '1' });
  });

  it('finds the checkout at a path of the workspace, config and all', async () => {
    const github = await gitHub(headOnly);
    const config = `environments: [{ name: prod, paths: ["k8s/**"], service-accounts: [${NODE}] }]\n`;
    const result = await runAction({
      event: 'schedule',
      payload: {},
      apiUrl: github.url,
      inputs,
      env: { ...sandbox.environment, GITHUB_SHA: HEAD_SHA },
      workspace: {
        'app/k8s/api.yaml': deployment(`${APPS}/api:2.3.1`),
        'app/.github/gar-preflight.yml': config,
        'app/.git/HEAD': 'ref: refs/heads/main\n',
        'app/.git/objects/.keep': '',
        'app/.git/refs/.keep': '',
        'app/.git/config':
          '[core]\n\trepositoryformatversion = 0\n[remote "origin"]\n\turl = https://github.com/o/r\n',
        'tools/k8s/other.yaml': deployment(`${APPS}/api:none`),
      },
    });
    expect(result.outputs).toMatchObject({ errors: '0', images: '1' });
    const report = JSON.parse(readFileSync(result.outputs['report'] ?? '', 'utf8'));
    expect(report.images[0].locations[0].file).toBe('k8s/api.yaml');
    expect(report.access[0].origins).toEqual(['environment prod']);
  });

  it('reads the head as data under pull_request_target', async () => {
    const github = await gitHub(bumped(`${APPS}/api:2.3.0`));
    const result = await runPull(github, { event: 'pull_request_target' });
    expect(result.outputs).toMatchObject({ errors: '1' });
  });
});

function withoutToken(
  environment: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => name !== 'CLOUDSDK_AUTH_ACCESS_TOKEN'),
  );
}

describeWith(['kustomize', 'helm'], 'a pull request that bumps a base', () => {
  const overlays = (tag: string): Record<string, string> => ({
    'base/api.yaml': deployment(`${APPS}/api:${tag}`),
    'base/kustomization.yaml': 'resources: [api.yaml]\n',
    'overlays/dev/kustomization.yaml': 'resources: [../../base]\n',
    'overlays/stage/kustomization.yaml': 'resources: [../../base]\n',
    'overlays/prod/kustomization.yaml': `resources: [../../base]\nimages:\n  - name: ${APPS}/api\n    newTag: 2.2.0\n`,
  });

  it('is judged by what each overlay runs, read from GitHub without a checkout', async () => {
    const github = await gitHub({
      base: overlays('2.2.0'),
      head: overlays('9.9.9'),
      token: 'writes',
    });
    const result = await runPull(github);
    const report = JSON.parse(
      readFileSync(result.outputs['report'] ?? '', 'utf8'),
    ) as Report;
    expect(report.findings).toMatchObject([
      {
        rule: 'tag-not-found',
        file: 'base/api.yaml',
        line: 10,
        roots: ['overlays/dev', 'overlays/stage'],
      },
    ]);
    // Each distinct file is asked for once, whichever of the two commits it stands in.
    expect(
      github.requests.filter((one) => one.includes('/git/blobs/')).length,
    ).toBeLessThanOrEqual(7);
  });

  it('is only read on pull_request_target', async () => {
    const github = await gitHub({
      base: overlays('2.2.0'),
      head: overlays('9.9.9'),
      token: 'writes',
    });
    const result = await runPull(github, { event: 'pull_request_target' });
    const report = JSON.parse(
      readFileSync(result.outputs['report'] ?? '', 'utf8'),
    ) as Report;
    expect(report.findings).toMatchObject([
      { rule: 'tag-not-found', file: 'base/api.yaml' },
    ]);
    expect(report.findings[0]?.roots).toBeUndefined();
    expect(report.remarks.join()).toContain('not rendered');
  });
});

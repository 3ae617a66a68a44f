import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { freshBundle } from '../bundle/fresh-bundle.ts';
import { describeWith, onPath } from '../programs.ts';
import { run, runCli } from '../run-cli.ts';
import { THOROUGH } from '../thorough.ts';
import { ROOT } from './blocks.ts';
import { type Workflow, workflowProblems } from './workflow-problems.ts';

const REUSABLE = '.github/workflows/check-images.yml';
const NIGHTLY = 'examples/ci/nightly-audit.yml';
const GITLAB = 'examples/ci/gitlab.yml';

function text(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
}

/** The script of the nightly audit that keeps the issue. */
function issueScript(): string {
  const { jobs } = parse(text(NIGHTLY)) as {
    jobs: { audit: { steps: readonly Step[] } };
  };
  const step = jobs.audit.steps.find(({ name }) => name === 'Keep one issue current');
  if (step?.run === undefined) throw new Error('the audit keeps no issue');
  return step.run;
}

describe('the workflows to take', () => {
  it.each([REUSABLE, NIGHTLY])(
    '%s gives the action what it knows, and may what it does',
    (file) => {
      expect(workflowProblems(parse(text(file)) as Workflow)).toEqual([]);
    },
  );

  it('hand every input on that they take', () => {
    const { on, jobs } = parse(text(REUSABLE)) as {
      on: { workflow_call: { inputs: object } };
      jobs: { images: { steps: readonly Step[] } };
    };
    const given = jobs.images.steps.at(-1)?.with ?? {};
    const taken = Object.keys(on.workflow_call.inputs);
    expect(given).toEqual(
      Object.fromEntries(taken.map((name) => [name, `\${{ inputs.${name} }}`])),
    );
  });
});

describeWith(['actionlint'], 'the workflows to take, by actionlint', () => {
  it('are clean', async () => {
    const files = [REUSABLE, NIGHTLY].map((file) => path.join(ROOT, file));
    const { stdout, status } = await run('actionlint', ['-no-color', ...files]);
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  });
});

describeWith(['jq', 'bash'], 'the issue of the nightly audit', () => {
  const HOSTILE = 'k8s/`@everyone`.yaml';
  const report = {
    findings: [
      {
        severity: 'error',
        rule: 'tag-not-found',
        file: HOSTILE,
        line: 3,
        message: 'app has no tag 9.\n```\n@everyone',
      },
      { severity: 'notice', rule: 'tag-mutable', file: 'a', line: 1, message: 'quiet' },
    ],
  };

  /** Runs the step with a `gh` that notes what it is told. */
  async function keep(conclusion: string, open: string, withReport = true) {
    const folder = mkdtempSync(path.join(tmpdir(), 'gar-audit-'));
    const log = path.join(folder, 'log');
    writeFileSync(log, '');
    writeFileSync(path.join(folder, 'report.json'), JSON.stringify(report));
    const gh = `#!/bin/sh\necho "$1 $2 $3" >> ${log}\n[ "$1 $2" = "issue list" ] && printf '%s' "${open}"\nexit 0\n`;
    writeFileSync(path.join(folder, 'gh'), gh, { mode: 0o755 });
    const script = path.join(folder, 'step.sh');
    const settings = [
      `export PATH=${folder}:$PATH RUNNER_TEMP=${folder} CONCLUSION=${conclusion}`,
      `export RUN_URL=https://github.com/o/r/actions/runs/1`,
      `export REPORT=${withReport ? path.join(folder, 'report.json') : ''}`,
    ];
    writeFileSync(script, `${settings.join('\n')}\n${issueScript()}`);
    const { status } = await run('bash', [script]);
    const body = path.join(folder, 'issue.md');
    return { status, told: readFileSync(log, 'utf8').trim().split('\n').slice(2), body };
  }

  it('is opened, once', async () => {
    expect(await keep('failure', '')).toMatchObject({
      status: 0,
      told: ['issue create --title'],
    });
    expect(await keep('failure', '7')).toMatchObject({
      status: 0,
      told: ['issue edit 7'],
    });
  });

  it('is closed when all is well', async () => {
    expect(await keep('success', '7')).toMatchObject({
      status: 0,
      told: ['issue close 7'],
    });
    expect(await keep('success', '')).toMatchObject({ status: 0, told: [] });
  });

  it('is not touched where the audit did not run', async () => {
    expect(await keep('', '7', false)).toMatchObject({ status: 1, told: [] });
  });

  it('holds what a manifest says as text', async () => {
    const { body } = await keep('failure', '');
    const lines = readFileSync(body, 'utf8').split('\n');
    expect(lines.filter((line) => line.startsWith('```'))).toEqual(['```text', '```']);
    expect(lines).toContain(
      'error tag-not-found k8s/ @everyone .yaml:3 app has no tag 9.     @everyone',
    );
    expect(lines.join('\n')).not.toContain('quiet');
  });
});

describe('the template for GitLab', () => {
  it('writes an account that logs in with the job’s own token', async () => {
    const template = parse(text(GITLAB)) as { 'gar-preflight': { script: string[] } };
    const line = template['gar-preflight'].script.find((one) =>
      one.includes('external_account'),
    );
    const folder = mkdtempSync(path.join(tmpdir(), 'gar-gitlab-'));
    const file = path.join(folder, 'google.json');
    const script = path.join(folder, 'step.sh');
    writeFileSync(
      script,
      `GAR_PREFLIGHT_PROVIDER=projects/1/locations/global/workloadIdentityPools/g/providers/p\nGOOGLE_APPLICATION_CREDENTIALS=${file}\n${line}\n`,
    );
    expect((await run('sh', [script])).status).toBe(0);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      type: 'external_account',
      audience:
        '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/g/providers/p',
    });
  });

  it('calls the command line as it is', () => {
    const words = text(GITLAB).match(/cli\.js check[\s\S]*?\n {2}artifacts/)?.[0] ?? '';
    for (const option of ['--changed-since', '--cluster', '--output codequality='])
      expect(words).toContain(option);
  });
});

describe('the hooks for pre-commit', () => {
  const hooks = parse(text('.pre-commit-hooks.yaml')) as readonly {
    readonly id: string;
    readonly entry: string;
    readonly language: string;
    readonly files: string;
  }[];

  it.each(hooks.map((hook) => [hook.id, hook] as const))('%s runs', async (_, hook) => {
    expect(hook.language).toBe('node');
    expect('deploy/app.yaml').toMatch(new RegExp(hook.files));
    const folder = mkdtempSync(path.join(tmpdir(), 'gar-hook-'));
    const [program, command = '', ...words] = hook.entry.split(' ');
    expect(program).toBe('gar-preflight');
    await run('git', ['init', '--quiet', folder]);
    const author = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
    const commit = ['commit', '--quiet', '--allow-empty', '--message', 'first'];
    await run('git', ['-C', folder, ...author, ...commit]);
    const { status, stderr } = await runCli([command, ...words], { cwd: folder });
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({
      status: 0,
      stderr: '',
    });
  });
});

/** What each line of the Dockerfile says, in order. */
function instructions(): readonly (readonly [string, string])[] {
  return text('Dockerfile')
    .split('\n')
    .flatMap((line) => {
      const [, word, rest] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
      return word === undefined || rest === undefined ? [] : [[word, rest] as const];
    });
}

/** A builder that answers here, or `null`: the client alone builds nothing. */
function builder(): string | null {
  const isThere = (program: string): boolean =>
    onPath(program) && spawnSync(program, ['info'], { timeout: 10_000 }).status === 0;
  return ['docker', 'podman', 'buildah'].find(isThere) ?? null;
}

describe('the image', () => {
  it('holds the bundle and the pages of the rules, and is nobody’s root', () => {
    const lines = text('Dockerfile').split('\n');
    const copied = lines.flatMap((line) => /^COPY (\S+)/.exec(line)?.[1] ?? []);
    const kept = text('.dockerignore').split('\n');
    for (const one of copied) expect(kept).toContain(`!${one}`);
    expect(copied).toContain('dist');
    expect(lines).toContain('USER node');
    expect(lines.join('\n')).toContain(
      'ENTRYPOINT ["node", "/opt/gar-preflight/dist/cli.js"]',
    );
  });

  it('is made of lines that a builder knows, and each in its place', () => {
    const words = instructions().map(([word]) => word);
    expect(words[0]).toBe('FROM');
    expect(words.indexOf('USER')).toBeGreaterThan(words.lastIndexOf('RUN'));
    const known = ['FROM', 'RUN', 'COPY', 'USER', 'WORKDIR', 'ENTRYPOINT', 'CMD'];
    expect(words.filter((word) => !known.includes(word))).toEqual([]);
    const lists = instructions().filter(([word]) => /ENTRYPOINT|CMD/.test(word));
    for (const [, rest] of lists) expect(Array.isArray(JSON.parse(rest))).toBe(true);
  });

  it.runIf(THOROUGH)('runs with nothing but what it copies', async () => {
    const inside = mkdtempSync(path.join(tmpdir(), 'gar-image-'));
    for (const [word, rest] of instructions()) {
      const [from = '', to = ''] = rest.split(' ');
      if (word !== 'COPY') continue;
      const source = from === 'dist' ? freshBundle() : path.join(ROOT, from);
      cpSync(source, path.join(inside, to), { recursive: true });
    }
    const [, entry = '[]'] = instructions().find(([word]) => word === 'ENTRYPOINT') ?? [];
    const [program = '', cli = ''] = JSON.parse(entry) as string[];
    expect(program).toBe('node');
    const words = [path.join(inside, cli), 'rules', 'tag-not-found'];
    const { status, stdout } = await run(process.execPath, words, { cwd: inside });
    expect(status).toBe(0);
    expect(stdout).toContain('## How to mend it');
  });

  it.skipIf(builder() === null)(
    'is built, and runs (needs a builder)',
    async () => {
      const program = builder() ?? '';
      const tag = 'gar-preflight:test';
      const built = await run(program, ['build', '--tag', tag, ROOT]);
      expect(built.status, built.stderr).toBe(0);
      const ran = await run(program, ['run', '--rm', tag, '--version']);
      expect(ran.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    },
    600_000,
  );
});

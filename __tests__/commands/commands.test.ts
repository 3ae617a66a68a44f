import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Report } from '../../src/domain/report.ts';
import { type CliResult, runCli } from '../run-cli.ts';

const EXAMPLES = path.resolve(import.meta.dirname, '../../examples');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'gar-commands-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (...words: readonly string[]): Promise<CliResult> =>
  runCli(words, { cwd: folder });
const write = (file: string, text: string): void => {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
};
const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8');
const pod = (name: string, image: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: c, image: "${image}"}]}\n`;

const withInput = (input: string, ...words: readonly string[]): Promise<CliResult> =>
  runCli(words, { cwd: folder, input });

describe('standard input', () => {
  it('is read as one file, beside those that are named', async () => {
    write('b.yaml', pod('b', 'nginx:2'));
    const alone = await withInput(pod('a', 'nginx:1'), 'images', '-');
    expect(alone.stdout).toBe('<stdin>:4:39: nginx:1  Pod/a\n');
    expect(
      (await withInput(pod('a', 'nginx:1'), 'images', '-', 'b.yaml')).stdout.split('\n'),
    ).toEqual(['<stdin>:4:39: nginx:1  Pod/a', 'b.yaml:4:39: nginx:2  Pod/b', '']);
  });

  it('may hold nothing, JSON, or what is no manifest, and none is a crash', async () => {
    expect(await withInput('', 'images', '-')).toMatchObject({ status: 0, stdout: '' });
    expect(
      (await withInput('{"kind": "Pod", "image": ', 'images', '-')).stderr,
    ).toContain('<stdin>:1');
    expect((await withInput('\0\u0001', 'images', '-')).stderr).toContain(
      'a binary file',
    );
  });

  it('has no history', async () => {
    const { status, stderr } = await withInput(
      '',
      'check',
      '-',
      '--changed-since',
      'HEAD',
    );
    expect(status).toBe(2);
    expect(stderr).toContain('standard input has no history');
  });
});

describe('init', () => {
  it('writes environments from overlays and values files, which the config command takes', async () => {
    cpSync(EXAMPLES, folder, { recursive: true });
    const { status, stdout } = await run('init');
    expect(stdout).toContain('2 environments');
    expect(status).toBe(0);
    expect(read('.github/gar-preflight.yml')).toContain(
      'paths: ["kustomize/overlays/prod/**"]',
    );
    expect(read('.github/gar-preflight.yml')).toMatch(
      /^# yaml-language-server: \$schema=https/,
    );
    const shown = await run('config', '--format', 'json');
    expect(shown.status, shown.stderr).toBe(0);
    const { references } = JSON.parse(shown.stdout) as {
      references: { file: string; environments: string[] }[];
    };
    expect(
      references.find(({ file }) => file.includes('overlays/prod'))?.environments,
    ).toEqual(['prod']);
  });

  it.each(['.github/gar-preflight.yml', '.github/gar-preflight.yaml'])(
    'never overwrites %s',
    async (file) => {
      write(file, 'rules: {}\n');
      const { status, stderr } = await run('init');
      expect(status).toBe(2);
      expect(stderr).toContain(file);
      expect(read(file)).toBe('rules: {}\n');
      expect(
        ['.github/gar-preflight.yml', '.github/gar-preflight.yaml'].filter((one) =>
          existsSync(path.join(folder, one)),
        ),
      ).toEqual([file]);
    },
  );

  it('writes a valid config also where it finds nothing', async () => {
    expect((await run('init')).status).toBe(0);
    expect((await run('config')).stdout).toContain('.github/gar-preflight.yml is valid.');
  });

  it.each([
    ['k8s/prod/a.yaml', 'prod', 'k8s/prod/**'],
    ['environments/qa/web.yaml', 'qa', 'environments/qa/**'],
    [
      'apps/web/overlays/staging/kustomization.yaml',
      'staging',
      'apps/web/overlays/staging/**',
    ],
    ['charts/web/values-dev.yaml', 'dev', 'charts/web/values-dev.yaml'],
    ['charts/web/values.prod.yaml', 'prod', 'charts/web/values.prod.yaml'],
    ['Prod/a.yml', 'prod', 'Prod/**'],
  ])('knows an environment by %s', async (file, name, glob) => {
    write(file, 'resources: []\n');
    expect((await run('init')).stdout).toContain('1 environment,');
    const text = read('.github/gar-preflight.yml');
    expect(text).toContain(`- name: "${name}"\n    paths: ["${glob}"]`);
  });

  it.each([
    '__tests__/dev.yaml',
    'test/a.yaml',
    '.github/prod/a.yaml',
    'charts/web/templates/prod/a.yaml',
    'src/prod/a.ts',
  ])('knows none by %s', async (file) => {
    write(file, pod('a', 'nginx'));
    expect((await run('init')).stdout).toContain('0 environments');
  });

  it('is about the whole repository, from wherever in it', async () => {
    spawnSync('git', ['init', '-q'], { cwd: folder });
    write('sub/k8s/prod/a.yaml', pod('a', 'nginx'));
    const below = path.join(folder, 'sub');
    const { stdout } = await runCli(['init'], { cwd: below });
    expect(stdout).toContain('Wrote ../.github/gar-preflight.yml: 1 environment');
    expect(read('.github/gar-preflight.yml')).toContain('"sub/k8s/prod/**"');
    const second = await runCli(['init', '.'], { cwd: below });
    expect(second.status).toBe(2);
    expect(second.stderr).toContain('got ../.github/gar-preflight.yml, which stays');
    expect(existsSync(path.join(below, '.github'))).toBe(false);
  });

  it('writes through no link that leads out, and says where it cannot write', async () => {
    const outside = mkdtempSync(path.join(tmpdir(), 'gar-outside-'));
    symlinkSync(outside, path.join(folder, '.github'));
    const linked = await run('init');
    expect(linked.status).toBe(2);
    expect(linked.stderr).toContain('a link that leads out');
    expect(readdirSync(outside)).toEqual([]);
    rmSync(path.join(folder, '.github'));
    write('.github', 'a file');
    const filed = await run('init');
    expect(filed.status).toBe(2);
    expect(filed.stderr).toContain('expected a folder .github');
  });

  it('writes no name as anything but text', async () => {
    write(
      'overlays/prod: {x: 1}/kustomization.yaml',
      'resources: []\nnamespace: "#no"\n',
    );
    expect((await run('init')).status).toBe(0);
    expect((await run('config')).status).toBe(0);
  });
});

describe('config', () => {
  it('shows each glob with what it matches, and who speaks for each reference', async () => {
    write('overlays/prod/pod.yaml', pod('a', 'us-docker.pkg.dev/p/r/a:1'));
    write(
      '.github/gar-preflight.yml',
      'environments:\n  - name: production\n    paths: ["overlays/prod/**", "gone/**"]\n    clusters: [projects/p/locations/l/clusters/c]\n    platforms: [linux/arm64]\n',
    );
    const { stdout } = await run('config');
    expect(stdout).toContain('gone/**  matches nothing');
    expect(stdout).toContain(
      'production: pulled by the nodes of projects/p/locations/l/clusters/c, on linux/arm64',
    );
  });

  it('says what is wrong, and where', async () => {
    write('.github/gar-preflight.yml', 'enviroments: []\n');
    const { status, stderr } = await run('config');
    expect(status).toBe(2);
    expect(stderr).toContain(
      '.github/gar-preflight.yml:1:1: unknown key "enviroments"; did you mean "environments"?',
    );
  });
});

describe('config', () => {
  it('says who pulls each reference: the node, or the agent of Cloud Run in its project', async () => {
    write('k8s/a.yaml', pod('a', 'us-docker.pkg.dev/p/r/a:1'));
    write(
      'run/b.yaml',
      'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: b, labels: {cloud.googleapis.com/location: us}}\nspec: {template: {spec: {containers: [{image: "us-docker.pkg.dev/p/r/b:1"}]}}}\n',
    );
    write(
      '.github/gar-preflight.yml',
      'environments:\n  - {name: all, paths: ["**"], cloud-run: [runs], service-accounts: [node@p.iam.gserviceaccount.com]}\n',
    );
    const { stdout } = await run('config', '--format', 'json');
    const { references } = JSON.parse(stdout) as {
      references: readonly { file: string; pullers: readonly string[] }[];
    };
    expect(references.map(({ file, pullers }) => [file, pullers])).toEqual([
      ['k8s/a.yaml', ['node@p.iam.gserviceaccount.com']],
      ['run/b.yaml', ['the Cloud Run service agent of projects/runs']],
    ]);
  });
});

describe('shards', () => {
  it.each([2, 3, 5])(
    '%d of them make the report that one run makes',
    async (count) => {
      cpSync(EXAMPLES, folder, { recursive: true });
      for (let index = 0; index < 12; index += 1)
        write(`more/${index}.yaml`, pod(`p${index}`, `us-docker.pkg.dev/p/r/a:${index}`));
      const outside = mkdtempSync(path.join(tmpdir(), 'gar-parts-'));
      const words = [
        'check',
        '--sandbox',
        'world.yml',
        '--config',
        'gar-preflight.yml',
        '--fail-on',
        'never',
      ];
      const whole = await run(...words, '--format', 'json');
      const parts = Array.from({ length: count }, (_, index) =>
        path.join(outside, `part-${index + 1}.json`),
      );
      for (const [index, part] of parts.entries())
        await run(
          ...words,
          '--shard',
          `${index + 1}/${count}`,
          '--format',
          'json',
          '--output',
          part,
        );
      const merged = await run('merge', ...parts, '--format', 'json');
      const comparable = ({ requests: _, ...report }: Report): unknown => report;
      expect(comparable(JSON.parse(merged.stdout) as Report)).toEqual(
        comparable(JSON.parse(whole.stdout) as Report),
      );
    },
    60_000,
  );

  it.each(['0/2', '3/2', '1', 'a/b', '1/0', '-1/2'])('refuses %s', async (shard) => {
    const { status, stderr } = await run('check', `--shard=${shard}`);
    expect(status).toBe(2);
    expect(stderr).toContain('--shard: expected I/N');
  });
});

describe('diff', () => {
  const report = (
    images: readonly Partial<Report['images'][number]>[],
    findings: readonly unknown[],
  ): string =>
    JSON.stringify({
      version: 1,
      conclusion: 'success',
      summary: {
        files: 1,
        references: 1,
        images: images.length,
        errors: 0,
        warnings: 0,
        notices: 0,
      },
      images: images.map((one) => ({
        image: 'x',
        repository: null,
        package: null,
        tag: null,
        digest: null,
        existence: 'found',
        platforms: null,
        uploadTime: null,
        sizeBytes: null,
        locations: [{ file: 'a.yaml', line: 1, column: 1, endLine: 1, endColumn: 2 }],
        ...one,
      })),
      access: [],
      findings,
      waived: [],
      requests: {},
    });
  const missing = {
    rule: 'tag-not-found',
    severity: 'error',
    title: 't',
    message: 'No such tag.',
    file: 'a.yaml',
    line: 1,
    column: 1,
    endLine: 1,
    endColumn: 2,
    image: 'x',
    principal: null,
    repository: null,
    fix: { command: null, replacement: null },
  };

  it.each([
    [
      'what broke',
      [{}],
      [],
      [{ existence: 'missing' as const }],
      [missing],
      'Broke (1)',
      1,
    ],
    [
      'what can be pulled now',
      [{ existence: 'missing' as const }],
      [missing],
      [{}],
      [],
      'Can be pulled now (1)',
      0,
    ],
    [
      'what cannot be told any more',
      [{}],
      [],
      [{ existence: 'unknown' as const }],
      [],
      'Cannot be told any more (1)',
      0,
    ],
    ['what is gone', [{}], [], [], [], 'No longer referenced (1)', 0],
    [
      'that nothing changed',
      [{}],
      [],
      [{}],
      [],
      'Nothing became pullable, and nothing broke.',
      0,
    ],
    [
      'a new image that cannot be pulled',
      [],
      [],
      [{ existence: 'missing' as const }],
      [missing],
      'Broke (1)',
      1,
    ],
  ] as const)(
    'says %s',
    async (_, imagesA, findingsA, imagesB, findingsB, said, status) => {
      write('a.json', report(imagesA, findingsA));
      write('b.json', report(imagesB, findingsB));
      const result = await run('diff', 'a.json', 'b.json');
      expect(result.stdout).toContain(said);
      expect(result.status).toBe(status);
    },
  );

  it.each([
    [['a.json'], 'two reports'],
    [['a.json', 'none.json'], 'none.json'],
    [['a.json', 'broken.json'], 'expected a JSON report'],
  ])('refuses %j', async (files, said) => {
    write('a.json', report([], []));
    write('broken.json', '{"version": 2}');
    const { status, stderr } = await run('diff', ...files);
    expect(status).toBe(2);
    expect(stderr).toContain(said);
  });
});

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish'])(
    'prints a script for %s that knows every command',
    async (shell) => {
      const { stdout } = await run('completion', shell);
      for (const command of ['check', 'images', 'diff', 'merge', 'init', 'config'])
        expect(stdout).toContain(command);
    },
  );

  it.each([
    ['check --serv', '--service-account'],
    ['check --format ""', 'text json sarif markdown github junit html codequality'],
    ['images --format ""', 'text json'],
    ['check --fail-on n', 'never'],
    ['explain x --render al', 'always'],
    ['rules tag-', 'tag-mutable tag-not-found'],
    ['completion ""', 'bash zsh fish'],
    ['merge a.json --format html', 'html'],
    ['che', 'check'],
  ])('completes "%s" in bash', async (typed, wanted) => {
    const { stdout } = await run('completion', 'bash');
    const words = typed.split(' ');
    const script = `${stdout}\nCOMP_WORDS=(gar-preflight ${typed}); COMP_CWORD=${words.length}; _gar_preflight; echo "\${COMPREPLY[@]}"`;
    const done = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
    expect(done.stdout.trim().split(' ').sort()).toEqual(wanted.split(' ').sort());
  });

  it('offers files where files are meant', async () => {
    write('k8s/a.yaml', '');
    const { stdout } = await run('completion', 'bash');
    const script = `${stdout}\nCOMP_WORDS=(gar-preflight check k8); COMP_CWORD=2; _gar_preflight; echo "\${COMPREPLY[@]}"`;
    const done = spawnSync('bash', ['-c', script], { encoding: 'utf8', cwd: folder });
    expect(done.stdout).toBe('k8s\n');
  });

  it('names in fish what takes a value, and which', async () => {
    const { stdout } = await run('completion', 'fish');
    const check = 'seen_subcommand_from check"';
    expect(stdout).toContain(`${check} -l fail-on -x -a 'error warning never'\n`);
    expect(stdout).toContain(`${check} -l cluster -r\n`);
    expect(stdout).toContain(`${check} -l quiet\n`);
  });
});

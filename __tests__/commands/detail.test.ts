import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Report } from '../../src/domain/report.ts';
import { type CliResult, runCli } from '../run-cli.ts';

const NODE = 'node@p.iam.gserviceaccount.com';
const WORLD = {
  organizations: { 1: {} },
  projects: {
    p: {
      number: '111',
      parent: 'organizations/1',
      'service-accounts': { [NODE]: {} },
      repositories: {
        'us/r': {
          policy: [
            {
              role: 'roles/artifactregistry.reader',
              members: [`serviceAccount:${NODE}`],
            },
          ],
          images: { app: [{ tags: ['1'] }] },
        },
      },
    },
  },
};
const GOOD = 'us-docker.pkg.dev/p/r/app:1';
const BAD = 'us-docker.pkg.dev/p/r/app:2';
const WORSE = 'us-docker.pkg.dev/p/r/app:3';
const ASKING = ['--sandbox', 'world.json', '--service-account', NODE];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'gar-detail-'));
  write('world.json', JSON.stringify(WORLD));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (file: string, text: string): void =>
  writeFileSync(path.join(folder, file), text);
const run = (...words: readonly string[]): Promise<CliResult> =>
  runCli(words, { cwd: folder });
const pods = (...images: readonly string[]): string =>
  images
    .map(
      (image) =>
        `apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n  - name: c\n    image: ${image}\n`,
    )
    .join('---\n');
const reportOf = ({ stdout }: CliResult): Report => JSON.parse(stdout) as Report;

describe('--baseline', () => {
  const check = (...words: readonly string[]): Promise<CliResult> =>
    run('check', 'm.yaml', '--format', 'json', ...ASKING, ...words);

  it('waives what an earlier report had, wherever its line went, and nothing else', async () => {
    write('m.yaml', pods(BAD));
    const before = await check('--output', 'before.json');
    expect(before.status).toBe(1);
    write('m.yaml', `# one more line\n${pods(BAD)}`);
    const same = await check('--baseline', 'before.json');
    expect(same.status).toBe(0);
    expect(reportOf(same)).toMatchObject({
      conclusion: 'success',
      summary: { errors: 0 },
      findings: [],
      causes: [],
      waived: [{ rule: 'tag-not-found', line: 8, reason: 'baseline', expires: null }],
      images: [{ image: BAD, state: 'silenced' }],
    });
    write('m.yaml', pods(BAD, WORSE));
    const more = await check('--baseline', 'before.json');
    expect(more.status).toBe(1);
    expect(reportOf(more).findings.map(({ image }) => image)).toEqual([WORSE]);
  });

  it('waives as many alike as there were', async () => {
    write('m.yaml', pods(BAD));
    await check('--output', 'before.json');
    write('m.yaml', pods(BAD, BAD));
    const report = reportOf(await check('--baseline', 'before.json'));
    expect([report.findings.length, report.waived.length]).toEqual([1, 1]);
  });

  it('follows a file that moved, and waives nothing that came to stand beside it', async () => {
    write('m.yaml', pods(BAD));
    await check('--output', 'before.json');
    rmSync(path.join(folder, 'm.yaml'));
    write('moved.yaml', pods(BAD));
    const words = ['--format', 'json', ...ASKING, '--baseline', 'before.json'];
    const moved = reportOf(await run('check', 'moved.yaml', ...words));
    expect(moved.waived).toMatchObject([{ file: 'moved.yaml' }]);
    write('m.yaml', pods(BAD));
    const both = reportOf(await run('check', 'm.yaml', 'moved.yaml', ...words));
    expect(both.waived.map(({ file }) => file)).toEqual(['m.yaml']);
    expect(both.findings.map(({ file }) => file)).toEqual(['moved.yaml']);
  });

  it('takes a report as a Windows shell writes it, with a mark before it', async () => {
    write('m.yaml', pods(BAD));
    const { stdout } = await check();
    write('before.json', `\ufeff${stdout}`);
    expect((await check('--baseline', 'before.json')).status).toBe(0);
  });

  it('holds from one report to the next', async () => {
    write('m.yaml', pods(BAD));
    await check('--output', 'one.json');
    await check('--baseline', 'one.json', '--output', 'two.json');
    expect((await check('--baseline', 'two.json')).status).toBe(0);
  });

  it('is refused where it is no report, before anything is asked', async () => {
    write('m.yaml', pods(GOOD));
    write('none.json', '{}');
    const { status, stderr } = await check('--baseline', 'none.json');
    expect(status).toBe(2);
    expect(stderr).toContain('--baseline: expected a JSON report, got "none.json"');
    expect((await check('--baseline', 'gone.json')).status).toBe(2);
  });
});

describe('options', () => {
  it('are found wrong before anything is asked or written', async () => {
    write('m.yaml', pods(BAD));
    for (const [words, said] of [
      [['--color', 'sometimes'], '--color: expected auto, always or never'],
      [['--output', 'json=a.out', '--output', 'sarif=./a.out'], 'is written there'],
    ] as const) {
      const { status, stdout, stderr } = await run(
        'check',
        'm.yaml',
        ...ASKING,
        ...words,
      );
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain(said);
      expect(stderr).not.toContain('no real verdict');
    }
    expect(existsSync(path.join(folder, 'a.out'))).toBe(false);
  });

  it.each(['init', 'config'])('%s names the folder that is none', async (command) => {
    for (const [named, why] of [
      ['-', 'which does not exist'],
      ['gone', 'which does not exist'],
      ['world.json', 'which is none'],
    ] as const) {
      const { status, stderr } = await run(command, named);
      expect(status).toBe(2);
      expect(stderr).toContain(`PATH: expected a folder, got "${named}", ${why}.`);
    }
  });
});

describe('explain of what nothing references', () => {
  it.each(['', ' '])('expects a name, and %j is none', async (image) => {
    const { status, stderr } = await run('explain', image, ...ASKING);
    expect(status).toBe(2);
    expect(stderr).toContain('explain: expected the name of an image');
  });

  it('names the other tags alone', async () => {
    const { stdout } = await run('explain', GOOD, ...ASKING);
    expect(stdout).toContain('is it there? found');
    expect(stdout).not.toContain('also tagged');
  });

  it('tells no place of it', async () => {
    write('m.yaml', pods(GOOD));
    const { stdout } = await run('explain', BAD, 'm.yaml', ...ASKING);
    expect(stdout).toContain('Nothing there references it');
    expect(stdout).toContain('tag-not-found');
    expect(stdout).not.toMatch(/<stdin>|Pod\/explained/);
  });
});

describe('standard input', () => {
  it('is shown where something is wrong with it', async () => {
    const words = ['check', '-', ...ASKING];
    const { stdout } = await runCli(words, { cwd: folder, input: pods(BAD) });
    expect(stdout).toContain(`│ image: ${BAD}\n      │        ^^^`);
  });
});

describe('merge', () => {
  it('counts once what two parts found at one place', async () => {
    write('m.yaml', pods(BAD));
    await run('check', 'm.yaml', '--format', 'json', '--output', 'a.json', ...ASKING);
    const { status, stdout } = await run('merge', 'a.json', 'a.json', '--format', 'json');
    expect(status).toBe(1);
    expect((JSON.parse(stdout) as Report).summary.errors).toBe(1);
  });
});

describe('how much is told', () => {
  it('--quiet is the summary alone', async () => {
    write('m.yaml', pods(BAD));
    const { status, stdout } = await run('check', 'm.yaml', '--quiet', ...ASKING);
    expect(status).toBe(1);
    expect(stdout).toBe('1 error.\nThe image will not be pulled.\n');
  });

  it('--verbose is each decision and each request, on standard error', async () => {
    write('m.yaml', pods(GOOD));
    const plain = await run('check', 'm.yaml', ...ASKING);
    const { stdout, stderr } = await run('check', 'm.yaml', '--verbose', ...ASKING);
    expect(stdout).toBe(plain.stdout);
    expect(stderr).toMatch(/200 {2}GET \S+\/packages\/app\/tags\/1 \(\d+ ms\)/);
    expect(stderr).toContain('└─ so: it will be pulled');
    expect(stderr).not.toContain('Bearer');
  });

  it('are not both', async () => {
    const { status, stderr } = await run('check', '--quiet', '--verbose');
    expect(status).toBe(2);
    expect(stderr).toContain('--quiet');
  });

  it('--format json says which version made it', async () => {
    write('m.yaml', pods(GOOD));
    const { version } = JSON.parse(
      readFileSync(path.resolve(import.meta.dirname, '../../package.json'), 'utf8'),
    ) as { version: string };
    const report = await run('check', 'm.yaml', '--format', 'json', ...ASKING);
    expect(JSON.parse(report.stdout)).toMatchObject({
      tool: { name: 'gar-preflight', version },
    });
  });
});

describe('explain', () => {
  it('draws the way from the place to the repository, with each request', async () => {
    write('m.yaml', pods(GOOD, BAD));
    const { status, stdout } = await run('explain', GOOD, 'm.yaml', ...ASKING);
    expect(status).toBe(0);
    const [drawn = ''] = stdout.split('\n\n');
    expect(drawn.replace(/sha256:\w+/, 'sha256:…').replace(/\d+ bytes/, '… bytes')).toBe(
      [
        GOOD,
        '├─ run by Pod/x, written at',
        '│  └─ m.yaml:7:12',
        '├─ is it there? found',
        '│  ├─ sha256:…',
        '│  ├─ uploaded 2026-11-01T10:00:00Z',
        '│  ├─ for linux/amd64',
        '│  └─ … bytes',
        '├─ who pulls it, and may they?',
        '│  └─ --service-account',
        `│     └─ as serviceAccount:${NODE}`,
        '│        └─ granted on projects/p/locations/us/repositories/r',
        `│           └─ roles/artifactregistry.reader to serviceAccount:${NODE} on projects/p/locations/us/repositories/r`,
        '└─ so: it will be pulled',
      ].join('\n'),
    );
    expect(stdout).toMatch(/\d+ requests to Google\n {2}200 {2}GET /);
    expect(stdout).not.toContain('app/tags/2');
  });

  it('judges as a Pod what nothing references, and ends as the check does', async () => {
    write('m.yaml', pods(GOOD));
    const { status, stdout } = await run('explain', BAD, 'm.yaml', ...ASKING);
    expect(status).toBe(1);
    expect(stdout).toContain('Nothing there references it');
    expect(stdout).toContain('is it there? missing');
    expect(stdout).toContain('tag-not-found');
  });

  it('as JSON, for programs', async () => {
    write('m.yaml', pods(GOOD));
    const { stdout } = await run('explain', GOOD, '--format', 'json', ...ASKING);
    const told = JSON.parse(stdout) as { requests: readonly object[] };
    expect(told).toMatchObject({
      image: { image: GOOD, state: 'pulled' },
      access: [{ verdict: 'granted' }],
    });
    expect(told.requests[0]).toMatchObject({ method: 'GET', answer: '200' });
  });

  it('obeys nothing of what it tells', async () => {
    const evil = 'us-docker.pkg.dev/p/r/app:\u001b[31m\n::error::x';
    const { stdout } = await run('explain', evil, ...ASKING);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).not.toContain('\n::error');
  });
});

describe('the caret', () => {
  it('stands under what it means, behind wide characters too', async () => {
    write(
      'm.yaml',
      `apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers: [{name: c, env: [{name: 日本語}], image: ${BAD}}]\n`,
    );
    const { stdout } = await run('check', 'm.yaml', ...ASKING);
    const lines = stdout.split('\n');
    const at = lines.findIndex((line) => line.includes('日本語'));
    const text = lines[at] ?? '';
    const wide = 3;
    expect(lines[at + 1]?.indexOf('^')).toBe(text.indexOf('us-docker') + wide);
  });
});

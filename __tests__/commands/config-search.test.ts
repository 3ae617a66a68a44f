import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Report } from '../../src/domain/report.ts';
import { run, runCli } from '../run-cli.ts';

const CONFIG = `environments:
  - name: prod
    paths: ["apps/web/**"]
    service-accounts: [node@p.iam.gserviceaccount.com]
paths: ["**", "!apps/web/skipped/**"]
`;
const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  containers: [{ name: a, image: us-docker.pkg.dev/p/r/a:1 }]\n';

let folder: string;
const write = (file: string, text: string): void => {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
};

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'gar-config-'));
  write(
    'world.yml',
    'projects: { p: { number: 1, repositories: { us/r: { images: { a: [{ tags: ["1"] }] } } } } }\n',
  );
  write('apps/web/a.yaml', POD);
  write('apps/web/skipped/b.yaml', POD);
  write('apps/other/c.yaml', POD);
  await run('git', ['init', '-q'], { cwd: folder });
});

async function check(below: string): Promise<{
  readonly status: number;
  readonly report: Report | null;
  readonly stderr: string;
}> {
  const cwd = path.join(folder, below);
  const world = path.join(folder, 'world.yml');
  const words = ['check', '--sandbox', world, '--format', 'json', '--render', 'never'];
  const { status, stdout, stderr } = await runCli(words, { cwd });
  return { status, report: stdout === '' ? null : JSON.parse(stdout), stderr };
}

describe('the config of a run from a folder below', () => {
  it('is the nearest up to the root, and its globs count from there', async () => {
    write('.github/gar-preflight.yml', CONFIG);
    const { report } = await check('apps/web');
    expect(
      report?.images.flatMap(({ locations }) => locations.map((one) => one.file)),
    ).toEqual(['a.yaml']);
    expect(report?.access.map(({ origins }) => origins)).toEqual([['environment prod']]);
    const other = await check('apps/other');
    expect(other.report?.access).toEqual([]);
    expect(other.report?.findings.map(({ rule }) => rule)).toEqual(['target-unknown']);
  });

  it('is shown from there by the files that are there', async () => {
    write('.github/gar-preflight.yml', CONFIG);
    const cwd = path.join(folder, 'apps/web');
    const { stdout } = await runCli(['config', '--format', 'json'], { cwd });
    const { globs, references } = JSON.parse(stdout);
    expect(globs[0]).toMatchObject({ glob: '**', files: ['a.yaml'] });
    expect(references).toMatchObject([{ file: 'a.yaml', environments: ['prod'] }]);
  });

  it('may be spelt .yaml, and not both at once', async () => {
    write('.github/gar-preflight.yaml', CONFIG);
    expect((await check('')).report?.access).toHaveLength(1);
    write('.github/gar-preflight.yml', CONFIG);
    const both = await check('apps/web');
    expect(both.status).toBe(2);
    expect(both.stderr).toContain('got both');
    expect(both.report).toBeNull();
  });

  it('is said where it is wrong, as seen from the working directory', async () => {
    write('.github/gar-preflight.yml', 'paths: ["**"]\nignor: []\n');
    const { status, stderr } = await check('apps/web');
    expect(status).toBe(2);
    expect(stderr).toContain('../../.github/gar-preflight.yml:2:1: unknown key "ignor"');
  });

  it('is not looked for above the repository', async () => {
    write('.github/gar-preflight.yml', CONFIG);
    mkdirSync(path.join(folder, 'apps/web/.git'));
    expect((await check('apps/web')).report?.access).toEqual([]);
  });

  it('says at its line what of it matches nothing', async () => {
    write('.github/gar-preflight.yml', CONFIG.replace('apps/web/**"]', 'apps/wbe/**"]'));
    const { report, status } = await check('');
    expect(status).toBe(0);
    const found = report?.findings.find(({ rule }) => rule === 'config-unmatched');
    expect(found).toMatchObject({
      file: '.github/gar-preflight.yml',
      line: 2,
      severity: 'warning',
    });
  });
});

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/domain/report.ts';
import { runCli } from '../run-cli.ts';

const NODE = 'n@p.iam.gserviceaccount.com';
const WORLD = `projects:
  p:
    number: 1
    repositories:
      us/r:
        policy: [{ role: roles/artifactregistry.reader, members: ["serviceAccount:${NODE}"] }]
        images: { a: [{ tags: ["1"] }] }
    service-accounts: { ${NODE}: { disabled: true } }
`;
const POD = (name: string, comment: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec:\n  containers:\n    - name: a\n      image: us-docker.pkg.dev/p/r/a:1${comment}\n`;

async function check(
  config: string,
  words: readonly string[],
  comments: readonly [string, string] = ['', ''],
): Promise<{ readonly report: Report; readonly status: number }> {
  const cwd = mkdtempSync(path.join(tmpdir(), 'gar-once-'));
  mkdirSync(path.join(cwd, '.github'));
  writeFileSync(path.join(cwd, '.github/gar-preflight.yml'), config);
  writeFileSync(path.join(cwd, 'world.yml'), WORLD);
  for (const [index, name] of ['dev', 'prod'].entries()) {
    mkdirSync(path.join(cwd, name));
    writeFileSync(path.join(cwd, name, 'a.yaml'), POD(name, comments[index] ?? ''));
  }
  const result = await runCli(
    [
      'check',
      '--sandbox',
      'world.yml',
      '--format',
      'json',
      '--render',
      'never',
      ...words,
    ],
    { cwd },
  );
  return { report: JSON.parse(result.stdout), status: result.status };
}

function places(report: Report, rule: string): readonly (readonly string[])[] {
  const of = (all: Report['findings']): readonly string[] =>
    all.filter((one) => one.rule === rule).map(({ file }) => file);
  return [of(report.findings), of(report.waived)];
}

const ignoring = (rule: string, paths: string): string =>
  `ignore: [{ rule: ${rule}, paths: ["${paths}"], reason: x }]\n`;

describe.each([
  ['service-account-disabled', ['--service-account', NODE]],
  ['target-unknown', []],
] as const)('%s stands once', (rule, words) => {
  it('at the first place', async () => {
    const { report } = await check('', words);
    expect(places(report, rule)).toEqual([['dev/a.yaml'], []]);
  });

  it('at the first that no waiver of the config covers', async () => {
    const { report } = await check(ignoring(rule, 'dev/**'), words);
    expect(places(report, rule)).toEqual([['prod/a.yaml'], []]);
  });

  it('at the first that no comment waives', async () => {
    const comment = ` # gar-preflight: ignore ${rule} it is a demo`;
    const { report } = await check('', words, [comment, '']);
    expect(places(report, rule)).toEqual([['prod/a.yaml'], []]);
  });

  it('nowhere, where every place is waived: then it is listed once as waived', async () => {
    const { report, status } = await check(ignoring(rule, '**'), words);
    expect(places(report, rule)).toEqual([[], ['dev/a.yaml']]);
    expect(status).toBe(0);
  });
});

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/domain/report.ts';
import { sayOnce } from '../../src/engine/say-once.ts';
import { runCli } from '../run-cli.ts';
import { findingAt, toldOf, waivedAt } from './findings.ts';

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

describe('what is said once', () => {
  const once = (...findings: Parameters<typeof findingAt>[]): readonly string[] =>
    toldOf(
      sayOnce({ findings: findings.map((one) => findingAt(...one)), waived: [] })
        .findings,
    );

  it('an account, a puller: once each, wherever it stands', () => {
    const principal = 'serviceAccount:n@p.example';
    const rule = 'service-account-disabled';
    expect(
      once(
        [rule, 'a.yaml:1', { principal }],
        [rule, 'b.yaml:1', { principal }],
        [rule, 'c.yaml:1', { principal: 'serviceAccount:m@p.example' }],
        [rule, 'd.yaml:1', { principal, message: 'Another thing.' }],
        ['service-account-not-found', 'e.yaml:1', { principal }],
      ),
    ).toEqual([
      `${rule} a.yaml:1`,
      `${rule} c.yaml:1`,
      `${rule} d.yaml:1`,
      'service-account-not-found e.yaml:1',
    ]);
  });

  it('a place: once for what it says there', () => {
    const rule = 'pull-secret-unneeded';
    expect(
      once(
        [rule, 'a.yaml:1'],
        [rule, 'a.yaml:1'],
        [rule, 'a.yaml:2'],
        [rule, 'b.yaml:1'],
        [rule, 'b.yaml:1', { column: 7 }],
        [rule, 'b.yaml:1', { message: 'Another secret.' }],
        ['waiver-invalid', 'a.yaml:1'],
      ),
    ).toHaveLength(6);
  });

  it('a run: once, whatever it says', () => {
    const rule = 'target-unknown';
    expect(once([rule, 'b.yaml:1'], [rule, 'a.yaml:9', { message: 'x' }])).toEqual([
      `${rule} a.yaml:9`,
    ]);
  });

  it('every image for itself, and what no rule of ours says', () => {
    expect(
      once(
        ['tag-not-found', 'a.yaml:1'],
        ['tag-not-found', 'a.yaml:1'],
        ['of-another-version', 'a.yaml:1'],
        ['of-another-version', 'a.yaml:1'],
      ),
    ).toHaveLength(4);
  });

  it('the first by place, and the rest in the order that they had', () => {
    const principal = 'serviceAccount:n@p.example';
    const rule = 'node-scope-missing';
    expect(
      once(
        ['tag-not-found', 'z.yaml:1'],
        [rule, 'b.yaml:1', { principal }],
        [rule, 'a.yaml:1', { principal }],
        ['tag-not-found', 'a.yaml:1'],
      ),
    ).toEqual(['tag-not-found z.yaml:1', `${rule} a.yaml:1`, 'tag-not-found a.yaml:1']);
  });

  it('what counts before what is waived, and of what is waived the first', () => {
    const rule = 'target-unknown';
    const counted = sayOnce({
      findings: [findingAt(rule, 'b.yaml:1')],
      waived: [waivedAt(rule, 'a.yaml:1'), waivedAt('tag-not-found', 'a.yaml:1')],
    });
    expect(toldOf(counted.findings)).toEqual([`${rule} b.yaml:1`]);
    expect(toldOf(counted.waived)).toEqual(['tag-not-found a.yaml:1']);
    const waived = [waivedAt(rule, 'b.yaml:1'), waivedAt(rule, 'a.yaml:1')];
    expect(toldOf(sayOnce({ findings: [], waived }).waived)).toEqual([
      `${rule} a.yaml:1`,
    ]);
  });
});

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeShopTree } from '../../bench/shop-tree.ts';
import type { Report } from '../../src/domain/report.ts';
import { type CliResult, runCli } from '../run-cli.ts';
import { THOROUGH } from '../thorough.ts';

/** `npm run shards` does the same with 100,000 of them, through the bundle: docs/matrices.md has its figures. */
const MANIFESTS = 600;

let folder: string;
let whole: Report;
let words: readonly string[];
const run = (...given: readonly string[]): Promise<CliResult> =>
  runCli(given, { cwd: folder });
const report = (file: string): Report => {
  const { requests: _, ...rest } = JSON.parse(
    readFileSync(path.join(folder, file), 'utf8'),
  ) as Report;
  return rest as Report;
};

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'gar-shards-'));
  ({ words } = writeShopTree(folder, MANIFESTS));
  await run(...words, '--format=json', '--output=whole.json');
  whole = report('whole.json');
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function merged(count: number): Promise<Report> {
  const parts = Array.from({ length: count }, (_, index) => `part-${index + 1}.json`);
  for (const [index, part] of parts.entries())
    await run(
      ...words,
      `--shard=${index + 1}/${count}`,
      '--format=json',
      `--output=${part}`,
    );
  // In whatever order they come down from their jobs.
  await run('merge', ...parts.toReversed(), '--format=json', '--output=merged.json');
  return report('merged.json');
}

describe('a tree in shards', () => {
  it('has something of everything', () => {
    const rules = new Set(whole.findings.map(({ rule }) => rule));
    expect([...rules].sort()).toEqual([
      'manifest-invalid',
      'reader-missing',
      'service-account-not-found',
      'tag-not-found',
      'target-unknown',
      'workload-identity-unbound',
    ]);
    expect(whole.waived.length).toBeGreaterThan(5);
    expect(whole.summary.references).toBe(MANIFESTS - Math.floor(MANIFESTS / 97));
  });

  it.each(THOROUGH ? [4, 7] : [7])(
    '%d of them say what one run says',
    async (count) => {
      expect(await merged(count)).toEqual(whole);
    },
    120_000,
  );

  it('has no file in two shards, and none in no shard', () => {
    const files = [1, 2, 3, 4, 5, 6, 7].map(
      (n) => report(`part-${n}.json`).summary.files,
    );
    expect(files.reduce((sum, one) => sum + one)).toBe(whole.summary.files);
    for (const one of files) expect(one).toBeGreaterThan(whole.summary.files / 9);
  });

  it.each([
    [['part-1.json', 'part-2.json'], 'got none that is 3/7, 4/7, 5/7, 6/7, 7/7'],
    [[1, 2, 3, 4, 5, 6, 7, 7].map((n) => `part-${n}.json`), 'got 7/7 twice'],
    [['part-1.json', 'other.json'], 'expected shards of one run, got 1/7, 1/2'],
  ])('is not merged from %s', async (parts, said) => {
    await run(...words, '--shard=1/2', '--format=json', '--output=other.json');
    const { status, stderr, stdout } = await run('merge', ...parts);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(said);
  });
});

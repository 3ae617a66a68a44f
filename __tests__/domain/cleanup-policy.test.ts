import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { evaluateCleanup, type VersionAge } from '../../src/domain/cleanup-policy.ts';

interface Row {
  readonly name: string;
  readonly version?: Partial<VersionAge>;
  readonly policies: Readonly<Record<string, unknown>>;
  readonly 'comes-to': string;
  readonly because: string;
}

const rows = parse(
  readFileSync(path.join(import.meta.dirname, 'cleanup-cases.yaml'), 'utf8'),
) as readonly Row[];
const NOW = new Date('2026-11-24T12:00:00Z');
const VERSION: VersionAge = {
  package: 'team/api',
  digest: 'sha256:abc',
  tags: ['v1.0'],
  uploadTime: '2026-11-01T00:00:00Z',
  rank: 5,
};

/** What it comes to, as the table has it. */
function comesTo(row: Row): string {
  const fact = evaluateCleanup(row.policies, { ...VERSION, ...row.version }, NOW);
  if (fact.kind === 'scheduled') return `${fact.policy} ${fact.from}`;
  return fact.kind === 'unknown' ? 'open' : fact.kind;
}

describe('what cleanup policies do to a version', () => {
  it.each(rows.map((row) => [row.name, row] as const))('%s', (_, row) => {
    expect(comesTo(row), row.because).toBe(row['comes-to']);
  });

  it('names the policy that leaves it open, and who says more', () => {
    const fact = evaluateCleanup({ p: { action: 'DELETE' } }, VERSION, NOW);
    expect(fact).toMatchObject({
      kind: 'unknown',
      reason: 'undecidable',
      why: 'Whether the cleanup policy p deletes it cannot be told here.',
      settle: 'See gcloud artifacts repositories list-cleanup-policies.',
    });
  });

  it('has a reason for every row', () => {
    expect(rows.filter(({ because = '' }) => because.length < 5)).toEqual([]);
  });
});

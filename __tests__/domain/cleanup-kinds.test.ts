import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { evaluateCleanup } from '../../src/domain/cleanup-policy.ts';

interface Row {
  readonly name: string;
  readonly policies: Readonly<Record<string, unknown>>;
  readonly tags?: readonly string[] | null;
  readonly uploaded?: string | null;
  readonly rank?: number | null;
  readonly says: string;
}

const rows: readonly Row[] = parse(
  readFileSync(path.join(import.meta.dirname, 'cleanup-kinds.yaml'), 'utf8'),
);

describe('what cleanup policies do to a version, kind by kind', () => {
  it.each(rows.map((row) => [row.name, row] as const))('%s', (_, row) => {
    const version = {
      package: 'app',
      digest: `sha256:${'7'.repeat(64)}`,
      tags: row.tags === undefined ? ['1.0.0'] : row.tags,
      uploadTime: row.uploaded === undefined ? '2026-10-25T12:00:00Z' : row.uploaded,
      rank: row.rank === undefined ? 3 : row.rank,
    };
    const now = new Date('2026-11-24T12:00:00Z');
    const found = evaluateCleanup(row.policies, version, now);
    const said =
      found.kind === 'scheduled' ? `scheduled ${found.policy} ${found.from}` : found.kind;
    expect(said.startsWith(row.says), said).toBe(true);
  });
});

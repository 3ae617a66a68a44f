import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { evaluateDownload } from '../../src/domain/download-rule.ts';

interface Row {
  readonly name: string;
  readonly rules: readonly Readonly<Record<string, unknown>>[];
  readonly tags?: readonly string[] | null;
  readonly says: string;
}

const rows: readonly Row[] = parse(
  readFileSync(path.join(import.meta.dirname, 'download-rules.yaml'), 'utf8'),
);

describe('what download rules say of an image', () => {
  it.each(rows.map((row) => [row.name, row] as const))('%s', (_, row) => {
    const found = evaluateDownload(row.rules, {
      package: 'team/app',
      digest: `sha256:${'7'.repeat(64)}`,
      tags: row.tags === undefined ? ['1.0'] : row.tags,
      tag: '1.0',
    });
    const said = found.kind === 'denied' ? `denied ${found.rule}` : found.kind;
    expect(said).toBe(row.says);
  });
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { evaluateDownload } from '../../src/domain/download-rule.ts';

interface Row {
  readonly name: string;
  readonly rules: readonly Readonly<Record<string, unknown>>[];
  readonly tags?: readonly string[] | null;
  readonly tag?: string | null;
  readonly says: string;
  /** Stands in what is told. */
  readonly because?: string;
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
      tag: row.tag === undefined ? '1.0' : row.tag,
    });
    const said = found.kind === 'denied' ? `denied ${found.rule}` : found.kind;
    expect(said).toBe(row.says);
    if (found.kind !== 'unknown') return;
    expect(found.reason).toBe('undecidable');
    expect(found.why).toMatch(/^Whether it may be downloaded is open: .+\.$/);
    expect(found.why.replaceAll(',', '')).toContain(row.because ?? '');
    expect(found.settle).toContain('gcloud artifacts rules list');
  });

  it('reads no condition that is too long to be read in time', () => {
    const long = `pkg.name == "team/app"${' '.repeat(4075)}`;
    const asks = (expression: string) =>
      evaluateDownload([{ name: 'd', action: 'DENY', condition: { expression } }], {
        package: 'team/app',
        digest: 'sha256:7',
        tags: [],
        tag: null,
      }).kind;
    expect([long.length, asks(long), asks(long.slice(0, -1))]).toEqual([
      4097,
      'unknown',
      'denied',
    ]);
  });
});

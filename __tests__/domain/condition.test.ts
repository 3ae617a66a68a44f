import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { evaluateCondition } from '../../src/domain/condition.ts';

interface Row {
  readonly condition: string;
  readonly holds: 'yes' | 'no' | 'depends' | 'unknown';
  readonly why: string | null;
}

const rows = parse(
  readFileSync(path.join(import.meta.dirname, 'conditions.yaml'), 'utf8'),
) as readonly Row[];
const NOW = new Date('2026-11-24T12:00:00Z');

/** `[N chars]` is a condition that long which holds, `[N false chars]` one that does not. */
function written(condition: string): string {
  const [, length, isFalse] = /^\[(\d+) (false )?chars\]$/.exec(condition) ?? [];
  if (length === undefined) return condition;
  const rest = isFalse === undefined ? ' == ""' : ' != ""';
  return `${'""'}${rest}`.padEnd(Number(length), ' ');
}

describe('what a condition comes to', () => {
  it.each(rows.map((row) => [row.condition, row] as const))('%s', (_, row) => {
    const expression = written(row.condition);
    const result = evaluateCondition(expression, NOW);
    expect(result.holds).toBe(row.holds);
    if (result.holds === 'yes') return;
    if (row.why === '[300 chars]')
      expect(result.why).toBe(
        `its condition does not hold now: ${expression.slice(0, 300)}`,
      );
    else expect(result.why).toContain(row.why);
  });
});

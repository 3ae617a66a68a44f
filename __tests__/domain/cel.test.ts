import { describe, expect, it } from 'vitest';
import { evaluateCel } from '../../src/domain/cel.ts';
import { evaluateCondition } from '../../src/domain/condition.ts';
import { evaluateDownload } from '../../src/domain/download-rule.ts';
import { isLinear } from '../../src/domain/linear-pattern.ts';

describe('patterns', () => {
  it.each([
    '^team/.*',
    '^v?\\d+\\.\\d+(?:-rc\\d)?$',
    '(dev|prod)-.*',
    '[a-z0-9_.-]+',
    '[^/]+/[^/]+',
    'a{2,4}',
    '(ab)+',
  ])('%s is matched in bounded time', (pattern) => {
    expect(isLinear(pattern)).toBe(true);
    expect(() => new RegExp(pattern)).not.toThrow();
  });

  it.each([
    '^(a+)+$',
    '(a|a)*b',
    '(a*)*',
    '((a)+)+',
    '(?:a+)+',
    '(x?a?)*y',
    '(.*a){20}',
    '.*.*.*.*x',
    '(a)\\1',
    'a(?=b)',
    '(?i)a',
    '[',
    '\\p{L}+',
  ])('%s is not taken', (pattern) => {
    expect(isLinear(pattern)).toBe(false);
  });
});

describe('an expression', () => {
  const context = { pkg: { id: `${'a'.repeat(60)}b` } };

  it('is evaluated', () => {
    expect(evaluateCel('pkg.id.matches("^a+b$")', context)).toBe(true);
    expect(evaluateCel('[1, 2].all(x, x > 0)')).toBe(true);
  });

  it.each([
    'pkg.id.matches("^(a+)+$")',
    'pkg.id.matches("^(a+)" + "+$")',
    'matches(pkg.id, "^(a+)+$")',
    '[1].all(a, [1].all(b, [1].all(c, pkg.id.matches("x"))))',
  ])('is refused before it costs anything: %s', (expression) => {
    const start = performance.now();
    expect(() => evaluateCel(expression, context)).toThrow();
    expect(performance.now() - start).toBeLessThan(500);
  });

  it('that is refused decides nothing', () => {
    const expression = 'pkg.id.matches("^(a+)+$")';
    const rule = {
      name: 'r',
      action: 'DENY',
      operation: 'DOWNLOAD',
      condition: { expression },
    };
    const download = { package: context.pkg.id, digest: 'sha256:1', tags: [], tag: null };
    expect(evaluateDownload([rule], download).kind).toBe('unknown');
    const condition = `"${context.pkg.id}".matches("^(a+)+$")`;
    expect(evaluateCondition(condition, new Date('2026-11-28')).holds).toBe('unknown');
  });
});

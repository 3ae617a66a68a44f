import { describe, expect, it } from 'vitest';
import { evaluateCel } from '../../src/domain/cel.ts';
import { evaluateCondition } from '../../src/domain/condition.ts';
import { evaluateDownload } from '../../src/domain/download-rule.ts';

/** What RE2 says, in Go and in CEL, and what JavaScript's own engine would say otherwise or never. */
const PATTERNS: readonly (readonly [string, string, boolean])[] = [
  ['^team/.*', 'team/a', true],
  ['team', 'a team of b', true],
  ['^v?\\d+\\.\\d+(?:-rc\\d)?$', 'v1.2-rc3', true],
  ['(?i)PROD', 'the prod one', true],
  ['(?s)a.b', 'a\\nb', true],
  ['a.b', 'a\\nb', false],
  ['\\p{Greek}', 'α', true],
  ['^\\Aa\\z$', 'a', true],
  ['(?P<name>a)', 'a', true],
];

describe('patterns', () => {
  it.each(PATTERNS)('%s against %s', (pattern, text, matches) => {
    const literal = (words: string): string =>
      `"${words.replaceAll('\\', '\\\\').replaceAll('\\\\n', '\\n')}"`;
    const expression = `${literal(text)}.matches(${literal(pattern)})`;
    expect(evaluateCel(expression), expression).toBe(matches);
  });

  it.each(['[', 'a(?=b)', '(a)\\1', 'a{1001}', '((a{100}){100}){100}', 'x'.repeat(1001)])(
    '%s is none of RE2',
    (pattern) => {
      expect(() => evaluateCel('"a".matches(p)', { p: pattern })).toThrow();
    },
  );
});

describe('an expression', () => {
  const context = { pkg: { id: `${'a'.repeat(60)}b` } };

  it('is evaluated', () => {
    expect(evaluateCel('pkg.id.matches("^a+b$")', context)).toBe(true);
    expect(evaluateCel('[1, 2].all(x, x > 0)')).toBe(true);
  });

  it.each([
    ['pkg.id.matches("^(a+)+$")', false],
    ['pkg.id.matches("^(a+)" + "+$")', false],
    ['matches(pkg.id, "^(a+)+b$")', true],
    ['[pkg.id].exists(one, one.matches("^(a|a)*b$"))', true],
    ['pkg.id.matches(".*.*.*.*x")', false],
  ])('ends soon, however its pattern would backtrack: %s', (expression, value) => {
    const start = performance.now();
    expect(evaluateCel(expression, context)).toBe(value);
    expect(performance.now() - start).toBeLessThan(500);
  });

  it('is refused before it costs anything: lists in lists in lists', () => {
    const nested = '[1].all(a, [1].all(b, [1].all(c, pkg.id.matches("x"))))';
    expect(() => evaluateCel(nested, context)).toThrow('comprehensions');
  });

  it('that is refused decides nothing', () => {
    const expression = 'pkg.id.matches("a(?=b)")';
    const rule = {
      name: 'r',
      action: 'DENY',
      operation: 'DOWNLOAD',
      condition: { expression },
    };
    const download = { package: context.pkg.id, digest: 'sha256:1', tags: [], tag: null };
    expect(evaluateDownload([rule], download).kind).toBe('unknown');
    const condition = `"${context.pkg.id}".matches("a(?=b)")`;
    expect(evaluateCondition(condition, new Date('2026-11-28')).holds).toBe('unknown');
  });
});

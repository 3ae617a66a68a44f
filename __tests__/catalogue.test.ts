import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { formats } from '../src/formats/index.ts';
import { reporterIds } from '../src/reporters/ids.ts';
import { reporters } from '../src/reporters/index.ts';
import { rules } from '../src/rules/index.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const at = (...parts: readonly string[]): string => path.join(ROOT, ...parts);
const text = (...parts: readonly string[]): string => readFileSync(at(...parts), 'utf8');

/** A member of a catalogue is a file, a line in the list, a test and a page, all by the same word. */
describe('rules', () => {
  const ids = rules.map(({ id }) => id);
  const notRules = ['rule.ts', 'index.ts', 'catalogue.ts', 'did-you-mean.ts'];

  it('lists every file of the folder once', () => {
    const files = readdirSync(at('src/rules')).filter((file) => !notRules.includes(file));
    expect([...ids].sort()).toEqual(files.map((file) => file.replace('.ts', '')).sort());
  });

  it.each(rules.map((rule) => [rule.id, rule] as const))(
    '%s has a test, a page, and a title that is a sentence',
    (id, { title, severity }) => {
      expect(existsSync(at('__tests__/rules', `${id}.test.ts`))).toBe(true);
      const page = text('docs/rules', `${id}.md`);
      expect(page).toContain(`# ${id}\n\n${title}.\n\nSeverity: \`${severity}\``);
      expect(title).toMatch(/^[\w`].*[^.]$/);
      expect(title, 'npm run new:rule wrote it; say what is wrong').not.toMatch(
        /^What is wrong/,
      );
    },
  );

  it('has no page without a rule', () => {
    expect(
      readdirSync(at('docs/rules'))
        .map((file) => file.replace('.md', ''))
        .sort(),
    ).toEqual([...ids].sort());
  });
});

describe('formats', () => {
  it.each(formats.map(({ id }) => id))('%s has a file, cases and a page', (id) => {
    expect(existsSync(at('src/formats', `${id}.ts`))).toBe(true);
    expect(readdirSync(at('__tests__/formats', id)).length).toBeGreaterThan(0);
    expect(text('docs/formats', `${id}.md`)).toMatch(/^# /);
  });
});

describe('reporters', () => {
  it('lists every file of the folder that is one', () => {
    const files = readdirSync(at('src/reporters')).filter((file) =>
      text('src/reporters', file).includes(': Reporter = {'),
    );
    expect(reporters.map(({ id }) => id).sort()).toEqual(
      files.map((file) => file.replace('.ts', '')).sort(),
    );
  });

  it('are those that the help names', () => {
    expect(reporters.map(({ id }) => id)).toEqual(reporterIds);
  });

  it.each(reporters.map(({ id }) => id))(
    '%s has golden files and a section of its page',
    (id) => {
      expect(existsSync(at('__tests__/reporters/golden', `mixed.${id}`))).toBe(true);
      expect(text('docs/reporters.md')).toContain(`\n## ${id}\n`);
    },
  );
});

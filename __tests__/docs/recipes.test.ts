import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const COPIED = ['src', 'scripts', 'docs/rules', '__tests__/rules', 'package.json'];
const CONTRIBUTING = readFileSync(path.join(ROOT, 'CONTRIBUTING.md'), 'utf8');

describe('the recipe for a new rule', () => {
  let home = '';
  const text = (file: string): string => readFileSync(path.join(home, file), 'utf8');
  const start = (id: string) =>
    spawnSync('node', ['scripts/new-rule.ts', id], { cwd: home, encoding: 'utf8' });

  beforeAll(() => {
    home = mkdtempSync(path.join(tmpdir(), 'gar-recipe-'));
    for (const one of COPIED) {
      mkdirSync(path.dirname(path.join(home, one)), { recursive: true });
      cpSync(path.join(ROOT, one), path.join(home, one), { recursive: true });
    }
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(home, 'node_modules'));
  });

  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('writes the file, its test and its page, and its line in the list', () => {
    const { status, stdout } = start('tag-too-old');
    expect(status).toBe(0);
    const made = [
      'src/rules/tag-too-old.ts',
      '__tests__/rules/tag-too-old.test.ts',
      'docs/rules/tag-too-old.md',
    ];
    for (const file of [...made, 'src/rules/index.ts']) expect(stdout).toContain(file);
    expect(made.filter((file) => !existsSync(path.join(home, file)))).toEqual([]);
    const imports = text('src/rules/index.ts').match(/^import .*$/gm) ?? [];
    expect(imports).toContain("import { tagTooOld } from './tag-too-old.ts';");
    const paths = imports.map((line) => /'(.+)'/.exec(line)?.[1]);
    expect(paths).toEqual([...paths].sort());
  });

  it('which a program can run: what is drafted finds what its test says', () => {
    const told = execFileSync(
      'node',
      [
        '--input-type=module',
        '--eval',
        `const { rules } = await import('./src/rules/index.ts');
         const rule = rules.find(({ id }) => id === 'tag-too-old');
         const image = { package: 'api' };
         const say = (kind) => [...rule.check({ image, existence: { kind } })];
         const said = ['found', 'missing', 'unknown'].map(say);
         console.log(JSON.stringify({ rule, said }));`,
      ],
      { cwd: home, encoding: 'utf8' },
    );
    const { rule, said } = JSON.parse(told);
    expect(said).toEqual([[{ message: 'api …' }], [], []]);
    expect(text('__tests__/rules/tag-too-old.test.ts')).toContain("'api …'");
    // The draft's title is refused by the catalogue's test, until somebody says what is wrong.
    expect(rule.title).toMatch(/^What is wrong/);
    expect(text('docs/rules/tag-too-old.md')).toContain(
      `# tag-too-old\n\n${rule.title}.\n\nSeverity: \`${rule.severity}\``,
    );
  });

  it('writes nothing over a rule that is there, and takes no name that is none', () => {
    const before = text('src/rules/index.ts');
    expect(start('tag-not-found').status).toBe(1);
    for (const id of ['tag', '../tag-old'])
      expect([id, start(id).status]).toEqual([id, 2]);
    expect(text('src/rules/index.ts')).toBe(before);
  });
});

describe('what CONTRIBUTING names', () => {
  const scripts = JSON.parse(
    readFileSync(path.join(ROOT, 'package.json'), 'utf8'),
  ).scripts;
  const named = [...CONTRIBUTING.matchAll(/`npm run ([\w:]+)/g)].map(
    ([, script = '']) => script,
  );
  const placed = [
    ...CONTRIBUTING.matchAll(/`((?:src|__tests__|docs|scripts|bench)\/[^`\s*]+)`/g),
  ]
    .map(([, file = '']) => file)
    .filter((file) => !/NAME|FORMAT|FILE|one\.|tag-too-old|kept/.test(file));

  it.each([...new Set(named)])('npm run %s', (script) => {
    expect(scripts).toHaveProperty([script]);
  });

  it.each([...new Set(placed)])('%s is there', (file) => {
    expect(existsSync(path.join(ROOT, file))).toBe(true);
  });
});

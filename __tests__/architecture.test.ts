import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

/** Which rooms may import which: the walls of the house. `node:` and packages are named as they are imported. */
const MAY_IMPORT: Readonly<
  Record<string, { rooms: readonly string[]; packages: readonly string[] | 'any' }>
> = {
  domain: {
    rooms: [],
    packages: ['@marcbachmann/cel-js', 'fastest-levenshtein', 'semver'],
  },
  formats: { rooms: ['domain'], packages: ['yaml', 'picomatch'] },
  rules: { rooms: ['domain'], packages: [] },
  reporters: { rooms: ['domain'], packages: ['picocolors', 'node:crypto', 'sarif'] },
  settings: {
    rooms: ['domain'],
    packages: ['yaml', 'zod', 'picomatch', 'ms', 'fastest-levenshtein', '../package.json'],
  },
  engine: {
    rooms: ['domain', 'formats', 'rules', 'reporters', 'settings'],
    packages: ['p-limit'],
  },
  git: { rooms: ['domain', 'formats', 'settings', 'engine'], packages: 'any' },
  github: {
    rooms: ['domain', 'formats', 'reporters', 'settings', 'engine', 'git'],
    packages: 'any',
  },
  'google/wire': {
    rooms: ['domain', 'settings'],
    packages: ['google-auth-library', 'undici', 'node:fs', 'node:path'],
  },
  'google/images': {
    rooms: ['domain', 'engine', 'google/wire'],
    packages: ['@google-cloud/artifact-registry', 'node:async_hooks', 'node:crypto'],
  },
  'google/iam': {
    rooms: ['domain', 'engine', 'google/wire', 'google/images'],
    packages: [],
  },
  'google/gke': { rooms: ['domain', 'engine', 'google/wire', 'google/iam'], packages: [] },
  render: { rooms: ['domain', 'formats', 'settings', 'engine', 'git'], packages: 'any' },
  sandbox: { rooms: [], packages: 'any' },
  'connect.ts': {
    rooms: [
      'domain',
      'settings',
      'engine',
      'google/wire',
      'google/images',
      'google/iam',
      'google/gke',
      'render',
      'git',
    ],
    packages: [],
  },
  'run-once.ts': {
    rooms: ['domain', 'engine', 'google/wire', 'render', 'settings', 'connect.ts'],
    packages: [],
  },
  'run-action.ts': {
    rooms: [
      'domain',
      'rules',
      'reporters',
      'settings',
      'engine',
      'git',
      'github',
      'render',
      'run-once.ts',
    ],
    packages: 'any',
  },
  'run-step.ts': {
    rooms: ['domain', 'reporters', 'github', 'run-action.ts'],
    packages: ['node:fs/promises'],
  },
  'action.ts': { rooms: ['run-step.ts'], packages: ['@actions/core'] },
  commands: {
    rooms: [
      'domain',
      'formats',
      'rules',
      'reporters',
      'settings',
      'engine',
      'git',
      'google/wire',
      'google/gke',
      'github',
      'render',
      'sandbox',
      'run-once.ts',
    ],
    packages: 'any',
  },
  'run-cli.ts': { rooms: ['domain', 'commands'], packages: ['commander'] },
  'cli.ts': { rooms: ['run-cli.ts'], packages: [] },
};

/** Files that hold more than one subject today; each leaves this list when it is parted. */
const BEING_PARTED = new Set(['engine/resolve-targets.ts', 'formats/document.ts']);

const ROOT = path.resolve(import.meta.dirname, '../src');

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.split(path.sep).join('/'))
  .sort();
const imports: readonly Import[] = files.flatMap(importsOf);

describe('the walls', () => {
  it('has a row for every room, and a room for every row', () => {
    expect([...new Set(files.map(roomOf))].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  it('lets no import run where the table has no arrow', () => {
    const wrong = imports
      .filter(({ from, to }) => !mayImport(from, to))
      .map(({ from, to }) => `${from} → ${to}`);
    expect(wrong).toEqual([]);
  });

  it('has no circle of files', () => {
    expect(findCircle()).toEqual([]);
  });

  it('opens the sandbox to the command line alone', () => {
    const visitors = imports.filter(
      ({ from, to }) => roomOf(from) !== 'sandbox' && roomOf(to) === 'sandbox',
    );
    expect([...new Set(visitors.map(({ from }) => from))]).toEqual(['commands/check.ts']);
  });

  it('reads the environment in the faces and the settings alone', () => {
    const readers = files.filter((file) => /\bprocess\.env\b/.test(source(file)));
    expect(
      readers.filter((file) => !/^(action\.ts|cli\.ts|settings\/)/.test(file)),
    ).toEqual([]);
  });

  it('reads a clock only at the rim and in the faces', () => {
    const tellers = files.filter((file) => /\bDate\.now\(|new Date\(\)/.test(source(file)));
    expect(
      tellers.filter((file) =>
        /^(domain|formats|rules|reporters|settings|engine)\//.test(file),
      ),
    ).toEqual([]);
  });

  it('has no drawer for everything', () => {
    const drawers = files.filter((file) =>
      /(^|\/)(utils?|helpers?|common|types|services)(\/|\.ts$)/.test(file),
    );
    expect(drawers).toEqual([]);
  });

  it('keeps a file to one subject: 300 lines at the most', () => {
    const long = files.flatMap((file) => {
      const lines = source(file).split('\n').length;
      return lines > 300 && !BEING_PARTED.has(file) ? [`${file}: ${lines}`] : [];
    });
    expect(long).toEqual([]);
  });
});

function source(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

function roomOf(file: string): string {
  const [first = '', second = ''] = file.split('/');
  return first === 'google' ? `${first}/${second}` : first;
}

function importsOf(file: string): readonly Import[] {
  const text = source(file).replace(/\/\*[\s\S]*?\*\//g, '');
  const statements = text.matchAll(
    /(?:^|\n)\s*(import|export)\s+(type\s)?[^;'"]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)import\s+['"]([^'"]+)['"]/g,
  );
  return [...statements].map((match) => {
    const target = match[3] ?? match[4] ?? match[5] ?? '';
    const to = target.startsWith('.')
      ? path.posix.join(path.posix.dirname(file), target)
      : target;
    return { from: file, to, typeOnly: match[2] !== undefined };
  });
}

function mayImport(from: string, to: string): boolean {
  const row = MAY_IMPORT[roomOf(from)];
  if (row === undefined) return false;
  if (files.includes(to))
    return roomOf(from) === roomOf(to) || row.rooms.includes(roomOf(to));
  if (row.packages === 'any') return true;
  return row.packages.includes(to);
}

/** The files of one circle, in order; empty where there is none. */
function findCircle(): readonly string[] {
  const done = new Set<string>();
  for (const file of files) {
    const circle = visit(file, [], done);
    if (circle !== null) return circle;
  }
  return [];
}

function visit(
  file: string,
  trail: readonly string[],
  done: Set<string>,
): readonly string[] | null {
  const start = trail.indexOf(file);
  if (start >= 0) return [...trail.slice(start), file];
  if (done.has(file)) return null;
  for (const { to } of imports.filter(({ from, typeOnly }) => from === file && !typeOnly)) {
    if (!files.includes(to)) continue;
    const circle = visit(to, [...trail, file], done);
    if (circle !== null) return circle;
  }
  done.add(file);
  return null;
}

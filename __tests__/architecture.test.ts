import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  doorsOf,
  FLOORS,
  files,
  imports,
  roomOf,
  source,
} from '../scripts/read-imports.ts';

/** Which rooms may import which: the walls of the house. `node:` and packages are named as they are imported. */
const MAY_IMPORT: Readonly<
  Record<string, { rooms: readonly string[]; packages: readonly string[] | 'any' }>
> = {
  domain: {
    rooms: [],
    packages: ['@marcbachmann/cel-js', 'fastest-levenshtein', 're2js', 'semver'],
  },
  formats: {
    rooms: ['domain'],
    packages: ['yaml', 'picomatch', 'web-tree-sitter', 'node:fs/promises', 'node:module'],
  },
  rules: { rooms: ['domain'], packages: [] },
  reporters: {
    rooms: ['domain'],
    packages: ['string-width', 'wrap-ansi', 'picocolors', 'node:crypto'],
  },
  settings: {
    rooms: ['domain'],
    packages: [
      'yaml',
      'zod',
      'picomatch',
      'ms',
      'fastest-levenshtein',
      '../package.json',
    ],
  },
  engine: {
    rooms: ['domain', 'formats', 'rules', 'settings'],
    packages: [],
  },
  git: { rooms: ['domain', 'settings', 'engine'], packages: 'any' },
  github: {
    rooms: ['domain', 'reporters', 'settings', 'engine', 'git'],
    packages: 'any',
  },
  'google/wire': {
    rooms: ['domain', 'settings'],
    packages: ['google-auth-library', 'undici', 'node:crypto', 'node:fs', 'node:path'],
  },
  'google/images': {
    rooms: ['domain', 'engine', 'google/wire'],
    packages: ['@google-cloud/artifact-registry', 'node:async_hooks', 'node:crypto'],
  },
  'google/iam': {
    rooms: ['domain', 'engine', 'google/wire', 'google/images'],
    packages: [],
  },
  'google/gke': {
    rooms: ['domain', 'engine', 'google/wire', 'google/iam'],
    packages: [],
  },
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
      'run-once.ts',
    ],
    packages: 'any',
  },
  'run-step.ts': {
    rooms: ['domain', 'reporters', 'github', 'run-action.ts'],
    packages: ['node:fs/promises'],
  },
  'interruption.ts': { rooms: [], packages: [] },
  'action.ts': { rooms: ['interruption.ts', 'run-step.ts'], packages: ['@actions/core'] },
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
  'run-cli.ts': { rooms: ['domain', 'reporters', 'commands'], packages: ['commander'] },
  'keep-compiled.ts': { rooms: [], packages: ['node:fs', 'node:module', 'node:path'] },
  'cli.ts': {
    rooms: ['interruption.ts', 'keep-compiled.ts', 'run-cli.ts'],
    packages: [],
  },
};

describe('the walls', () => {
  it('has a row for every room, and a room for every row', () => {
    expect([...new Set(files.map(roomOf))].sort()).toEqual(
      Object.keys(MAY_IMPORT).sort(),
    );
  });

  it('lets no import run where the table has no arrow', () => {
    const wrong = imports
      .filter(({ from, to }) => !mayImport(from, to))
      .map(({ from, to }) => `${from} → ${to}`);
    expect(wrong).toEqual([]);
  });

  it('has no door that nobody uses', () => {
    const idle = Object.entries(MAY_IMPORT).flatMap(([room, { rooms, packages }]) => {
      const used = new Set([...doorsOf(room), ...packagesOf(room)]);
      const doors = [...rooms, ...(packages === 'any' ? [] : packages)];
      return doors.filter((door) => !used.has(door)).map((door) => `${room} → ${door}`);
    });
    expect(idle).toEqual([]);
  });

  it('runs no arrow up', () => {
    const floors = FLOORS.flatMap(({ rooms }, floor) =>
      rooms.map((room) => [room, floor] as const),
    );
    const floorOf = new Map(floors);
    const up = imports
      .filter(({ to }) => files.includes(to))
      .map(({ from, to }) => [roomOf(from), roomOf(to)] as const)
      .filter(([from, to]) => (floorOf.get(from) ?? -1) < (floorOf.get(to) ?? 99));
    expect(up).toEqual([]);
    expect([...floorOf.keys()].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  it('has no circle of rooms', () => {
    const order: string[] = [];
    const rooms = new Set(files.map(roomOf));
    while (order.length < rooms.size) {
      const free = [...rooms].filter(
        (room) =>
          !order.includes(room) && doorsOf(room).every((one) => order.includes(one)),
      );
      expect(free, `a circle beside ${order.join(', ')}`).not.toEqual([]);
      order.push(...free);
    }
  });

  it('has no circle of files', () => {
    expect(findCircle()).toEqual([]);
  });

  it('opens the sandbox to the command line alone', () => {
    const visitors = imports.filter(
      ({ from, to }) => roomOf(from) !== 'sandbox' && roomOf(to) === 'sandbox',
    );
    expect([...new Set(visitors.map(({ from }) => from))]).toEqual([
      'commands/open-google.ts',
    ]);
  });

  it('reads the environment in the faces and the settings alone', () => {
    const readers = files.filter((file) => /\bprocess\.env\b/.test(source(file)));
    expect(
      readers.filter((file) => !/^(action\.ts|cli\.ts|settings\/)/.test(file)),
    ).toEqual([]);
  });

  it('reads a clock only at the rim and in the faces', () => {
    const tellers = files.filter((file) =>
      /\bDate\.now\(|new Date\(\)/.test(source(file)),
    );
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
      return lines > 300 ? [`${file}: ${lines}`] : [];
    });
    expect(long).toEqual([]);
  });

  it('exports no function and no constant that no other file names', () => {
    const named = new Map<string, Set<string>>();
    for (const [file, text] of everyText())
      for (const [word] of text.matchAll(/\w+/g)) {
        const users = named.get(word) ?? new Set();
        named.set(word, users.add(file));
      }
    const dead = files.flatMap((file) =>
      [...source(file).matchAll(EXPORTED)]
        .map(([, name = '']) => name)
        .filter((name) => named.get(name)?.size === 1)
        .map((name) => `${file}: ${name}`),
    );
    expect(dead).toEqual([]);
  });
});

const EXPORTED = /^export (?:async )?(?:function\*?|const) (\w+)/gm;

/** Every text that may name what a source exports: sources, tests, scripts and benchmarks. */
function everyText(): readonly (readonly [string, string])[] {
  const root = path.resolve(import.meta.dirname, '..');
  return ['src', '__tests__', 'scripts', 'bench'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => path.join(root, folder, file))
      .map((file) => [file, readFileSync(file, 'utf8')] as const),
  );
}

function mayImport(from: string, to: string): boolean {
  const row = MAY_IMPORT[roomOf(from)];
  if (row === undefined) return false;
  if (files.includes(to))
    return roomOf(from) === roomOf(to) || row.rooms.includes(roomOf(to));
  if (row.packages === 'any') return true;
  return row.packages.includes(to);
}

function packagesOf(room: string): readonly string[] {
  return imports
    .filter(({ from, to }) => roomOf(from) === room && !files.includes(to))
    .map(({ to }) => to);
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
  for (const { to } of imports.filter(({ from }) => from === file)) {
    if (!files.includes(to)) continue;
    const circle = visit(to, [...trail, file], done);
    if (circle !== null) return circle;
  }
  done.add(file);
  return null;
}

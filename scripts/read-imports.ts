import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The house from the ground up: a room knows those below it, or beside it where the walls have a door. */
export const FLOORS: readonly {
  readonly name: string;
  readonly rooms: readonly string[];
}[] = [
  { name: 'ground', rooms: ['domain'] },
  { name: 'catalogues', rooms: ['formats', 'rules', 'reporters', 'settings'] },
  { name: 'engine', rooms: ['engine'] },
  {
    name: 'rim',
    rooms: [
      'git',
      'github',
      'google/wire',
      'google/images',
      'google/iam',
      'google/gke',
      'render',
      'sandbox',
    ],
  },
  {
    name: 'faces',
    rooms: [
      'connect.ts',
      'run-once.ts',
      'commands',
      'run-cli.ts',
      'cli.ts',
      'run-action.ts',
      'run-step.ts',
      'interruption.ts',
      'keep-compiled.ts',
      'action.ts',
    ],
  },
];

/** One import statement, types included. */
export interface Import {
  readonly from: string;
  /** A file below src/, or a package's name as it is written. */
  readonly to: string;
}

const ROOT = path.resolve(import.meta.dirname, '../src');

/** Every source file, below src/, in order. */
export const files: readonly string[] = readdirSync(ROOT, {
  recursive: true,
  encoding: 'utf8',
})
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.split(path.sep).join('/'))
  .sort();

/** Every import of every file: a type is an arrow like any other. */
export const imports: readonly Import[] = files.flatMap(importsOf);

/** A file's text. */
export function source(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

/** The room that a file stands in: its folder, each of Google's four, or a face, which is a file by itself. */
export function roomOf(file: string): string {
  const [first = '', second = ''] = file.split('/');
  return first === 'google' ? `${first}/${second}` : first;
}

/** The rooms that a room imports from, each once. */
export function doorsOf(room: string): readonly string[] {
  const rooms = imports
    .filter(({ from, to }) => roomOf(from) === room && files.includes(to))
    .map(({ to }) => roomOf(to));
  return [...new Set(rooms)].filter((one) => one !== room);
}

function importsOf(file: string): readonly Import[] {
  const text = source(file).replace(/\/\*[\s\S]*?\*\//g, '');
  const statements = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s+(?:type\s)?[^;'"]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)import\s+['"]([^'"]+)['"]/g,
  );
  return [...statements].map((match) => {
    const target = match[1] ?? match[2] ?? match[3] ?? '';
    const below = path.posix.join(path.posix.dirname(file), target);
    return { from: file, to: target.startsWith('.') ? below : target };
  });
}

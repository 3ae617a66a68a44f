import path from 'node:path';
import picomatch from 'picomatch';
import type { Cursor } from '../../formats/document.ts';
import type { Filling, Lookup } from './filled-cursor.ts';
import type { TreeIndex } from './tree-index.ts';

/** One set of parameters, by name: `env`, `path.basename`, `cluster.address`. */
type Parameters = ReadonlyMap<string, Filling>;

/** The parameters of one Application, and the files that they were read from. */
export interface ParameterSet {
  readonly lookup: Lookup;
  readonly files: readonly string[];
}

function filesOf(parameters: Parameters): readonly string[] {
  const places = [...parameters.values()].flatMap(({ at }) =>
    at === null ? [] : [at.location.file],
  );
  return [...new Set(places)];
}

const SETS_AT_MOST = 500;

/**
 * What the generators of an ApplicationSet give to its template, a lookup for each Application: lists, and git files and directories over
 * this tree, alone or in a matrix. Of a generator that asks elsewhere (clusters, pull requests …) nothing is known.
 */
export async function generatedParameters(
  generators: Cursor,
  index: TreeIndex,
): Promise<readonly ParameterSet[]> {
  const sets = await Promise.all(
    generators.items().map((one) => parametersOf(one, index, 0)),
  );
  return sets
    .flat()
    .slice(0, SETS_AT_MOST)
    .map((parameters) => ({ lookup: lookupIn(parameters), files: filesOf(parameters) }));
}

const NOTHING_KNOWN: readonly Parameters[] = [new Map()];

async function parametersOf(
  generator: Cursor,
  index: TreeIndex,
  depth: number,
): Promise<readonly Parameters[]> {
  if (depth > 4) return NOTHING_KNOWN;
  const list = generator.at('list', 'elements');
  if (list.type === 'list') return list.items().map((element) => flattened(element));
  const git = generator.at('git');
  if (git.type === 'mapping') return fromGit(git, index);
  const parts = [...generator.at('matrix', 'generators').items()];
  if (parts.length > 0) {
    const sets = await Promise.all(
      parts.map((one) => parametersOf(one, index, depth + 1)),
    );
    return sets.reduce((left, right) =>
      left.flatMap((a) => right.map((b): Parameters => new Map([...a, ...b]))),
    );
  }
  const merged = generator.at('merge', 'generators').items()[0];
  return merged === undefined ? NOTHING_KNOWN : parametersOf(merged, index, depth + 1);
}

async function fromGit(git: Cursor, index: TreeIndex): Promise<readonly Parameters[]> {
  const values = flattened(git.at('values'), 'values');
  const extra = (one: Parameters): Parameters => new Map([...values, ...one]);
  const directories = chosen(git.at('directories'), [...index.folders]);
  const files = chosen(git.at('files'), [...index.files]);
  const read = await Promise.all(
    files.map(async (file): Promise<readonly Parameters[]> => {
      const root = await index.read(file);
      if (root === null) return [];
      const documents = root.type === 'list' ? root.items() : [root];
      const place = pathParameters(path.posix.dirname(file), path.posix.basename(file));
      return documents.map((one) => new Map([...place, ...flattened(one)]));
    }),
  );
  return [
    ...directories.map((folder) => pathParameters(folder, null)),
    ...read.flat(),
  ].map(extra);
}

/** What the entries' globs match; those that say `exclude: true` take away. */
function chosen(entries: Cursor, among: readonly string[]): readonly string[] {
  const items = entries.items().map((one) => ({
    glob: (one.at('path').text ?? '').replace(/^\.?\//, ''),
    excludes: one.at('exclude').written === 'true',
  }));
  const matching = (excludes: boolean): readonly ((path: string) => boolean)[] =>
    items
      .filter((one) => one.excludes === excludes && one.glob !== '')
      .map(({ glob }) => picomatch(glob, { dot: true, windows: false }));
  const [taken, left] = [matching(false), matching(true)];
  return among
    .filter((one) => one !== '' && taken.some((matches) => matches(one)))
    .filter((one) => !left.some((matches) => matches(one)))
    .sort();
}

function pathParameters(folder: string, filename: string | null): Parameters {
  const segments = folder === '.' ? [] : folder.split('/');
  const basename = segments.at(-1) ?? '';
  const text = (value: string): Filling => ({ text: value, at: null });
  const normalized = basename.replace(/[^a-zA-Z0-9-]/g, '-').toLowerCase();
  return new Map<string, Filling>([
    ['path', text(folder)],
    ['path.path', text(folder)],
    ['path.basename', text(basename)],
    ['path.basenameNormalized', text(normalized)],
    ...segments.flatMap((segment, at): readonly (readonly [string, Filling])[] => [
      [`path[${at}]`, text(segment)],
      [`path.segments[${at}]`, text(segment)],
    ]),
    ...(filename === null ? [] : [['path.filename', text(filename)] as const]),
  ]);
}

/** Every scalar below a place by its path: `cluster.address`, `tags[0]`. */
function flattened(place: Cursor, prefix = ''): Parameters {
  const pairs: [string, Filling][] = [];
  const walk = (at: Cursor, name: string, depth: number): void => {
    if (depth > 8) return;
    for (const { key, value } of at.entries())
      walk(value, name === '' ? key : `${name}.${key}`, depth + 1);
    for (const [index, item] of at.items().entries())
      walk(item, `${name}[${index}]`, depth + 1);
    if (at.written !== null && at.type !== 'null')
      pairs.push([name, { text: at.written, at }]);
  };
  walk(place, prefix, 0);
  return new Map(pairs);
}

/** `env`, `.env`, `.path.basename`, `index .path.segments 1`, `path[1]`; pipes and functions are nothing that is known. */
function lookupIn(parameters: Parameters): Lookup {
  return (expression) => {
    const [, list = '', at = ''] =
      /^index\s+\.?([\w.-]+)\s+(\d+)$/.exec(expression) ?? [];
    const name = list === '' ? expression.replace(/^\./, '') : `${list}[${at}]`;
    return parameters.get(name) ?? parameters.get(name.replace(/^values\./, '')) ?? null;
  };
}

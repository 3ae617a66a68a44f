import path from 'node:path';
import picomatch from 'picomatch';
import type { Cursor } from '../../formats/document.ts';
import { type Filling, filled, type Lookup } from './filled-cursor.ts';
import { withFunctions } from './template-functions.ts';
import { isElsewhere, type TreeIndex } from './tree-index.ts';

/** One set of parameters, by name: `env`, `path.basename`, `cluster.address`. */
type Parameters = ReadonlyMap<string, Filling>;

/** The parameters of one Application, what its generator puts over the template, and the files that they were read from. */
export interface ParameterSet {
  readonly lookup: Lookup;
  readonly template: Cursor | null;
  readonly files: readonly string[];
}

interface Made {
  readonly parameters: Parameters;
  readonly template: Cursor | null;
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
 * this tree, alone, in a matrix or merged. Of a generator that asks elsewhere (clusters, pull requests …) nothing is known.
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
    .map(({ parameters, template }) => ({
      lookup: lookupIn(parameters),
      template,
      files: filesOf(parameters),
    }));
}

const DEPTH_AT_MOST = 4;

async function parametersOf(
  generator: Cursor,
  index: TreeIndex,
  depth: number,
): Promise<readonly Made[]> {
  const all = await ofKind(generator, index, depth);
  const isChosen = selectorOf(generator.at('selector'));
  const template = KINDS.map((kind) => generator.at(kind, 'template')).find(
    ({ type }) => type === 'mapping',
  );
  return all
    .filter(({ parameters }) => isChosen(parameters))
    .map((one) => (template === undefined ? one : { ...one, template }));
}

const KINDS = ['list', 'git', 'matrix', 'merge', 'clusters'];

async function ofKind(
  generator: Cursor,
  index: TreeIndex,
  depth: number,
): Promise<readonly Made[]> {
  const bare = (parameters: Parameters): Made => ({ parameters, template: null });
  if (depth > DEPTH_AT_MOST) return [bare(new Map())];
  const list = generator.at('list');
  if (list.type === 'mapping') return elementsOf(list).map((one) => bare(flattened(one)));
  const git = generator.at('git');
  if (git.type === 'mapping' && !isElsewhere(git.at('repoURL').text, index))
    return (await fromGit(git, index)).map(bare);
  const parts = generator.at('matrix', 'generators').items();
  if (parts.length > 0) return matrixOf(parts, index, depth);
  const merge = generator.at('merge');
  if (merge.type === 'mapping') return mergedOf(merge, index, depth);
  return [bare(flattened(generator.at('clusters', 'values'), 'values'))];
}

function elementsOf(list: Cursor): readonly Cursor[] {
  const written = list.at('elementsYaml').inside();
  return [...list.at('elements').items(), ...written.flatMap((one) => one.items())];
}

/** Each of the first with each of the second, which may speak of what the first found. */
async function matrixOf(
  parts: readonly Cursor[],
  index: TreeIndex,
  depth: number,
): Promise<readonly Made[]> {
  let made: readonly Made[] = [{ parameters: new Map(), template: null }];
  for (const part of parts) {
    const next = await Promise.all(
      made.slice(0, SETS_AT_MOST).map(async (left) => {
        const generator = filled(part, lookupIn(left.parameters));
        const right = await parametersOf(generator, index, depth + 1);
        return right.map(
          ({ parameters, template }): Made => ({
            parameters: new Map([...left.parameters, ...parameters]),
            template: template ?? left.template,
          }),
        );
      }),
    );
    made = next.flat();
  }
  return made;
}

/** The sets of the first generator, over which those of the others are put that agree in the keys. */
async function mergedOf(
  merge: Cursor,
  index: TreeIndex,
  depth: number,
): Promise<readonly Made[]> {
  const keys = merge
    .at('mergeKeys')
    .items()
    .flatMap((one) => one.written ?? []);
  const [base = [], ...over] = await Promise.all(
    merge
      .at('generators')
      .items()
      .map((one) => parametersOf(one, index, depth + 1)),
  );
  const agrees = (a: Parameters, b: Parameters): boolean =>
    keys.every((key) => a.has(key) && a.get(key)?.text === b.get(key)?.text);
  return base.map((one) => {
    const same = over.flat().filter((other) => agrees(one.parameters, other.parameters));
    const all = [one, ...same].flatMap(({ parameters }) => [...parameters]);
    return { parameters: new Map(all), template: one.template };
  });
}

/** `selector`: which of the sets count. What cannot be decided counts. */
function selectorOf(selector: Cursor): (parameters: Parameters) => boolean {
  const labels = selector.at('matchLabels').entries();
  const expressions = selector.at('matchExpressions').items();
  return (parameters) =>
    labels.every(({ key, value }) => parameters.get(key)?.text === value.written) &&
    expressions.every((one) => holds(one, parameters));
}

function holds(expression: Cursor, parameters: Parameters): boolean {
  const has = parameters.get(expression.at('key').written ?? '')?.text;
  const values = expression
    .at('values')
    .items()
    .map((one) => one.written);
  const isAmong = has !== undefined && values.includes(has);
  switch (expression.at('operator').written) {
    case 'In':
      return isAmong;
    case 'NotIn':
      return !isAmong;
    case 'Exists':
      return has !== undefined;
    case 'DoesNotExist':
      return has === undefined;
    default:
      return true;
  }
}

async function fromGit(git: Cursor, index: TreeIndex): Promise<readonly Parameters[]> {
  const values = (one: Parameters): Parameters =>
    flattened(filled(git.at('values'), lookupIn(one)), 'values');
  const extra = (one: Parameters): Parameters => new Map([...values(one), ...one]);
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
  const found = [
    ...directories.map((folder) => pathParameters(folder, null)),
    ...read.flat(),
  ];
  return found.map(extra).map((one) => prefixed(one, git.at('pathParamPrefix').text));
}

/** `pathParamPrefix`: where two generators bring a path, each has its own. */
function prefixed(parameters: Parameters, prefix: string | null): Parameters {
  if (prefix === null || prefix === '') return parameters;
  return new Map(
    [...parameters].map(([name, filling]) => [
      /^path\b/.test(name) ? `${prefix}.${name}` : name,
      filling,
    ]),
  );
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

/** `env`, `.env`, `.path.basename`, `index .path.segments 1`, `path[1]`, and what functions of text make of them. */
function lookupIn(parameters: Parameters): Lookup {
  return withFunctions((expression) => {
    const [, list = '', at = ''] =
      /^index\s+\.?([\w.-]+)\s+(\d+)$/.exec(expression) ?? [];
    const name = list === '' ? expression.replace(/^\./, '') : `${list}[${at}]`;
    return parameters.get(name) ?? parameters.get(name.replace(/^values\./, '')) ?? null;
  });
}

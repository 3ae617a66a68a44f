import path from 'node:path';
import { type SourceLocation, topOf } from '../domain/source-location.ts';
import type { Tree } from '../domain/tree.ts';
import type { Cursor } from '../formats/document.ts';
import { isKustomizationFile } from '../formats/kustomize.ts';
import { readDocument } from './read-document.ts';

/** One kustomization or component, and where its entries lead. */
export interface Kustomization {
  readonly file: string;
  /** Empty for the root of the tree. */
  readonly folder: string;
  readonly component: boolean;
  readonly root: Cursor;
  /** The folders of the kustomizations that it builds on. */
  readonly bases: readonly string[];
  /** Files of the tree that it names. */
  readonly files: readonly string[];
  /** Those of them that are patches. */
  readonly patches: readonly string[];
  /** What it names and the tree does not hold: remote bases, places outside the tree. */
  readonly away: readonly Away[];
  /** Files of its generators that are not in the tree, as secrets rightly are not: empty ones stand in for them. */
  readonly absent: readonly string[];
  /** Does it inflate charts (`helmCharts`)? */
  readonly charts: boolean;
}

export interface Away {
  readonly entry: string;
  readonly location: SourceLocation;
  readonly sort: 'remote' | 'outside';
}

/** Every kustomization of a tree, by its folder. */
export async function readKustomizations(
  tree: Tree,
): Promise<ReadonlyMap<string, Kustomization>> {
  const all = new Set(await tree.files());
  const named = [...all].filter((file) => isKustomizationFile(file));
  const folders = new Set(named.map(folderOf));
  const read = await Promise.all(named.map((file) => readOne(tree, file, all, folders)));
  return new Map(read.flatMap((one) => (one === null ? [] : [[one.folder, one] as const])));
}

/** The folder that a file stands in; empty at the top. */
export function folderOf(file: string): string {
  const folder = path.posix.dirname(file);
  return folder === '.' ? '' : folder;
}

async function readOne(
  tree: Tree,
  file: string,
  all: ReadonlySet<string>,
  folders: ReadonlySet<string>,
): Promise<Kustomization | null> {
  const root = await readDocument(tree, file);
  if (root?.type !== 'mapping') return null;
  const folder = folderOf(file);
  const bases: string[] = [];
  const files: string[] = [];
  const patches: string[] = [];
  const away: Away[] = [];
  const absent: string[] = [];
  for (const { entry, location, patch, generated } of entriesOf(root)) {
    const target = path.posix
      .normalize(path.posix.join(folder === '' ? '.' : folder, entry))
      .replace(/\/$/, '');
    const inside = target === '.' ? '' : target;
    if (entry.startsWith('/')) away.push({ entry, location, sort: 'outside' });
    else if (all.has(target)) {
      files.push(target);
      if (patch) patches.push(target);
    } else if (folders.has(inside)) bases.push(inside);
    else if (isRemote(entry)) away.push({ entry, location, sort: 'remote' });
    else if (target.startsWith('..')) away.push({ entry, location, sort: 'outside' });
    else if (generated) absent.push(target);
    else files.push(...[...all].filter((one) => one.startsWith(`${target}/`)));
  }
  const component = root.at('kind').text === 'Component';
  const charts =
    root.at('helmCharts').type === 'list' ||
    root.at('helmChartInflationGenerator').type === 'list';
  if (charts) {
    const home = root.at('helmGlobals', 'chartHome').text ?? 'charts';
    const under = path.posix.join(folder, home);
    if (home.startsWith('/') || under.startsWith('..'))
      away.push({
        entry: home,
        location: root.at('helmGlobals', 'chartHome').location,
        sort: 'outside',
      });
    files.push(...[...all].filter((one) => one.startsWith(`${under}/`)));
  }
  return { file, folder, component, root, bases, files, patches, away, absent, charts };
}

interface Entry {
  readonly entry: string;
  readonly location: SourceLocation;
  readonly patch: boolean;
  /** A file that a generator puts into a ConfigMap or a Secret. */
  readonly generated: boolean;
}

const LISTS = [
  'resources',
  'bases',
  'components',
  'generators',
  'transformers',
  'validators',
  'crds',
  'configurations',
];

/** Every path that a kustomization names. */
function* entriesOf(root: Cursor): Iterable<Entry> {
  const one = function* (cursor: Cursor, patch: boolean): Iterable<Entry> {
    const text = cursor.text;
    // Inline documents stand in the same lists.
    if (text !== null && text !== '' && !text.includes('\n') && !/^\s*[{[]/.test(text))
      yield { entry: text, location: cursor.location, patch, generated: false };
  };
  for (const list of LISTS)
    for (const item of root.at(list).items()) yield* one(item, false);
  for (const item of root.at('patchesStrategicMerge').items()) yield* one(item, true);
  for (const list of ['patches', 'patchesJson6902'])
    for (const item of root.at(list).items()) yield* one(item.at('path'), true);
  for (const item of root.at('replacements').items()) yield* one(item.at('path'), false);
  yield* one(root.at('openapi', 'path'), false);
  for (const list of ['configMapGenerator', 'secretGenerator']) {
    for (const generator of root.at(list).items()) {
      const named = [
        ...generator.at('files').items(),
        ...generator.at('envs').items(),
        generator.at('env'),
      ];
      for (const item of named) {
        for (const { entry, ...rest } of one(item, false))
          yield { ...rest, entry: entry.replace(/^[^=/]*=/, ''), generated: true };
      }
    }
  }
  for (const chart of root.at('helmCharts').items()) {
    for (const item of [
      chart.at('valuesFile'),
      ...chart.at('additionalValuesFiles').items(),
    ])
      yield* one(item, false);
  }
}

function isRemote(entry: string): boolean {
  return (
    /^[a-z][a-z0-9+.-]*:/i.test(entry) ||
    /^git@/.test(entry) ||
    /\?(?:.*&)?(?:ref|version)=/.test(entry) ||
    /^[\w-]+(?:\.[\w-]+)+\/[^/]+\/./.test(entry)
  );
}

/** A kustomization among those that a root is built of. */
export interface Layer {
  readonly kustomization: Kustomization;
  /** Every file that it reaches, its bases' included. */
  readonly reaches: ReadonlySet<string>;
}

/** All that a root is built of: the root, then what it builds on, nearest first. */
export function layersOf(
  folder: string,
  kustomizations: ReadonlyMap<string, Kustomization>,
): readonly Layer[] {
  return builtOf(folder, kustomizations).map((kustomization) => ({
    kustomization,
    reaches: filesOf(kustomization.folder, kustomizations),
  }));
}

/** Every file that a root is built of. */
export function filesOf(
  folder: string,
  kustomizations: ReadonlyMap<string, Kustomization>,
): ReadonlySet<string> {
  return new Set(
    builtOf(folder, kustomizations).flatMap(({ file, files }) => [file, ...files]),
  );
}

function builtOf(
  folder: string,
  kustomizations: ReadonlyMap<string, Kustomization>,
): readonly Kustomization[] {
  // A set is walked in the order in which it grows.
  const folders = new Set([folder]);
  for (const one of folders)
    for (const base of kustomizations.get(one)?.bases ?? []) folders.add(base);
  return [...folders].flatMap((one) => kustomizations.get(one) ?? []);
}

/** Where something is said of a kustomization as a whole. */
export function firstKey({ root, file }: Kustomization): SourceLocation {
  return (
    root.entries().find(({ key }) => key === 'resources')?.keyLocation ??
    root.entries()[0]?.keyLocation ??
    topOf(file)
  );
}

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
  return new Map(
    read.flatMap((one) => (one === null ? [] : [[one.folder, one] as const])),
  );
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
  const { bases, files, patches, away, absent } = sortEntries(root, folder, all, folders);
  const component = root.at('kind').text === 'Component';
  const charts =
    root.at('helmCharts').type === 'list' ||
    root.at('helmChartInflationGenerator').type === 'list';
  if (charts) {
    const home = chartHome(root, folder);
    away.push(...home.away);
    files.push(...[...all].filter((one) => one.startsWith(`${home.under}/`)));
  }
  return { file, folder, component, root, bases, files, patches, away, absent, charts };
}

interface Sorted {
  readonly bases: string[];
  readonly files: string[];
  readonly patches: string[];
  readonly away: Away[];
  readonly absent: string[];
}

function sortEntries(
  root: Cursor,
  folder: string,
  all: ReadonlySet<string>,
  folders: ReadonlySet<string>,
): Sorted {
  const sorted: Sorted = { bases: [], files: [], patches: [], away: [], absent: [] };
  for (const { entry, location, patch, generated } of entriesOf(root)) {
    const target = placeIn(folder, entry);
    switch (whereLeads(entry, target, all, folders)) {
      case 'file':
        sorted.files.push(target);
        if (patch) sorted.patches.push(target);
        break;
      case 'base':
        sorted.bases.push(target);
        break;
      case 'remote':
        sorted.away.push({ entry, location, sort: 'remote' });
        break;
      case 'outside':
        sorted.away.push({ entry, location, sort: 'outside' });
        break;
      case 'nowhere':
        if (generated) sorted.absent.push(target);
        else sorted.files.push(...below(target, all));
    }
  }
  return sorted;
}

/** Where an entry of a folder's kustomization leads, in the tree; empty for its top. */
export function placeIn(folder: string, entry: string): string {
  const place = path.posix.join(folder, entry).replace(/\/$/, '');
  return place === '.' ? '' : place;
}

function below(folder: string, all: ReadonlySet<string>): readonly string[] {
  return [...all].filter((one) => one.startsWith(`${folder}/`));
}

/** What a path that a kustomization names is in this tree; `nowhere`: neither a file, nor a kustomization, nor outside. */
function whereLeads(
  entry: string,
  target: string,
  all: ReadonlySet<string>,
  folders: ReadonlySet<string>,
): 'file' | 'base' | 'remote' | 'outside' | 'nowhere' {
  if (entry.startsWith('/')) return 'outside';
  if (all.has(target)) return 'file';
  if (folders.has(target)) return 'base';
  if (isRemote(entry)) return 'remote';
  return target.startsWith('..') ? 'outside' : 'nowhere';
}

/** Where the charts that it inflates stand. */
function chartHome(
  root: Cursor,
  folder: string,
): { readonly under: string; readonly away: readonly Away[] } {
  const { text, location } = root.at('helmGlobals', 'chartHome');
  const home = text ?? 'charts';
  const under = path.posix.join(folder, home);
  const isOutside = home.startsWith('/') || under.startsWith('..');
  return { under, away: isOutside ? [{ entry: home, location, sort: 'outside' }] : [] };
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
  for (const item of itemsOf(root, LISTS)) yield* entryOf(item, false);
  for (const item of root.at('patchesStrategicMerge').items()) yield* entryOf(item, true);
  for (const item of itemsOf(root, ['patches', 'patchesJson6902']))
    yield* entryOf(item.at('path'), true);
  for (const item of root.at('replacements').items())
    yield* entryOf(item.at('path'), false);
  yield* entryOf(root.at('openapi', 'path'), false);
  for (const generator of itemsOf(root, ['configMapGenerator', 'secretGenerator']))
    yield* generatedOf(generator);
  for (const chart of root.at('helmCharts').items()) {
    const more = chart.at('additionalValuesFiles').items();
    for (const item of [chart.at('valuesFile'), ...more]) yield* entryOf(item, false);
  }
}

function itemsOf(root: Cursor, lists: readonly string[]): readonly Cursor[] {
  return lists.flatMap((list) => root.at(list).items());
}

/** The path in a scalar; nothing where an inline document stands in its place. */
function* entryOf(cursor: Cursor, patch: boolean): Iterable<Entry> {
  const text = cursor.text;
  if (text === null || text === '' || text.includes('\n') || /^\s*[{[]/.test(text))
    return;
  yield { entry: text, location: cursor.location, patch, generated: false };
}

function* generatedOf(generator: Cursor): Iterable<Entry> {
  const named = [
    ...generator.at('files').items(),
    ...generator.at('envs').items(),
    generator.at('env'),
  ];
  for (const { entry, ...rest } of named.flatMap((item) => [...entryOf(item, false)]))
    yield { ...rest, entry: entry.replace(/^[^=/]*=/, ''), generated: true };
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

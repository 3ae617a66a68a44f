import { type FileReading, NOTHING_READ } from '../domain/reference.ts';
import { topOf } from '../domain/source-location.ts';
import type { Tree } from '../domain/tree.ts';
import { hclReader } from '../formats/hcl.ts';
import {
  mayHoldReferences,
  neighboursOf,
  readFile,
  saysNothing,
} from '../formats/read-file.ts';
import { isHcl } from '../formats/terraform.ts';
import type { ImageRule, ValuesRule } from '../settings/settings.ts';
import { openWhereBuilt } from './open-where-built.ts';

/** What the formats need to know besides a file's text. */
export interface ReadingOptions {
  readonly imageRules: readonly ImageRule[];
  readonly extraFormats: readonly string[];
  readonly valuesRules: readonly ValuesRule[];
  /** The files that something in the tree gives to a chart; asked once, when the first file is read. */
  readonly valuesFiles?: (tree: Tree) => Promise<ReadonlySet<string>>;
  readonly below?: string;
  /** Which documents of a manifest are said to be broken: each, or (absent) those alone that may hold an image. */
  readonly broken?: 'everywhere';
  /** Aborted when the run's time is over: what was not read by then is a problem at its top. */
  readonly signal?: AbortSignal;
}

/** Reads the files of one tree, each once. A file that is not there says nothing; one that cannot be read is a problem at its top. */
export interface TreeReader {
  readonly tree: Tree;
  readonly isCandidate: (path: string) => boolean;
  readonly read: (path: string) => Promise<FileReading>;
  /** Reads a file of the tree around, where only some files were named. */
  readonly readIn: (tree: Tree, path: string) => Promise<FileReading>;
  /** Many, in their order: one after the other where files are at hand, so that one file's text is held at a time. */
  readonly readAll: (paths: readonly string[]) => Promise<readonly FileReading[]>;
}

/** A reader that remembers what it read. */
export function treeReader(tree: Tree, options: ReadingOptions): TreeReader {
  const readings = new Map<string, Promise<FileReading>>();
  const empty = new Set<string>();
  const looking = lookingTree(tree, options, empty);
  let named: Promise<ReadonlySet<string>> | null = null;
  const namedValues = (): Promise<ReadonlySet<string>> => {
    named ??= options.valuesFiles?.(looking) ?? Promise.resolve(new Set<string>());
    return named;
  };
  const isEmpty = async (path: string): Promise<boolean> => {
    const values = await namedValues();
    return empty.has(path) && !values.has(path) && options.valuesRules.length === 0;
  };
  const read = (path: string): Promise<FileReading> => {
    const before = readings.get(path);
    if (before !== undefined) return before;
    const reading = isEmpty(path)
      .then((nothing) =>
        nothing ? NOTHING_READ : readOne(tree, path, options, namedValues),
      )
      .then(letGo);
    readings.set(path, reading);
    return reading;
  };
  return {
    tree,
    isCandidate: (path) => mayHoldReferences(path, options),
    readIn: (other, path) => readOne(other, path, options, namedValues).then(letGo),
    read,
    readAll: (paths) =>
      tree.reads === 'requests' ? Promise.all(paths.map(read)) : inTurn(paths, read),
  };
}

/** The same tree for whoever reads all of it first: which files say nothing is written down, so that they are not read again. */
function lookingTree(tree: Tree, options: ReadingOptions, empty: Set<string>): Tree {
  return {
    ...tree,
    read: async (path) => {
      const content = await tree.read(path);
      if (content.kind === 'text' && saysNothing(path, content.text, options))
        empty.add(path);
      return content;
    },
  };
}

/** So long is read before whoever waits (a signal, a timer) has a turn; in milliseconds. */
const TURN = 20;

async function inTurn(
  paths: readonly string[],
  read: (path: string) => Promise<FileReading>,
): Promise<readonly FileReading[]> {
  const readings: FileReading[] = [];
  let since = 0;
  for (const path of paths) {
    if (performance.now() - since > TURN) {
      await new Promise((resolve) => setImmediate(resolve));
      since = performance.now();
    }
    readings.push(await read(path));
  }
  return readings;
}

/** Texts that were cut out of a file keep the whole of it in memory: what is kept is written anew. */
function letGo(reading: FileReading): FileReading {
  if (Object.values(reading).every((all) => all.length === 0)) return NOTHING_READ;
  return JSON.parse(JSON.stringify(reading)) as FileReading;
}

const TOO_LATE = "Not read: the run's time was over before its turn came (--timeout).";

function unread(path: string, why: string): FileReading {
  const problems = [{ location: topOf(path), why, cause: 'unread' as const }];
  return { ...NOTHING_READ, problems };
}

async function readOne(
  tree: Tree,
  path: string,
  options: ReadingOptions,
  namedValues: () => Promise<ReadonlySet<string>>,
): Promise<FileReading> {
  if (options.signal?.aborted === true) return unread(path, TOO_LATE);
  const content = await tree.read(path);
  if (content.kind === 'absent') return NOTHING_READ;
  if (content.kind === 'unreadable') return unread(path, content.why);
  const neighbours = new Map<string, string>();
  for (const neighbour of neighboursOf(path)) {
    const beside = await tree.read(neighbour);
    if (beside.kind === 'text') neighbours.set(neighbour, beside.text);
  }
  const values = await namedValues();
  const loaded = isHcl(path) ? { hcl: await hclReader() } : {};
  const reading = readFile(path, content.text, {
    ...options,
    ...loaded,
    isValues: (file) => values.has(file),
    neighbour: (neighbour) => neighbours.get(neighbour) ?? null,
  });
  const references = await openWhereBuilt(reading.references, path, tree);
  return { ...reading, references };
}

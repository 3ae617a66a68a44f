import type { FileReading } from '../domain/reference.ts';
import { topOf } from '../domain/source-location.ts';
import type { Tree } from '../domain/tree.ts';
import { mayHoldReferences, neighboursOf, readFile } from '../formats/read-file.ts';
import type { ImageRule, ValuesRule } from '../settings/settings.ts';

/** What the formats need to know besides a file's text. */
export interface ReadingOptions {
  readonly imageRules: readonly ImageRule[];
  readonly extraFormats: readonly string[];
  readonly valuesRules: readonly ValuesRule[];
  /** The files that something in the tree gives to a chart; asked once, when the first file is read. */
  readonly valuesFiles?: (tree: Tree) => Promise<ReadonlySet<string>>;
  readonly below?: string;
}

/** Reads the files of one tree, each once. A file that is not there says nothing; one that cannot be read is a problem at its top. */
export interface TreeReader {
  readonly tree: Tree;
  readonly isCandidate: (path: string) => boolean;
  readonly read: (path: string) => Promise<FileReading>;
  /** Reads a file of the tree around, where only some files were named. */
  readonly readIn: (tree: Tree, path: string) => Promise<FileReading>;
}

/** A reader that remembers what it read. */
export function treeReader(tree: Tree, options: ReadingOptions): TreeReader {
  const readings = new Map<string, Promise<FileReading>>();
  let named: Promise<ReadonlySet<string>> | null = null;
  const namedValues = (): Promise<ReadonlySet<string>> => {
    named ??= options.valuesFiles?.(tree) ?? Promise.resolve(new Set<string>());
    return named;
  };
  return {
    tree,
    isCandidate: (path) => mayHoldReferences(path, options),
    readIn: (other, path) => readOne(other, path, options, namedValues),
    read: (path) => {
      const before = readings.get(path);
      if (before !== undefined) return before;
      const reading = readOne(tree, path, options, namedValues);
      readings.set(path, reading);
      return reading;
    },
  };
}

const NOTHING: FileReading = {
  references: [],
  serviceAccounts: [],
  computeClasses: [],
  problems: [],
  waivers: [],
};

async function readOne(
  tree: Tree,
  path: string,
  options: ReadingOptions,
  namedValues: () => Promise<ReadonlySet<string>>,
): Promise<FileReading> {
  const content = await tree.read(path);
  if (content.kind === 'absent') return NOTHING;
  if (content.kind === 'unreadable') {
    return {
      ...NOTHING,
      problems: [{ location: topOf(path), why: content.why, cause: 'unread' }],
    };
  }
  const neighbours = new Map<string, string>();
  for (const neighbour of neighboursOf(path)) {
    const beside = await tree.read(neighbour);
    if (beside.kind === 'text') neighbours.set(neighbour, beside.text);
  }
  const values = await namedValues();
  return readFile(path, content.text, {
    ...options,
    isValues: (file) => values.has(file),
    neighbour: (neighbour) => neighbours.get(neighbour) ?? null,
  });
}

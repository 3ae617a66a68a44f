import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FileReading } from '../../src/domain/reference.ts';
import type { ImageRule } from '../../src/formats/format.ts';
import { mayHoldReferences, neighboursOf, readFile } from '../../src/formats/read-file.ts';

/** What a test tells the reader besides the files. */
export interface Options {
  readonly extraFormats?: readonly string[];
  readonly imageRules?: readonly ImageRule[];
}

/** Reads one text as if it stood at `file`, beside the files of `others`. */
export function readText(
  file: string,
  text: string,
  { extraFormats = [], imageRules = [] }: Options = {},
  others: Readonly<Record<string, string>> = {},
): FileReading {
  const asked = new Set(neighboursOf(file));
  return readFile(file, text, {
    extraFormats,
    imageRules,
    neighbour: (neighbour) => (asked.has(neighbour) ? (others[neighbour] ?? null) : null),
  });
}

/** Every file below a folder that could hold references, with its text, relative to the folder. */
export function textsBelow(folder: string, options: Options = {}): ReadonlyMap<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((name) =>
      mayHoldReferences(name, {
        extraFormats: options.extraFormats ?? [],
        imageRules: options.imageRules ?? [],
      }),
    )
    .sort();
  return new Map(names.map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
}

/** Reads every file of a folder. */
export function readFolder(
  texts: ReadonlyMap<string, string>,
  options: Options = {},
): ReadonlyMap<string, FileReading> {
  const others = Object.fromEntries(texts);
  return new Map([...texts].map(([file, text]) => [file, readText(file, text, options, others)]));
}

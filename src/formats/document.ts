import type { DocumentProblem } from '../domain/reference.ts';
import type { SourceLocation } from '../domain/source-location.ts';
import {
  ALIASES_AT_MOST,
  type Cursor,
  cursorAt,
  isSpent,
  type Reading,
} from './cursor.ts';
import { hideTemplates, showTemplates } from './go-template.ts';
import { isJsonStream, jsonObjects } from './json-stream.ts';
import { refusedMark } from './kube-yaml.ts';
import { type ReadDocument, readWithLibrary } from './library-yaml.ts';
import type { Node, ScalarNode } from './nodes.ts';
import { readPlain } from './plain-yaml.ts';
import { type Positions, positionsOf } from './positions.ts';
import { scalarMap } from './scalar-map.ts';

export type { Cursor, Entry } from './cursor.ts';

/** One document of a file, or what is wrong with it. */
export interface ParsedDocument {
  readonly root: Cursor;
  /** Why it cannot be used. */
  readonly problems: readonly DocumentProblem[];
  /** What is odd about it, though it can be: a key that stands twice. */
  readonly notes: readonly DocumentProblem[];
  /** Asked when it was read: was there more in it than is followed? */
  readonly isCut: () => boolean;
}

/** Takes a file apart into its documents. One that is broken never hides another. `wanted` tells which are worth parsing. */
export function parseDocuments(
  file: string,
  text: string,
  wanted: (text: string) => boolean,
): readonly ParsedDocument[] {
  return [...eachDocument(file, text, wanted)];
}

/** The same one after the other: what is done with one is let go before the next is read. */
export function* eachDocument(
  file: string,
  text: string,
  wanted: (text: string) => boolean,
): Iterable<ParsedDocument> {
  // A bare carriage return ends a line too.
  const lines = text.includes('\r') ? text.replace(/\r(?!\n)/g, '\n') : text;
  const positions = positionsOf(file, lines);
  for (const { start, end } of splitDocuments(lines)) {
    const part = lines.slice(start, end);
    if (wanted(part)) yield parseOne(part, (offset) => offset + start, positions);
  }
}

/** Documents end at `---` at the first column, wherever that stands: no scalar may hold it. Objects of JSON may follow each other without. */
function splitDocuments(text: string): readonly Part[] {
  if (isJsonStream(text)) return jsonObjects(text);
  if (!text.includes('---')) return [{ start: 0, end: text.length }];
  const cuts = [...text.matchAll(/^---(?=[ \t\r\n]|$)/gm)].map((match) => match.index);
  const [first] = cuts;
  // Comments, blank lines and directives before the first `---` are no document.
  const startsAtOnce =
    first !== undefined &&
    text
      .slice(text.startsWith('\uFEFF') ? 1 : 0, first)
      .split('\n')
      .every((line) => /^(?:[ \t]*(?:#.*)?|%.*)\r?$/.test(line));
  const starts = startsAtOnce ? cuts : [0, ...cuts];
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? text.length }));
}

interface Part {
  readonly start: number;
  readonly end: number;
}

function parseOne(
  source: string,
  toFile: (offset: number) => number,
  positions: Positions,
): ParsedDocument {
  const locate = (from: number, to: number): SourceLocation =>
    positions.span(
      toFile(Math.min(from, source.length)),
      toFile(Math.min(to, source.length)),
    );
  const place: Place = { source, toFile, positions };
  const reading: Reading = {
    locate,
    textSpan: (node) => textSpan(node, source),
    inside: (node, used) => insideOf(node, used, place),
    budget: { left: ALIASES_AT_MOST },
  };
  const { root, problems, notes } = readText(source);
  const placed = (all: ReadDocument['notes']): readonly DocumentProblem[] =>
    all.map(({ why, start, end }) => ({ location: locate(start, end), why }));
  return {
    root: cursorAt(root, null, '', reading, 0),
    problems: placed(problems),
    notes: placed(notes),
    isCut: () => isSpent(reading),
  };
}

/** What nearly every manifest is made of is read in one go; for the rest there is the library. */
function readText(source: string): ReadDocument {
  const behind = refusedMark(source);
  if (behind !== null) return { root: null, problems: [behind], notes: [] };
  const hidden = hideTemplates(source);
  const plain = readPlain(hidden);
  if (plain !== null) return { root: plain.root, problems: [], notes: [] };
  return readWithLibrary(hidden.endsWith('\n') ? hidden : `${hidden}\n`);
}

interface Place {
  readonly source: string;
  /** An offset in `source` as an offset in the file. */
  readonly toFile: (offset: number) => number;
  readonly positions: Positions;
}

/** Where a scalar's text stands: without quotes, and without a block scalar's header and indentation. */
function textSpan(
  { start, end, style }: ScalarNode,
  source: string,
): readonly [number, number] {
  if (style === 'double' || style === 'single') return [start + 1, end - 1];
  if (style === 'plain') return [start, end];
  const header = source.slice(start, end).indexOf('\n');
  if (header < 0) return [start, end];
  const body = source.slice(start + header + 1, end);
  const first = body.search(/\S/);
  return first < 0
    ? [start, end]
    : [start + header + 1 + first, start + header + 1 + body.trimEnd().length];
}

/** The documents of the text in a scalar. Where its places cannot be told for sure, they are all the scalar's own. */
function insideOf(
  { text: hidden, start, end, style }: ScalarNode,
  used: Node | null,
  { source, toFile, positions }: Place,
): readonly Cursor[] {
  const text = showTemplates(hidden);
  const map = used === null ? scalarMap(source.slice(start, end), style, text) : null;
  const place = (index: number): number =>
    toFile(map === null ? start : start + map(index));
  return splitDocuments(text).map(
    (part) =>
      parseOne(
        text.slice(part.start, part.end),
        (offset) => place(offset + part.start),
        positions,
      ).root,
  );
}

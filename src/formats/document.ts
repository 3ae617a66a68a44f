import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  type Scalar,
  visit,
} from 'yaml';
import type { DocumentProblem } from '../domain/reference.ts';
import type { SourceLocation } from '../domain/source-location.ts';
import { hideTemplates, showTemplates } from './go-template.ts';
import { type Positions, positionsOf } from './positions.ts';
import { type ScalarStyle, scalarMap } from './scalar-map.ts';
import { joinFlowLines } from './wider-yaml.ts';

/**
 * A place in a document, null-safe: every step from nothing stands on nothing. It follows aliases and merge keys. An alias that is
 * itself the value stands where it is used.
 */
export interface Cursor {
  readonly type:
    | 'string'
    | 'number'
    | 'boolean'
    | 'null'
    | 'list'
    | 'mapping'
    | 'template'
    | 'nothing';
  readonly at: (...keys: readonly (string | number)[]) => Cursor;
  /** The elements of a list; empty for anything else. */
  readonly items: () => readonly Cursor[];
  /** The entries of a mapping, merged ones last; empty for anything else. */
  readonly entries: () => readonly Entry[];
  /** The text of a string scalar; `null` for anything else. */
  readonly text: string | null;
  /** A scalar as it is written (`1.10`), or a bare `{{ … }}`; `null` for anything else. */
  readonly written: string | null;
  /** Is it written without quotes, so that its type hangs on its form? */
  readonly isPlain: boolean;
  /** From the value's first character to one past its last, inside quotes. */
  readonly location: SourceLocation;
  /** `spec.containers[0].image`. */
  readonly path: string;
  /** The document inside a string scalar, its places mapped back to this file. */
  readonly inside: () => readonly Cursor[];
}

export interface Entry {
  readonly key: string;
  readonly keyLocation: SourceLocation;
  readonly value: Cursor;
}

/** One document of a file, or what is wrong with it. */
export interface ParsedDocument {
  readonly root: Cursor;
  /** Why it cannot be used. */
  readonly problems: readonly DocumentProblem[];
  /** What is odd about it, though it can be: a key that stands twice. */
  readonly notes: readonly DocumentProblem[];
}

/** Takes a file apart into its documents. One that is broken never hides another. `wanted` tells which are worth parsing. */
export function parseDocuments(
  file: string,
  text: string,
  wanted: (text: string) => boolean,
): readonly ParsedDocument[] {
  // A bare carriage return ends a line too.
  const lines = text.includes('\r') ? text.replace(/\r(?!\n)/g, '\n') : text;
  const positions = positionsOf(file, lines);
  return splitDocuments(lines).flatMap(({ start, end }) => {
    const part = lines.slice(start, end);
    return wanted(part) ? [parseOne(part, (offset) => offset + start, positions)] : [];
  });
}

/** The nodes of `yaml` that can be a value. */
type Value = unknown;

interface Reading {
  readonly document: Document;
  readonly source: string;
  readonly positions: Positions;
  /** An offset in `source` as an offset in the file. */
  readonly toFile: (offset: number) => number;
  /** Aliases that may still be followed: a bomb runs out of it. */
  readonly budget: { left: number };
}

const ALIASES_AT_MOST = 20_000;
const DEPTH_AT_MOST = 64;

/** Documents end at `---` at the first column, wherever that stands: no scalar may hold it. */
function splitDocuments(
  text: string,
): readonly { readonly start: number; readonly end: number }[] {
  const cuts = [...text.matchAll(/^---(?=[ \t\r\n]|$)/gm)].map((match) => match.index);
  const [first] = cuts;
  // Comments, blank lines and directives before the first `---` are no document.
  const startsAtOnce =
    first !== undefined &&
    /^\uFEFF?(?:[ \t]*(?:#.*)?\r?\n|%.*\r?\n)*$/.test(text.slice(0, first));
  const starts = startsAtOnce ? cuts : [0, ...cuts];
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? text.length }));
}

function parseOne(
  source: string,
  toFile: (offset: number) => number,
  positions: Positions,
): ParsedDocument {
  const hidden = hideTemplates(source);
  const document = parseAsKubernetes(hidden.endsWith('\n') ? hidden : `${hidden}\n`);
  const reading: Reading = {
    document,
    source,
    positions,
    toFile,
    budget: { left: ALIASES_AT_MOST },
  };
  const at = (from: number, to: number): SourceLocation =>
    positions.span(
      toFile(Math.min(from, source.length)),
      toFile(Math.min(to, source.length)),
    );
  const { dangling, twice } = oddities(document);
  const problems = [
    ...document.errors.map((error) => ({
      location: at(error.pos[0], error.pos[1]),
      why: `Not valid YAML: ${error.message.split('\n')[0]?.replace(/ at line.*$/, '') ?? error.code}.`,
    })),
    ...dangling.map(({ name, from, to }) => ({
      location: at(from, to),
      why: `Not valid YAML: the alias *${name} has no anchor &${name} before it in its document, and kubectl refuses the file.`,
    })),
  ];
  const notes = twice.map(({ name, from, to }) => ({
    location: at(from, to),
    why: `The key "${name}" stands twice in one mapping: the last one counts.`,
  }));
  return { root: cursor(document.contents, null, '', reading, 0), problems, notes };
}

const OPTIONS = {
  uniqueKeys: false,
  strict: false,
  prettyErrors: false,
  logLevel: 'silent',
  keepSourceTokens: true,
  merge: true,
} as const;

/** As it stands; and where that is refused, with what Kubernetes' reader takes besides. */
function parseAsKubernetes(text: string): Document {
  const document = parseDocument(text, OPTIONS);
  if (document.errors.length === 0) return document;
  const wider = parseDocument(joinFlowLines(text), OPTIONS);
  return wider.errors.length > 0 ? document : wider;
}

interface Named {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Aliases without an anchor before them, and keys that stand twice in one mapping. */
function oddities(document: Document): {
  readonly dangling: readonly Named[];
  readonly twice: readonly Named[];
} {
  const dangling: Named[] = [];
  const twice: Named[] = [];
  const anchors = new Set<string>();
  visit(document, {
    Node: (_, node) => {
      if (isAlias(node)) {
        if (!anchors.has(node.source)) dangling.push(named(node.source, node));
        return;
      }
      if (node.anchor !== undefined) anchors.add(node.anchor);
      if (isMap(node)) twice.push(...keysTwice(node));
    },
  });
  return { dangling, twice };
}

function keysTwice(map: { readonly items: readonly Pair[] }): readonly Named[] {
  const seen = new Set<string>();
  return map.items.flatMap((pair) => {
    const key = keyOf(pair);
    if (key === null || key === '<<' || templateOf(pair.key) !== null) return [];
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [named(key, pair.key)];
  });
}

function named(name: string, node: Value): Named {
  const { range } = node as { readonly range?: readonly [number, number, number] | null };
  return { name, from: range?.[0] ?? 0, to: range?.[1] ?? 0 };
}

/** `used` is the alias through which `node` was reached, where it is the value itself. */
function cursor(
  node: Value,
  used: Value,
  path: string,
  reading: Reading,
  depth: number,
): Cursor {
  if (isAlias(node)) {
    reading.budget.left -= 1;
    const target =
      reading.budget.left > 0 && depth < DEPTH_AT_MOST
        ? node.resolve(reading.document)
        : undefined;
    return cursor(target, used ?? node, path, reading, depth + 1);
  }
  const step = (key: string | number): Cursor => child(node, key, path, reading, depth);
  const template = templateOf(node);
  return {
    type: template === null ? typeOf(node) : 'template',
    at: (...keys) => {
      const [first, ...rest] = keys;
      if (first === undefined) return cursor(node, used, path, reading, depth);
      return rest.length === 0 ? step(first) : step(first).at(...rest);
    },
    items: () => (isSeq(node) ? node.items.map((_, index) => step(index)) : []),
    entries: () => entriesOf(node, path, reading, depth),
    text:
      isScalar(node) && typeof node.value === 'string' ? showTemplates(node.value) : null,
    written: template ?? writtenOf(node),
    isPlain: isScalar(node) && node.type === 'PLAIN',
    get location() {
      return locationOf(node, used, reading);
    },
    path,
    inside: () =>
      isScalar(node) && typeof node.value === 'string' ? insideOf(node, used, reading) : [],
  };
}

function typeOf(node: Value): Cursor['type'] {
  if (isMap(node)) return 'mapping';
  if (isSeq(node)) return 'list';
  if (!isScalar(node)) return 'nothing';
  if (node.value === null) return 'null';
  if (typeof node.value === 'string') return 'string';
  return typeof node.value === 'boolean' ? 'boolean' : 'number';
}

function child(
  node: Value,
  key: string | number,
  path: string,
  reading: Reading,
  depth: number,
): Cursor {
  if (typeof key === 'number') {
    const item = isSeq(node) ? node.items[key] : undefined;
    return cursor(item, null, `${path}[${key}]`, reading, depth);
  }
  const inner = path === '' ? key : `${path}.${key}`;
  return cursor(findValue(node, key, reading, 0), null, inner, reading, depth);
}

/** A key's value: the last of its own, else what a merge key brings in. */
function findValue(node: Value, key: string, reading: Reading, depth: number): Value {
  if (!isMap(node) || depth > DEPTH_AT_MOST) return undefined;
  const own = node.items.findLast((pair) => keyOf(pair) === key);
  if (own !== undefined) return own.value;
  for (const source of mergedInto(node, reading)) {
    const value = findValue(source, key, reading, depth + 1);
    if (value !== undefined) return value;
  }
  return undefined;
}

function mergedInto(
  node: { readonly items: readonly Pair[] },
  reading: Reading,
): readonly Value[] {
  return node.items
    .filter((pair) => keyOf(pair) === '<<')
    .flatMap(({ value }) => (isSeq(value) ? value.items : [value]))
    .map((value) => {
      if (!isAlias(value)) return value;
      reading.budget.left -= 1;
      return reading.budget.left > 0 ? value.resolve(reading.document) : undefined;
    });
}

function keyOf({ key }: Pair): string | null {
  if (!isScalar(key)) return null;
  return typeof key.value === 'symbol' ? '<<' : (key.source ?? String(key.value));
}

function entriesOf(
  node: Value,
  path: string,
  reading: Reading,
  depth: number,
): readonly Entry[] {
  if (!isMap(node) || depth > DEPTH_AT_MOST) return [];
  const keys = new Map<string, Value>();
  for (const pair of node.items) {
    const key = keyOf(pair);
    if (key !== null && key !== '<<') keys.set(key, pair.key);
  }
  for (const source of mergedInto(node, reading)) {
    if (!isMap(source)) continue;
    for (const pair of source.items) {
      const key = keyOf(pair);
      if (key !== null && key !== '<<' && !keys.has(key)) keys.set(key, pair.key);
    }
  }
  return [...keys].map(([key, keyNode]) => ({
    key,
    keyLocation: locationOf(keyNode, null, reading),
    value: child(node, key, path, reading, depth),
  }));
}

function writtenOf(node: Value): string | null {
  if (!isScalar(node)) return null;
  return typeof node.value === 'string'
    ? showTemplates(node.value)
    : (node.source ?? String(node.value));
}

/** A scalar that holds a template outside quotes, as it was written; `null` for anything else. */
function templateOf(node: Value): string | null {
  if (
    !isScalar(node) ||
    typeof node.value !== 'string' ||
    !/[\uE000-\uF8FF]/.test(node.value)
  )
    return null;
  return showTemplates(node.value);
}

function locationOf(node: Value, used: Value, reading: Reading): SourceLocation {
  const { positions, toFile, source } = reading;
  const place = (used ?? node) as
    | { readonly range?: readonly [number, number, number] | null }
    | undefined;
  const range = place?.range;
  if (range == null) return positions.span(toFile(0), toFile(0));
  if (used === null && isScalar(node)) {
    const [start, end] = textSpan(node, source);
    return positions.span(toFile(start), toFile(end));
  }
  return positions.span(toFile(range[0]), toFile(range[1]));
}

/** Where a scalar's text stands: without quotes, and without a block scalar's header and indentation. */
function textSpan(node: Scalar, source: string): readonly [number, number] {
  const [start, end] = node.range ?? [0, 0];
  const { type } = node;
  if (type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE') return [start + 1, end - 1];
  if (type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED') {
    const header = source.slice(start, end).indexOf('\n');
    if (header < 0) return [start, end];
    const body = source.slice(start + header + 1, end);
    const first = body.search(/\S/);
    return first < 0
      ? [start, end]
      : [start + header + 1 + first, start + header + 1 + body.trimEnd().length];
  }
  return [start, end];
}

/** The documents of the text in a scalar. Where its places cannot be told for sure, they are all the scalar's own. */
function insideOf(node: Scalar, used: Value, reading: Reading): readonly Cursor[] {
  const text = showTemplates(String(node.value));
  const [start, end] = node.range ?? [0, 0];
  const style = STYLES[node.type ?? 'PLAIN'] ?? 'plain';
  const map =
    used === null ? scalarMap(reading.source.slice(start, end), style, text) : null;
  const toFile = (index: number): number =>
    reading.toFile(map === null ? start : start + map(index));
  return splitDocuments(text).map(
    (part) =>
      parseOne(
        text.slice(part.start, part.end),
        (offset) => toFile(offset + part.start),
        reading.positions,
      ).root,
  );
}

const STYLES: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

import type { SourceLocation } from '../domain/source-location.ts';
import { showTemplates } from './go-template.ts';
import { isTemplate, MERGE, type Node, type PairNode, type ScalarNode } from './nodes.ts';

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

/** What a cursor needs of the document that it stands in. */
export interface Reading {
  /** Where a node of this document stands in its file. */
  readonly locate: (start: number, end: number) => SourceLocation;
  /** The offsets of a scalar's text, without quotes and block headers. */
  readonly textSpan: (node: ScalarNode) => readonly [number, number];
  /** The documents of the text in a scalar; `used` is the alias through which it was reached. */
  readonly inside: (node: ScalarNode, used: Node | null) => readonly Cursor[];
  /** Aliases that may still be followed: a bomb runs out of it. */
  readonly budget: { left: number };
}

/** How many aliases of one document are followed. */
export const ALIASES_AT_MOST = 200_000;
const DEPTH_AT_MOST = 64;

/** `used` is the alias through which `node` was reached, where it is the value itself. */
export function cursorAt(
  node: Node | null,
  used: Node | null,
  path: string,
  reading: Reading,
  depth: number,
): Cursor {
  if (node?.kind === 'alias') {
    const target = depth < DEPTH_AT_MOST ? follow(node, reading) : null;
    return cursorAt(target, used ?? node, path, reading, depth + 1);
  }
  const step = (key: string | number): Cursor => child(node, key, path, reading, depth);
  const scalar = node?.kind === 'scalar' ? node : null;
  const string = scalar?.type === 'string' ? scalar : null;
  return {
    type: isTemplate(node) ? 'template' : typeOf(node),
    at: (...keys) => {
      const [first, ...rest] = keys;
      if (first === undefined) return cursorAt(node, used, path, reading, depth);
      return rest.length === 0 ? step(first) : step(first).at(...rest);
    },
    items: () => (node?.kind === 'seq' ? node.items.map((_, index) => step(index)) : []),
    entries: () => entriesOf(node, path, reading, depth),
    text: string === null ? null : showTemplates(string.text),
    written: scalar === null ? null : showTemplates(scalar.text),
    isPlain: scalar?.style === 'plain',
    get location() {
      return locationOf(node, used, reading);
    },
    path,
    inside: () => (string === null ? [] : reading.inside(string, used)),
  };
}

function follow(node: Node | null, { budget }: Reading): Node | null {
  if (node?.kind !== 'alias') return node;
  budget.left -= 1;
  return budget.left > 0 ? node.target : null;
}

/** Was there more than is followed? Then what stands behind the rest was not read. */
export function isSpent({ budget }: Reading): boolean {
  return budget.left <= 0;
}

function typeOf(node: Node | null): Cursor['type'] {
  if (node === null) return 'nothing';
  if (node.kind === 'map') return 'mapping';
  if (node.kind === 'seq') return 'list';
  return node.kind === 'scalar' ? node.type : 'nothing';
}

function child(
  node: Node | null,
  key: string | number,
  path: string,
  reading: Reading,
  depth: number,
): Cursor {
  if (typeof key === 'number') {
    const item = node?.kind === 'seq' ? (node.items[key] ?? null) : null;
    return cursorAt(item, null, `${path}[${key}]`, reading, depth);
  }
  const inner = path === '' ? key : `${path}.${key}`;
  return cursorAt(findValue(node, key, reading, 0), null, inner, reading, depth);
}

/** A key's value: the last of its own, else what a merge key brings in. */
function findValue(
  node: Node | null,
  key: string,
  reading: Reading,
  depth: number,
): Node | null {
  if (node?.kind !== 'map' || depth > DEPTH_AT_MOST) return null;
  const own = lastOf(node.pairs, key);
  if (own !== undefined) return own.value;
  for (const source of mergedInto(node.pairs, reading)) {
    const value = findValue(source, key, reading, depth + 1);
    if (value !== null) return value;
  }
  return null;
}

/** From this many entries on a mapping is looked up by an index. */
const FEW = 12;
const indexes = new WeakMap<readonly PairNode[], ReadonlyMap<string | null, PairNode>>();

function lastOf(pairs: readonly PairNode[], key: string): PairNode | undefined {
  if (pairs.length < FEW) return pairs.findLast((pair) => pair.key === key);
  return indexOf(pairs).get(key);
}

function indexOf(pairs: readonly PairNode[]): ReadonlyMap<string | null, PairNode> {
  const known = indexes.get(pairs);
  if (known !== undefined) return known;
  const index = new Map(pairs.map((pair) => [pair.key, pair] as const));
  indexes.set(pairs, index);
  return index;
}

function mergedInto(
  pairs: readonly PairNode[],
  reading: Reading,
): readonly (Node | null)[] {
  const own = pairs.length < FEW ? pairs : [lastOf(pairs, MERGE)];
  if (!own.some((pair) => pair?.key === MERGE)) return [];
  return pairs
    .filter(({ key }) => key === MERGE)
    .flatMap(({ value }) => (value?.kind === 'seq' ? value.items : [value]))
    .map((value) => follow(value, reading));
}

function entriesOf(
  node: Node | null,
  path: string,
  reading: Reading,
  depth: number,
): readonly Entry[] {
  if (node?.kind !== 'map' || depth > DEPTH_AT_MOST) return [];
  const found = new Map<string, Node | null>();
  for (const { key, keyNode } of node.pairs)
    if (key !== null && key !== MERGE) found.set(key, keyNode);
  for (const source of mergedInto(node.pairs, reading)) {
    if (source?.kind !== 'map') continue;
    for (const { key, keyNode } of source.pairs)
      if (key !== null && key !== MERGE && !found.has(key)) found.set(key, keyNode);
  }
  return [...found].map(([key, keyNode]) => ({
    key,
    get keyLocation() {
      return locationOf(keyNode, null, reading);
    },
    get value() {
      return child(node, key, path, reading, depth);
    },
  }));
}

function locationOf(
  node: Node | null,
  used: Node | null,
  { locate, textSpan }: Reading,
): SourceLocation {
  const place = used ?? node;
  if (place === null) return locate(0, 0);
  if (place.kind !== 'scalar') return locate(place.start, place.end);
  return locate(...textSpan(place));
}

import type { Pair, Scalar } from 'yaml';
import { foldLines, type Oddity } from './kube-yaml.ts';
import { keysTwice, MERGE, type Node, type PairNode, type ScalarNode } from './nodes.ts';
import { trimmed } from './scan.ts';
import { yamlLibrary } from './yaml-library.ts';

export interface Conversion {
  readonly anchors: Map<string, Node>;
  /** What Kubernetes' reader does not take. */
  readonly refused: Oddity[];
  readonly notes: Oddity[];
  /** What was written. */
  readonly text: string;
  /** Did the library read it with the line ends inside of scalars taken out? */
  readonly isJoined: boolean;
}

/** In the order of the text, so that an alias means the last anchor before it. */
export function convert(node: unknown, all: Conversion): Node | null {
  const { isAlias, isMap, isScalar, isSeq } = yamlLibrary();
  if (isScalar(node)) return remember(node, convertScalar(node, all), all);
  if (isMap(node)) {
    const pairs: PairNode[] = [];
    const map = remember(node, { kind: 'map', pairs, ...span(node) }, all);
    for (const pair of node.items) pairs.push(convertPair(pair, all));
    all.notes.push(...keysTwice(pairs).map(twice));
    return map;
  }
  if (isSeq(node)) {
    const items: (Node | null)[] = [];
    const seq = remember(node, { kind: 'seq', items, ...span(node) }, all);
    for (const item of node.items) items.push(convert(item, all));
    return seq;
  }
  if (!isAlias(node)) return null;
  const target = all.anchors.get(node.source) ?? null;
  const { start, end } = span(node);
  if (target === null) {
    const why = `Not valid YAML: the alias *${node.source} has no anchor &${node.source} before it in its document, and kubectl refuses the file.`;
    all.refused.push({ why, start, end });
  }
  return { kind: 'alias', target, start, end };
}

function convertPair(pair: Pair, all: Conversion): PairNode {
  const keyNode = convert(pair.key, all);
  const key = keyOf(pair) ?? aliasedKey(keyNode);
  const value = convert(pair.value, all);
  if (keyNode?.kind !== 'scalar' || pair.value !== null)
    all.refused.push(...refusedKey(keyNode, all.text));
  if (key === MERGE) all.refused.push(...refusedMerge(value));
  return { key, keyNode, value };
}

/** A list or mapping for a key, or one that goes over lines without its question mark. */
function refusedKey(keyNode: Node | null, text: string): readonly Oddity[] {
  if (keyNode === null || keyNode.kind === 'alias') return [];
  const { start, end, kind } = keyNode;
  if (kind !== 'scalar') {
    const what = kind === 'map' ? 'a mapping' : 'a list';
    const why = `Not valid YAML: ${what} stands for a key, and kubectl refuses the file.`;
    return [{ why, start, end }];
  }
  if (keyNode.type === 'null') {
    const why = 'Not valid YAML: a key is empty, and kubectl refuses the file.';
    return [{ why, start, end }];
  }
  if (!text.slice(start, end).includes('\n') || MARKED.test(text.slice(0, start)))
    return [];
  const why =
    'Not valid YAML: a key goes over several lines, and kubectl refuses the file.';
  return [{ why, start, end }];
}

const MARKED = /\?\s+(?:[!&]\S*\s+)*$/;

function refusedMerge(value: Node | null): readonly Oddity[] {
  const target = value?.kind === 'alias' ? value.target : value;
  if (target === null || target.kind === 'map' || target.kind === 'alias') return [];
  if (target.kind === 'seq') return target.items.flatMap(refusedMerge);
  const { start, end } = value ?? target;
  const why =
    'Not valid YAML: what << merges is no mapping, and kubectl refuses the file.';
  return [{ why, start, end }];
}

function twice({ key, keyNode }: PairNode): Oddity {
  return {
    why: `The key "${key ?? ''}" stands twice in one mapping: the last one counts.`,
    start: keyNode?.start ?? 0,
    end: keyNode?.end ?? 0,
  };
}

/** An anchor is known from its node's first character on: what stands inside may name it. */
function remember<N extends Node>(
  node: { readonly anchor?: string },
  converted: N,
  { anchors }: Conversion,
): N {
  if (node.anchor !== undefined) anchors.set(node.anchor, converted);
  return converted;
}

function aliasedKey(keyNode: Node | null): string | null {
  if (keyNode?.kind !== 'alias' || keyNode.target?.kind !== 'scalar') return null;
  return keyNode.target.text;
}

function keyOf({ key }: Pair): string | null {
  if (!yamlLibrary().isScalar(key)) return null;
  if (typeof key.value === 'symbol') return MERGE;
  const written = key.source ?? String(key.value);
  return key.type === 'PLAIN' ? trimmed(written) : written;
}

function convertScalar(node: Scalar, all: Conversion): ScalarNode {
  const { value } = node;
  const style = STYLES[node.type ?? 'PLAIN'] ?? 'plain';
  const { start, end } = span(node);
  const text =
    typeof value === 'string'
      ? withLineEnds(value, style, all.text.slice(start, end), all)
      : (node.source ?? String(value));
  // The library keeps the blanks before the colon of `key : value`.
  const blanks = style === 'plain' ? text.length - trimmed(text).length : 0;
  const written = text.slice(0, text.length - blanks);
  return {
    kind: 'scalar',
    type: typeOf(value),
    text: written,
    style,
    start,
    end: end - blanks,
  };
}

/** Where the line ends had been taken out, they count as YAML folds them. */
function withLineEnds(
  value: string,
  style: ScalarNode['style'],
  written: string,
  { isJoined }: Conversion,
): string {
  if (!isJoined || style === 'literal' || style === 'folded') return value;
  if (!written.includes('\n')) return value;
  const again: unknown = yamlLibrary().parseDocument(foldLines(written)).toJS();
  return typeof again === 'string' ? again : value;
}

function typeOf(value: unknown): ScalarNode['type'] {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'string';
  return typeof value === 'boolean' ? 'boolean' : 'number';
}

function span(node: { readonly range?: readonly [number, number, number] | null }): {
  readonly start: number;
  readonly end: number;
} {
  return { start: node.range?.[0] ?? 0, end: node.range?.[1] ?? 0 };
}

const STYLES: Readonly<Record<string, ScalarNode['style']>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

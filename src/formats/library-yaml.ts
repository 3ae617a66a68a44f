import type { Document, Pair, Scalar, YAMLParseError } from 'yaml';
import { keysTwice, MERGE, type Node, type PairNode, type ScalarNode } from './nodes.ts';
import { trimmed } from './scan.ts';
import { joinFlowLines } from './wider-yaml.ts';
import { yamlLibrary } from './yaml-library.ts';

/** What is wrong or odd, from one offset to another. */
export interface Oddity {
  readonly why: string;
  readonly start: number;
  readonly end: number;
}

/** A document as the YAML library reads it. */
export interface ReadDocument {
  readonly root: Node | null;
  readonly problems: readonly Oddity[];
  readonly notes: readonly Oddity[];
}

const OPTIONS = {
  uniqueKeys: false,
  strict: false,
  prettyErrors: false,
  logLevel: 'silent',
  keepSourceTokens: false,
  merge: true,
} as const;

/** All of YAML, at the library's speed; a document that is nested beyond what can be read is a problem, never an exception. */
export function readWithLibrary(text: string): ReadDocument {
  try {
    return convertDocument(parseAsKubernetes(text));
  } catch (error) {
    // The library and the conversion below go down by calls.
    if (!(error instanceof RangeError)) throw error;
    const why = 'Not read: it is nested too deeply.';
    return { root: null, problems: [{ why, start: 0, end: text.length }], notes: [] };
  }
}

/** As it stands; and where that is refused, with what Kubernetes' reader takes besides. */
function parseAsKubernetes(text: string): Document {
  const { parseDocument } = yamlLibrary();
  const document = parseDocument(text, OPTIONS);
  if (document.errors.length === 0) return document;
  const wider = parseDocument(joinFlowLines(text), OPTIONS);
  return wider.errors.length > 0 ? document : wider;
}

function convertDocument(document: Document): ReadDocument {
  const notes: Oddity[] = [];
  const dangling: Oddity[] = [];
  const anchors = new Map<string, Node>();
  const root = convert(document.contents, { anchors, dangling, notes });
  const problems = document.errors.map((error) => ({
    start: error.pos[0],
    end: error.pos[1],
    why: `Not valid YAML: ${inShort(error)}.`,
  }));
  return { root, problems: [...problems, ...dangling], notes };
}

/** The library may quote all of the text. */
const SAID_AT_MOST = 160;

function inShort({ message, code }: YAMLParseError): string {
  const [first] = message.split('\n');
  const said = first?.replace(/ at line.*$/, '') ?? code;
  return said.length > SAID_AT_MOST ? `${said.slice(0, SAID_AT_MOST)}…` : said;
}

interface Conversion {
  readonly anchors: Map<string, Node>;
  readonly dangling: Oddity[];
  readonly notes: Oddity[];
}

/** In the order of the text, so that an alias means the last anchor before it. */
function convert(node: unknown, all: Conversion): Node | null {
  const { isAlias, isMap, isScalar, isSeq } = yamlLibrary();
  if (isScalar(node)) return remember(node, convertScalar(node), all);
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
    all.dangling.push({ why, start, end });
  }
  return { kind: 'alias', target, start, end };
}

function convertPair(pair: Pair, all: Conversion): PairNode {
  const keyNode = convert(pair.key, all);
  return { key: keyOf(pair), keyNode, value: convert(pair.value, all) };
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

function keyOf({ key }: Pair): string | null {
  if (!yamlLibrary().isScalar(key)) return null;
  if (typeof key.value === 'symbol') return MERGE;
  const written = key.source ?? String(key.value);
  return key.type === 'PLAIN' ? trimmed(written) : written;
}

function convertScalar(node: Scalar): ScalarNode {
  const { value } = node;
  const text = typeof value === 'string' ? value : (node.source ?? String(value));
  const style = STYLES[node.type ?? 'PLAIN'] ?? 'plain';
  const { start, end } = span(node);
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

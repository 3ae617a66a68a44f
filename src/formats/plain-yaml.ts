import {
  keysTwice,
  type MapNode,
  type Node,
  type PairNode,
  type SeqNode,
} from './nodes.ts';
import { blockScalar } from './plain-blocks.ts';
import { readFlow } from './plain-flow.ts';
import { plainLines, quotedLines, scalar } from './plain-scalars.ts';
import { keyEnd, ODD, odd, restOfLine, type Scan, toNext, trimmed } from './scan.ts';

/** A document without anchors, aliases, tags, explicit keys and the like. */
export interface PlainDocument {
  readonly root: Node | null;
}

/**
 * Reads what nearly every manifest is made of, some twenty times faster than the library: block mappings and lists, flow collections, and
 * scalars of every style. `null` for whatever is not surely that, sound or not: the library reads it then.
 */
export function readPlain(text: string): PlainDocument | null {
  if (NOT_PLAIN.test(text)) return null;
  const scan: Scan = { text, at: 0, lineStart: 0 };
  try {
    const marked = skipStart(scan);
    toNext(scan);
    if (scan.at >= text.length) return { root: marked === null ? null : nothing(marked) };
    const root = blockNode(scan, -1, 0);
    toNext(scan);
    return scan.at < text.length ? null : { root };
  } catch (error) {
    if (error !== ODD) throw error;
    return null;
  }
}

/** Carriage returns, tabs, control characters, old line ends, a byte order mark; directives and the ends of documents. */
const NOT_PLAIN =
  /[\0-\t\x0b-\x1f\x7f-\x9f\u2028\u2029\uFEFF\uFFFE\uFFFF]|^(?:%|\.\.\.)/m;
const DEPTH_AT_MOST = 200;

/** The line of `---`, with nothing else on it: where it ends, `null` where it is not there. */
function skipStart(scan: Scan): number | null {
  toNext(scan);
  if (!scan.text.startsWith('---', scan.at)) return null;
  if (scan.at !== scan.lineStart) odd();
  scan.at += 3;
  const marked = afterSpaces(scan.text, scan.at);
  restOfLine(scan);
  return marked;
}

/** What stands at the scan, in a collection whose own column is `parent`. */
function blockNode(scan: Scan, parent: number, depth: number): Node {
  if (depth > DEPTH_AT_MOST) odd();
  const { text, at, lineStart } = scan;
  const column = at - lineStart;
  if (isDash(text, at)) return blockSeq(scan, column, depth);
  const first = text[at] ?? '';
  if (first !== '{' && first !== '[' && keyEnd(text, at) >= 0)
    return blockMap(scan, column, depth);
  return inlineNode(scan, parent);
}

/** A scalar or a flow collection, and the end of its last line. */
function inlineNode(scan: Scan, parent: number): Node {
  const first = scan.text[scan.at] ?? '';
  if (first === '|' || first === '>') return blockScalar(scan, parent);
  if (first === '"' || first === "'") return ended(scan, quotedLines(scan, parent));
  if (first === '{' || first === '[') return ended(scan, readFlow(scan, parent, 0));
  return plainLines(scan, parent);
}

function ended(scan: Scan, node: Node): Node {
  restOfLine(scan);
  return node;
}

function isDash(text: string, at: number): boolean {
  if (text[at] !== '-') return false;
  const next = text[at + 1];
  return next === ' ' || next === '\n' || next === undefined;
}

function blockSeq(scan: Scan, column: number, depth: number): SeqNode {
  const items: Node[] = [];
  const start = scan.at;
  while (scan.at - scan.lineStart === column && isDash(scan.text, scan.at)) {
    scan.at += 1;
    items.push(itemOf(scan, column, depth));
    toNext(scan);
  }
  if (scan.at < scan.text.length && scan.at - scan.lineStart > column) odd();
  return { kind: 'seq', items, start, end: scan.at };
}

function itemOf(scan: Scan, column: number, depth: number): Node {
  const { lineStart } = scan;
  const empty = afterSpaces(scan.text, scan.at);
  toNext(scan);
  const sameLine = scan.lineStart === lineStart;
  const here = scan.at - scan.lineStart;
  if (scan.at >= scan.text.length || (!sameLine && here <= column)) return nothing(empty);
  return blockNode(scan, column, depth + 1);
}

function blockMap(scan: Scan, column: number, depth: number): MapNode {
  const { text } = scan;
  const pairs: PairNode[] = [];
  const start = scan.at;
  while (scan.at < text.length && scan.at - scan.lineStart === column) {
    if (isDash(text, scan.at)) odd();
    pairs.push(pairOf(scan, column, depth));
    toNext(scan);
  }
  if (scan.at < text.length && scan.at - scan.lineStart > column) odd();
  if (keysTwice(pairs).length > 0) odd();
  return { kind: 'map', pairs, start, end: scan.at };
}

function pairOf(scan: Scan, column: number, depth: number): PairNode {
  const { text } = scan;
  const colon = keyEnd(text, scan.at);
  if (colon < 0) odd();
  const keyNode = keyOf(scan, colon);
  if (keyNode.type === 'null') odd();
  scan.at = colon + 1;
  const { lineStart } = scan;
  toNext(scan);
  const value = mappedTo(scan, column, depth, lineStart, afterSpaces(text, colon + 1));
  return { key: keyNode.text, keyNode, value };
}

function keyOf(scan: Scan, colon: number): Extract<Node, { kind: 'scalar' }> {
  const { text, at } = scan;
  const quote = text[at];
  if (quote === '"' || quote === "'") return quotedLines(scan, -1);
  const written = trimmed(text.slice(at, colon));
  return scalar(written, 'plain', at, at + written.length);
}

function mappedTo(
  scan: Scan,
  column: number,
  depth: number,
  keyLine: number,
  empty: number,
): Node {
  const { text, at, lineStart } = scan;
  const here = at - lineStart;
  if (at >= text.length) return nothing(empty);
  if (lineStart !== keyLine) {
    if (here > column) return blockNode(scan, column, depth + 1);
    // A list may stand in the column of its key.
    return here === column && isDash(text, at)
      ? blockSeq(scan, column, depth + 1)
      : nothing(empty);
  }
  if (isDash(text, at)) odd();
  return inlineNode(scan, column);
}

function afterSpaces(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ') at += 1;
  return at;
}

function nothing(at: number): Node {
  return { kind: 'scalar', type: 'null', text: '', style: 'plain', start: at, end: at };
}

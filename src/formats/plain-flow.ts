import { keysTwice, type Node, type PairNode, type ScalarNode } from './nodes.ts';
import { quotedLines, scalar } from './plain-scalars.ts';
import { odd, type Scan, startsPlain, trimmed } from './scan.ts';

const DEPTH_AT_MOST = 200;

/** A flow collection: JSON, and what YAML allows besides. Its lines stand right of `parent`. */
export function readFlow(scan: Scan, parent: number, depth: number): Node {
  if (depth > DEPTH_AT_MOST) odd();
  return scan.text[scan.at] === '{'
    ? flowMap(scan, parent, depth)
    : flowSeq(scan, parent, depth);
}

function flowMap(scan: Scan, parent: number, depth: number): Node {
  const pairs: PairNode[] = [];
  const start = scan.at;
  scan.at += 1;
  skip(scan, parent);
  while (scan.text[scan.at] !== '}') {
    const keyNode = flowScalar(scan, parent);
    skip(scan, parent);
    if (scan.text[scan.at] !== ':') odd();
    scan.at += 1;
    if (keyNode.style === 'plain' && !isBlank(scan.text[scan.at])) odd();
    if (keyNode.style === 'plain' && keyNode.text === '<<') odd();
    skip(scan, parent);
    pairs.push({ key: keyNode.text, keyNode, value: flowNode(scan, parent, depth) });
    separate(scan, parent, '}');
  }
  scan.at += 1;
  if (keysTwice(pairs).length > 0) odd();
  return { kind: 'map', pairs, start, end: scan.at };
}

function flowSeq(scan: Scan, parent: number, depth: number): Node {
  const items: Node[] = [];
  const start = scan.at;
  scan.at += 1;
  skip(scan, parent);
  while (scan.text[scan.at] !== ']') {
    items.push(flowNode(scan, parent, depth));
    separate(scan, parent, ']');
  }
  scan.at += 1;
  return { kind: 'seq', items, start, end: scan.at };
}

/** A comma and what is more, or the end. */
function separate(scan: Scan, parent: number, close: string): void {
  skip(scan, parent);
  if (scan.text[scan.at] === close) return;
  if (scan.text[scan.at] !== ',') odd();
  scan.at += 1;
  skip(scan, parent);
  if (scan.text[scan.at] === close) odd();
}

function flowNode(scan: Scan, parent: number, depth: number): Node {
  const first = scan.text[scan.at];
  return first === '{' || first === '['
    ? readFlow(scan, parent, depth + 1)
    : flowScalar(scan, parent);
}

const PLAIN =
  /[^\n,[\]{}:#"'`&*!|>%@]+(?::[^\s,[\]{}:#"'`&*!|>%@]+[^\n,[\]{}:#"'`&*!|>%@]*)*/y;

function flowScalar(scan: Scan, parent: number): ScalarNode {
  const { text, at } = scan;
  const first = text[at];
  if (first === '"' || first === "'") return quotedLines(scan, parent);
  if (!startsPlain(text, at)) odd();
  PLAIN.lastIndex = at;
  if (!PLAIN.test(text)) odd();
  const next = text[PLAIN.lastIndex];
  if (next === undefined || !/[\n,\]}:]/.test(next)) odd();
  const written = trimmed(text.slice(at, PLAIN.lastIndex));
  scan.at = at + written.length;
  return scalar(written, 'plain', at, scan.at);
}

/** White space and line ends; what stands on a new line stands right of the collection around. */
function skip(scan: Scan, parent: number): void {
  const { text } = scan;
  let broken = false;
  for (;;) {
    const code = text.charCodeAt(scan.at);
    if (code === 10) {
      broken = true;
      scan.lineStart = scan.at + 1;
    } else if (code !== 32) break;
    scan.at += 1;
  }
  if (scan.at >= text.length) odd();
  if (broken && scan.at - scan.lineStart <= parent) odd();
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\n';
}

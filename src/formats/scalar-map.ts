import type { Scalar } from 'yaml';

/** An index in a scalar's value as an offset in its document. */
export type ScalarMap = (index: number) => number;

/**
 * Maps each character of a scalar's value to where it is written: for a document that stands inside a string. Literal block scalars
 * and one-line quoted or plain scalars are exact; in what is folded or escaped, the search goes on character by character.
 */
export function scalarMap(node: Scalar, source: string): ScalarMap {
  const value = String(node.value);
  const [start, end] = node.range ?? [0, 0];
  const written = source.slice(start, end);
  const offsets = new Array<number>(value.length + 1);
  let at = bodyStart(node, written);
  for (let index = 0; index < value.length; index += 1) {
    at = nextMatch(value, index, written, at, node);
    offsets[index] = start + at;
    at += escapeLength(written, at, node);
  }
  offsets[value.length] = start + Math.min(at, written.length);
  return (index) => offsets[Math.max(0, Math.min(index, value.length))] ?? start;
}

function bodyStart({ type }: Scalar, written: string): number {
  if (type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED') return written.indexOf('\n') + 1;
  return type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE' ? 1 : 0;
}

function nextMatch(value: string, index: number, written: string, from: number, { type }: Scalar): number {
  const wanted = value[index];
  let at = from;
  // At a line's start, indentation that is not the value's own is passed over.
  if (at > 0 && written[at - 1] === '\n' && wanted !== '\n') {
    const indent = /^[ \t]*/.exec(written.slice(at))?.[0].length ?? 0;
    const own = /^[ \t]*/.exec(value.slice(index))?.[0].length ?? 0;
    at += Math.max(0, indent - own);
  }
  if (wanted === ' ' && /[\r\n]/.test(written[at] ?? '')) return at;
  if (wanted === '\n' && written[at] === '\r') return at;
  if (written[at] === wanted || (type === 'QUOTE_DOUBLE' && written[at] === '\\')) return at;
  const found = written.indexOf(wanted ?? '', at);
  return found < 0 ? at : found;
}

function escapeLength(written: string, at: number, { type }: Scalar): number {
  if (type === 'QUOTE_DOUBLE' && written[at] === '\\') {
    const long = /^\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})/.exec(written.slice(at, at + 10));
    return long === null ? 2 : long[0].length;
  }
  if (type === 'QUOTE_SINGLE' && written.startsWith("''", at)) return 2;
  if (written[at] === '\r' && written[at + 1] === '\n') return 2;
  return 1;
}

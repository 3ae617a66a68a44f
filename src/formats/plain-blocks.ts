import type { ScalarNode, ScalarStyle } from './nodes.ts';
import { gap } from './plain-scalars.ts';
import { lineEnd, odd, type Scan } from './scan.ts';

/** A block scalar, its header without an explicit indentation. */
export function blockScalar(scan: Scan, parent: number): ScalarNode {
  const { text } = scan;
  const start = scan.at;
  const header = /[|>]([+-]?)[ ]*(?: #[^\n]*)?(?=\n)/y;
  header.lastIndex = start;
  const chomp = header.exec(text)?.[1] ?? odd();
  const style = text[start] === '|' ? 'literal' : 'folded';
  const { lines, end } = blockLines(text, header.lastIndex, parent);
  scan.at = end;
  scan.lineStart = end;
  return {
    kind: 'scalar',
    type: 'string',
    text: chomped(lines, style, chomp),
    style,
    start,
    end,
  };
}

interface BlockLines {
  /** Without their indentation; a blank one is empty. */
  readonly lines: readonly string[];
  /** Where the next line starts. */
  readonly end: number;
}

function blockLines(text: string, from: number, parent: number): BlockLines {
  const lines: string[] = [];
  const indent = indentOf(text, from, parent);
  let at = from + 1;
  while (at < text.length) {
    const stop = lineEnd(text, at);
    const first = firstOf(text, at, stop);
    if (first === stop) {
      // A line of spaces that is longer than the indentation is text.
      if (first - at > indent) odd();
      lines.push('');
    } else if (first - at < indent) {
      if (first - at > parent) odd();
      break;
    } else lines.push(text.slice(at + indent, stop));
    at = stop + 1;
  }
  return { lines, end: Math.min(at, text.length) };
}

/** The column of a block's first line of text; blank lines before it are no longer. */
function indentOf(text: string, from: number, parent: number): number {
  let blank = 0;
  for (let at = from + 1; at < text.length; at = lineEnd(text, at) + 1) {
    const stop = lineEnd(text, at);
    const first = firstOf(text, at, stop);
    if (first < stop)
      return first - at <= parent || blank > first - at ? odd() : first - at;
    blank = Math.max(blank, first - at);
  }
  return odd();
}

function firstOf(text: string, from: number, stop: number): number {
  let first = from;
  while (first < stop && text[first] === ' ') first += 1;
  return first;
}

function chomped(lines: readonly string[], style: ScalarStyle, chomp: string): string {
  let count = lines.length;
  while (count > 0 && lines[count - 1] === '') count -= 1;
  const body = lines.slice(0, count);
  const text = style === 'literal' ? body.join('\n') : foldLines(body);
  if (chomp === '-') return text;
  return chomp === '+' ? `${text}${'\n'.repeat(lines.length - count + 1)}` : `${text}\n`;
}

function foldLines(lines: readonly string[]): string {
  let value = '';
  let breaks = 0;
  for (const line of lines) {
    if (line.startsWith(' ')) odd();
    if (line !== '') {
      value += value === '' ? '\n'.repeat(breaks) : gap(breaks);
      value += line;
      breaks = 0;
    }
    breaks += 1;
  }
  return value;
}

import type { ScalarNode, ScalarStyle } from './nodes.ts';
import { lineEnd, odd, type Scan, startsPlain, trimmed } from './scan.ts';

/** A plain scalar, its further lines included: those that stand right of `parent`. */
export function plainLines(scan: Scan, parent: number): ScalarNode {
  const { text } = scan;
  const start = scan.at;
  if (!startsPlain(text, start)) odd();
  let end = plainEnd(text, start);
  let value = text.slice(start, end);
  while (!endsInComment(text, end)) {
    const next = nextText(text, lineEnd(text, end));
    if (next === null || next.column <= parent || text[next.at] === '#') break;
    const stop = plainEnd(text, next.at);
    value += gap(next.breaks) + text.slice(next.at, stop);
    scan.lineStart = next.at - next.column;
    end = stop;
  }
  scan.at = lineEnd(text, end);
  return scalar(value, 'plain', start, end);
}

/** One past the last character of a plain scalar on this line. */
function plainEnd(text: string, start: number): number {
  const line = text.slice(start, lineEnd(text, start));
  const comment = line.indexOf(' #');
  const written = trimmed(comment < 0 ? line : line.slice(0, comment));
  if (written.endsWith(':') || written.includes(': ')) odd();
  return start + written.length;
}

function endsInComment(text: string, end: number): boolean {
  let at = end;
  while (text[at] === ' ') at += 1;
  return text[at] === '#';
}

interface NextText {
  readonly at: number;
  readonly column: number;
  /** How many line ends stand before it. */
  readonly breaks: number;
}

/** The next line that is not blank, from the line end at `from` on. */
function nextText(text: string, from: number): NextText | null {
  let breaks = 0;
  let at = from;
  while (text[at] === '\n') {
    breaks += 1;
    const lineStart = at + 1;
    at = lineStart;
    while (text[at] === ' ') at += 1;
    if (at >= text.length) return null;
    if (text[at] !== '\n') return { at, column: at - lineStart, breaks };
  }
  return null;
}

/** What line ends inside a scalar come to: one a space; more are that many less one. */
export function gap(breaks: number): string {
  return breaks === 1 ? ' ' : '\n'.repeat(breaks - 1);
}

/** A quoted scalar, on one line or on several that stand right of `parent`. */
export function quotedLines(scan: Scan, parent: number): ScalarNode {
  const { text } = scan;
  const start = scan.at;
  const double = text[start] === '"';
  const close = double ? endOfDouble(text, start) : endOfSingle(text, start);
  const inner = text.slice(start + 1, close);
  scan.at = close + 1;
  const style = double ? 'double' : 'single';
  if (double && inner.includes('\\'))
    return scalar(unescaped(text.slice(start, close + 1)), style, start, close + 1);
  const value = inner.includes('\n') ? folded(scan, inner, start + 1, parent) : inner;
  return scalar(double ? value : value.replaceAll("''", "'"), style, start, close + 1);
}

function endOfDouble(text: string, start: number): number {
  for (let at = start + 1; ; ) {
    const close = text.indexOf('"', at);
    if (close < 0) odd();
    let slashes = 0;
    while (text[close - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return close;
    at = close + 1;
  }
}

function endOfSingle(text: string, start: number): number {
  for (let at = text.indexOf("'", start + 1); ; at = text.indexOf("'", at + 2)) {
    if (at < 0) odd();
    if (text[at + 1] !== "'") return at;
  }
}

/** What JSON escapes as well. */
const ESCAPED = /^"(?:[^"\\\n]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"$/;

function unescaped(quoted: string): string {
  if (!ESCAPED.test(quoted)) odd();
  try {
    return JSON.parse(quoted) as string;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return odd();
  }
}

function folded(scan: Scan, inner: string, offset: number, parent: number): string {
  const lines = inner.split('\n');
  let at = offset;
  let value = '';
  let breaks = 0;
  for (const [index, line] of lines.entries()) {
    if (index > 0) {
      scan.lineStart = at;
      breaks += 1;
    }
    at += line.length + 1;
    const text = index === 0 ? line : line.replace(/^ +/, '');
    const isLast = index === lines.length - 1;
    if (trimmed(text) === '' && !isLast && index > 0) continue;
    if (index > 0 && line.length - text.length <= parent) odd();
    if (index > 0) value += gap(breaks);
    breaks = 0;
    value += isLast ? text : trimmed(text);
  }
  return value;
}

/** A scalar of the type that its form has: YAML 1.2's core. */
export function scalar(
  text: string,
  style: ScalarStyle,
  start: number,
  end: number,
): ScalarNode {
  const type = style === 'plain' ? typeOf(text) : 'string';
  return { kind: 'scalar', type, text, style, start, end };
}

const MAY_BE_ELSE = /^[-+.0-9~nNtTfF]/;
const NUMBER =
  /^(?:0o[0-7]+|[-+]?[0-9]+|0x[0-9a-fA-F]+|[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)$/;

function typeOf(text: string): ScalarNode['type'] {
  if (!MAY_BE_ELSE.test(text)) return 'string';
  if (/^(?:~|[Nn]ull|NULL)$/.test(text)) return 'null';
  if (/^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$/.test(text)) return 'boolean';
  return NUMBER.test(text) ? 'number' : 'string';
}

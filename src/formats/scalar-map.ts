import type { ScalarStyle } from './nodes.ts';

/** An index in a scalar's value as an offset in its source. */
export type ScalarMap = (index: number) => number;

/**
 * Maps each character of a scalar's value to where it is written, so that a document inside a string has exact places. `source` is the
 * scalar as written, quotes or block header included. `null` where the reading does not give `value` back: then nothing is claimed.
 */
export function scalarMap(
  source: string,
  style: ScalarStyle,
  value: string,
): ScalarMap | null {
  const block = style === 'literal' || style === 'folded';
  const pieces = block ? readBlock(source, style, value) : readFlow(source, style);
  const read = pieces.map(({ text }) => text).join('');
  // A block's chomping and its last line break are told by the value itself.
  if (block ? !sameButForEnd(read, value) : read !== value) return null;
  const offsets: number[] = [];
  let end = 0;
  for (const { text, at, length } of pieces) {
    for (let index = 0; index < text.length; index += 1)
      offsets.push(at + (length === text.length ? index : 0));
    end = at + length;
  }
  return (index) => offsets[index] ?? end;
}

/** A run of the value, and the `length` characters from `at` that it is written with. */
interface Piece {
  readonly text: string;
  readonly at: number;
  readonly length: number;
}

function sameButForEnd(a: string, b: string): boolean {
  return a.replace(/\n+$/, '') === b.replace(/\n+$/, '');
}

function readBlock(
  source: string,
  style: 'literal' | 'folded',
  value: string,
): readonly Piece[] {
  const first = source.indexOf('\n') + 1;
  if (first === 0) return [];
  const lines = linesFrom(source, first);
  const indent = Math.max(
    leadingSpaces(lines.map(({ text }) => text)) - leadingSpaces(value.split('\n')),
    0,
  );
  const bodies = lines.map(({ text, at }) => {
    const cut = Math.min(indent, text.length);
    return { text: text.slice(cut), at: at + cut };
  });
  return style === 'literal'
    ? bodies.flatMap(({ text, at }) => [
        whole(text, at),
        lineBreak(source, at + text.length),
      ])
    : fold(bodies, source);
}

/** Those of the first line that holds more than spaces: what the source has more than the value is the block's indentation. */
function leadingSpaces(lines: readonly string[]): number {
  return lines.find((line) => /[^ ]/.test(line))?.search(/[^ ]/) ?? 0;
}

/** Folds a block: single breaks between lines of text become spaces; blank lines and indented lines keep theirs. */
function fold(
  bodies: readonly { readonly text: string; readonly at: number }[],
  source: string,
): readonly Piece[] {
  const pieces: Piece[] = [];
  let before: 'none' | 'text' | 'indented' = 'none';
  let blanks: Piece[] = [];
  let pending: Piece | null = null;
  for (const { text, at } of bodies) {
    const ending = lineBreak(source, at + text.length);
    if (text === '') {
      blanks.push(ending);
      continue;
    }
    const kind = /^[ \t]/.test(text) ? 'indented' : 'text';
    const isFolded = before === 'text' && kind === 'text';
    if (pending !== null) pieces.push(...joint(pending, isFolded, blanks.length));
    pieces.push(...blanks, whole(text, at));
    before = kind;
    blanks = [];
    pending = ending;
  }
  return pieces;
}

/** What stands for the break between two lines: a space where they are folded, nothing where blank lines stand for it. */
function joint(pending: Piece, isFolded: boolean, blanks: number): readonly Piece[] {
  if (!isFolded) return [pending];
  return blanks === 0 ? [{ ...pending, text: ' ' }] : [];
}

function readFlow(source: string, style: ScalarStyle): readonly Piece[] {
  const quoted = style !== 'plain';
  const to = quoted ? source.length - 1 : source.length;
  const inner = source.slice(0, to);
  const pieces: Piece[] = [];
  let at = quoted ? 1 : 0;
  while (at < to) {
    const piece =
      nextRun(inner, at) ??
      foldedBreak(inner, at) ??
      escaped(inner, at, style) ??
      whole(inner[at] ?? '', at);
    pieces.push(piece);
    at = piece.at + piece.length;
  }
  return pieces;
}

function nextRun(source: string, at: number): Piece | null {
  const run = matchAt(/[^ \t\r\n\\']+/y, source, at);
  return run === null ? null : whole(run[0], at);
}

/** White space around line breaks: one break is a space, more are that many less one. */
function foldedBreak(source: string, at: number): Piece | null {
  const space = matchAt(/[ \t]*\r?\n[ \t\r\n]*/y, source, at)?.[0];
  if (space === undefined) return null;
  const breaks = space.split('\n').length - 1;
  return { text: breaks === 1 ? ' ' : '\n'.repeat(breaks - 1), at, length: space.length };
}

function matchAt(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

const ESCAPES: Readonly<Record<string, string>> = {
  ...{
    '0': '\0',
    a: '\x07',
    b: '\b',
    t: '\t',
    '\t': '\t',
    n: '\n',
    v: '\v',
    f: '\f',
    r: '\r',
    e: '\x1b',
    ' ': ' ',
  },
  ...{ '"': '"', '/': '/', '\\': '\\', N: '\x85', _: '\xa0', L: '\u2028', P: '\u2029' },
};

function escaped(source: string, at: number, style: ScalarStyle): Piece | null {
  if (style === 'single')
    return source.startsWith("''", at) ? { text: "'", at, length: 2 } : null;
  if (style !== 'double' || source[at] !== '\\') return null;
  const gone = matchAt(/\\\r?\n[ \t\r\n]*/y, source, at)?.[0];
  if (gone !== undefined)
    return { text: '\n'.repeat(gone.split('\n').length - 2), at, length: gone.length };
  const long = matchAt(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8}))/y,
    source,
    at,
  );
  if (long !== null) {
    const code = Number.parseInt(long[1] ?? long[2] ?? long[3] ?? '', 16);
    return {
      text: code > 0x10ffff ? '' : String.fromCodePoint(code),
      at,
      length: long[0].length,
    };
  }
  return { text: ESCAPES[source[at + 1] ?? ''] ?? '', at, length: 2 };
}

function whole(text: string, at: number): Piece {
  return { text, at, length: text.length };
}

function lineBreak(source: string, at: number): Piece {
  return { text: '\n', at, length: source[at] === '\r' ? 2 : 1 };
}

function linesFrom(
  source: string,
  first: number,
): readonly { readonly text: string; readonly at: number }[] {
  const lines: { text: string; at: number }[] = [];
  for (let at = first; at < source.length; ) {
    const end = source.indexOf('\n', at);
    const stop = end < 0 ? source.length : end;
    lines.push({
      text: source.slice(at, source[stop - 1] === '\r' ? stop - 1 : stop),
      at,
    });
    at = stop + 1;
  }
  return lines;
}

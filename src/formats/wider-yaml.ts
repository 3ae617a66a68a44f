/**
 * YAML as Kubernetes reads it. Its reader takes quoted scalars and flow collections whose continuation lines, or whose closing sign, stand at
 * or left of the parent's indentation; ours refuses them. Inside such a scalar or collection every line end, and every comment,
 * becomes blanks: the meaning stays, and so does every offset.
 */
export function joinFlowLines(text: string): string {
  const out = text.split('');
  const state = { at: 0, lineStart: true, indent: 0 };
  while (state.at < text.length) step(text, out, state);
  return out.join('');
}

interface State {
  at: number;
  /** Nothing but white space, `- ` and `? ` since the line's start. */
  lineStart: boolean;
  /** Of the current line, in characters. */
  indent: number;
}

/** One token outside of any scalar: comments, block scalars and plain text are stepped over, the rest is joined. */
function step(text: string, out: string[], state: State): void {
  const character = text[state.at] ?? '';
  if (character === '\n') {
    startLine(text, state);
    return;
  }
  const past = pastToken(text, out, state);
  if (past === null && !/[\s\-?]/.test(character)) state.lineStart = false;
  state.at = past ?? state.at + 1;
}

function startLine(text: string, state: State): void {
  state.at += 1;
  state.lineStart = true;
  state.indent = countSpaces(text, state.at);
}

/** Past the comment, scalar or collection that begins here; `null` where none does. */
function pastToken(text: string, out: string[], state: State): number | null {
  if (startsComment(text, state.at)) return endOfLine(text, state.at);
  const past = PAST[text[state.at] ?? ''];
  if (past === undefined || !startsValue(text, state)) return null;
  return past(text, out, state);
}

type Past = (text: string, out: string[], state: State) => number | null;

const pastQuoted: Past = (text, out, { at }) => blankQuoted(text, out, at);
const pastFlow: Past = (text, out, { at }) => blankFlow(text, out, at);
const pastBlock: Past = (text, _, state) =>
  BLOCK_HEADER.test(lineFrom(text, state.at)) ? endOfBlock(text, state) : null;

/** What steps past that which a sign opens. */
const PAST: Readonly<Record<string, Past>> = {
  '"': pastQuoted,
  "'": pastQuoted,
  '[': pastFlow,
  '{': pastFlow,
  '|': pastBlock,
  '>': pastBlock,
};

const BLOCK_HEADER = /^[|>][-+0-9]*[ \t]*(?:#.*)?$/;

function startsComment(text: string, at: number): boolean {
  return text[at] === '#' && /\s/.test(text[at - 1] ?? '\n');
}

/** A scalar or a collection begins at a line's first text, or behind `: `, `- `, `? `, a tag or an anchor. */
function startsValue(text: string, { at, lineStart }: State): boolean {
  if (lineStart) return true;
  const before = text.slice(Math.max(0, at - 200), at);
  return /(?:^|[\s\S])(?::|\n-|\s-|\?)[ \t]+(?:[!&]\S*[ \t]+)*$/.test(before);
}

function blankQuoted(text: string, out: string[], start: number): number {
  const quote = text[start] ?? '';
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at];
    if (escapes(text, at, quote)) at = pastEscape(text, out, at);
    else if (character === quote) return at + 1;
    else blankLineEnd(text, out, at);
    // A document ends here whatever stands open.
    if (character === '\n' && /^(?:---|\.\.\.)(?:\s|$)/.test(text.slice(at + 1, at + 5)))
      return at;
  }
  return text.length;
}

/** A line end behind a backslash goes with it. */
function pastEscape(text: string, out: string[], at: number): number {
  const end = text[at + 1] === '\r' && text[at + 2] === '\n' ? at + 2 : at + 1;
  if (text[end] === '\n') out.fill(' ', at, end + 1);
  return end;
}

/** Does the character take the next one's meaning away? */
function escapes(text: string, at: number, quote: string): boolean {
  if (quote === '"') return text[at] === '\\';
  return text[at] === quote && text[at + 1] === quote;
}

function blankLineEnd(text: string, out: string[], at: number): void {
  if (text[at] === '\n' || text[at] === '\r') out[at] = ' ';
}

function blankFlow(text: string, out: string[], start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; ) {
    const past = pastInFlow(text, out, at);
    if (past !== null) {
      at = past;
      continue;
    }
    blankLineEnd(text, out, at);
    depth += DEPTH[text[at] ?? ''] ?? 0;
    at += 1;
    if (depth === 0) return at;
  }
  return text.length;
}

const DEPTH: Readonly<Record<string, number>> = { '[': 1, '{': 1, ']': -1, '}': -1 };

/** Past a quoted scalar or a comment of a flow collection, which becomes blanks; `null` where neither begins. */
function pastInFlow(text: string, out: string[], at: number): number | null {
  const character = text[at];
  const isQuote = character === '"' || character === "'";
  if (isQuote && opensInFlow(text, at)) return blankQuoted(text, out, at);
  if (!startsComment(text, at)) return null;
  const end = endOfLine(text, at);
  out.fill(' ', at, end);
  return end;
}

/** Behind a sign of the collection, a tag or an anchor; within plain text, also on its next line, a quote is text. */
function opensInFlow(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 200), at);
  return /(?:[,[{:?]|[!&]\S*\s)\s*$/.test(before);
}

/** Past the lines of a block scalar: those that are blank, or indented more than the line that opens it. */
function endOfBlock(text: string, state: State): number {
  let at = endOfLine(text, state.at);
  while (at < text.length) {
    const next = at + 1;
    const end = endOfLine(text, next);
    const line = text.slice(next, end);
    if (line.trim() !== '' && countSpaces(text, next) <= state.indent) return at;
    if (end >= text.length) return text.length;
    at = end;
  }
  return text.length;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function lineFrom(text: string, from: number): string {
  return text.slice(from, endOfLine(text, from)).replace(/\r$/, '');
}

function countSpaces(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ') at += 1;
  return at - from;
}

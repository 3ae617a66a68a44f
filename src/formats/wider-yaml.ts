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
    state.at += 1;
    state.lineStart = true;
    state.indent = countSpaces(text, state.at);
    return;
  }
  const before = text[state.at - 1] ?? '\n';
  if (character === '#' && /\s/.test(before)) {
    state.at = endOfLine(text, state.at);
    return;
  }
  if (startsValue(text, state)) {
    if (character === '"' || character === "'") {
      state.at = blankQuoted(text, out, state.at);
      return;
    }
    if (character === '[' || character === '{') {
      state.at = blankFlow(text, out, state.at);
      return;
    }
    if (
      (character === '|' || character === '>') &&
      /^[|>][-+0-9]*[ \t]*(?:#.*)?$/.test(lineFrom(text, state.at))
    ) {
      state.at = endOfBlock(text, state);
      return;
    }
  }
  if (!/[\s\-?]/.test(character)) state.lineStart = false;
  state.at += 1;
}

/** A scalar or a collection begins at a line's first text, or behind `: `, `- `, `? `, a tag or an anchor. */
function startsValue(text: string, { at, lineStart }: State): boolean {
  if (lineStart) return true;
  const before = text.slice(Math.max(0, at - 200), at);
  return /(?:^|[\s\S])(?::|\n-|\s-|\?)[ \t]+(?:[!&]\S*[ \t]+)*$/.test(before);
}

function blankQuoted(text: string, out: string[], start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\\' && quote === '"') at += 1;
    else if (character === quote) {
      if (quote !== "'" || text[at + 1] !== "'") return at + 1;
      at += 1;
    } else if (character === '\n' || character === '\r') out[at] = ' ';
    // A document ends here whatever stands open.
    if (character === '\n' && /^(?:---|\.\.\.)(?:\s|$)/.test(text.slice(at + 1, at + 5)))
      return at;
  }
  return text.length;
}

function blankFlow(text: string, out: string[], start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; ) {
    const character = text[at] ?? '';
    const before = text[at - 1] ?? ' ';
    if ((character === '"' || character === "'") && /[\s,[{:]/.test(before)) {
      at = blankQuoted(text, out, at);
      continue;
    }
    if (character === '#' && /\s/.test(before)) {
      const end = endOfLine(text, at);
      for (; at < end; at += 1) out[at] = ' ';
      continue;
    }
    if (character === '\n' || character === '\r') out[at] = ' ';
    if (character === '[' || character === '{') depth += 1;
    if (character === ']' || character === '}') depth -= 1;
    at += 1;
    if (depth === 0) return at;
  }
  return text.length;
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

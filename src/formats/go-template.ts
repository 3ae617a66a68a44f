/** Templates are hidden in characters that mean nothing to YAML, one for one, so that places stay as they are. */
const HIDDEN = 0xe000;
const HIDDEN_AT_MOST = 0xf8ff;

/** Hides `{{ … }}` that stands outside quotes, and takes a line that is nothing but a template for a comment. */
export function hideTemplates(source: string): string {
  if (!source.includes('{{')) return source;
  return source
    .split('\n')
    .map((line) => (line.includes('{{') ? hideInLine(line) : line))
    .join('\n');
}

/** What was hidden, as it was written. */
export function showTemplates(text: string): string {
  if (!/[\uE000-\uF8FF]/.test(text)) return text;
  return text.replace(/[\uE000-\uF8FF]/g, (character) =>
    String.fromCharCode(character.charCodeAt(0) - HIDDEN),
  );
}

function hideInLine(line: string): string {
  if (/^\s*\{\{.*\}\}\s*$/.test(line)) {
    const indent = line.length - line.trimStart().length;
    return `${line.slice(0, indent)}#${hide(line.slice(indent + 1).trimEnd())}`;
  }
  let out = '';
  let kept = 0;
  for (const [start, end] of templatesIn(line)) {
    out += line.slice(kept, start) + hide(line.slice(start, end));
    kept = end;
  }
  return out + line.slice(kept);
}

/** Where `{{ … }}` stands outside quotes, each character looked at a bounded number of times. */
function* templatesIn(line: string): Iterable<readonly [number, number]> {
  const open = { '"': true, "'": true, '{': true };
  for (let at = 0; at < line.length; ) {
    const character = line[at];
    if (character !== '"' && character !== "'" && character !== '{') {
      at += 1;
      continue;
    }
    // What does not end from here on does not end from any later place of the line either.
    const end = open[character] ? endOf(line, at, character) : null;
    if (end === null && !(character === '{' && line[at + 1] !== '{'))
      open[character] = false;
    if (end !== null && character === '{') yield [at, end];
    at = end ?? at + 1;
  }
}

function endOf(line: string, at: number, character: '"' | "'" | '{'): number | null {
  if (character === '{') {
    const close = line[at + 1] === '{' ? line.indexOf('}}', at + 2) : -1;
    return close < 0 ? null : close + 2;
  }
  return character === '"' ? endOfDouble(line, at) : endOfSingle(line, at);
}

function endOfDouble(line: string, start: number): number | null {
  for (let at = start + 1; at < line.length; at += 1) {
    if (line[at] === '\\') at += 1;
    else if (line[at] === '"') return at + 1;
  }
  return null;
}

/** A doubled quote stands for one; the last pair is an end where nothing else is. */
function endOfSingle(line: string, start: number): number | null {
  let last: number | null = null;
  for (let at = line.indexOf("'", start + 1); at >= 0; at = line.indexOf("'", at + 2)) {
    if (line[at + 1] !== "'") return at + 1;
    last = at + 1;
  }
  return last;
}

/** A text as a template: places stay as they are. */
export function hide(text: string): string {
  return [...text]
    .map((character) => {
      const code = character.charCodeAt(0) + HIDDEN;
      return character.length === 1 && code <= HIDDEN_AT_MOST
        ? String.fromCharCode(code)
        : '\uE020'.repeat(character.length);
    })
    .join('');
}

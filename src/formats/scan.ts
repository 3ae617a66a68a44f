/** A reader's place in a text. */
export interface Scan {
  readonly text: string;
  at: number;
  /** Where the line of `at` starts. */
  lineStart: number;
}

/** Thrown where a text is not what the plain reader surely knows. */
export const ODD = Symbol('not plain');

/** Gives the text up to the library. */
export function odd(): never {
  throw ODD;
}

/** To the next character that is no white space, end of line or comment. */
export function toNext(scan: Scan): void {
  const { text } = scan;
  for (;;) {
    const code = text.charCodeAt(scan.at);
    if (code === SPACE) scan.at += 1;
    else if (code === LINE_END) {
      scan.at += 1;
      scan.lineStart = scan.at;
    } else if (code === HASH && isApart(text, scan.at)) scan.at = lineEnd(text, scan.at);
    else return;
  }
}

const SPACE = 32;
const LINE_END = 10;
const HASH = 35;

/** Only behind white space does `#` open a comment. */
function isApart(text: string, at: number): boolean {
  if (at === 0) return true;
  const before = text.charCodeAt(at - 1);
  return before === SPACE || before === LINE_END;
}

/** The offset of the line's end, or of the text's. */
export function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** Nothing but white space and a comment may follow on this line. */
export function restOfLine(scan: Scan): void {
  const { text } = scan;
  let at = scan.at;
  while (text.charCodeAt(at) === SPACE) at += 1;
  if (text.charCodeAt(at) === HASH && isApart(text, at)) at = lineEnd(text, at);
  if (at < text.length && text.charCodeAt(at) !== LINE_END) odd();
  scan.at = at;
}

/** Without the spaces at its end; other white space is text. */
export function trimmed(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === SPACE) end -= 1;
  return text.slice(0, end);
}

/** What may begin a plain scalar, as far as this reader goes; characters that hide a template do too. */
const PLAIN_START = /[A-Za-z0-9_./$~+(^=;\\<\uE000-\uF8FF\u00A0-\uD7FF]|-[^ \n]/y;

/** Does a plain scalar begin here? */
export function startsPlain(text: string, at: number): boolean {
  PLAIN_START.lastIndex = at;
  return PLAIN_START.test(text);
}

const QUOTED_KEY = /"[^"\\\n]*"|'(?:[^'\n]|'')*'/y;
/** YAML takes no longer key without a mark; in characters. */
const KEY_AT_MOST = 1000;

/** The colon of the key that begins here; -1 where none does. */
export function keyEnd(text: string, at: number): number {
  const quote = text[at];
  const colon =
    quote === '"' || quote === "'" ? quotedKeyEnd(text, at) : plainKeyEnd(text, at);
  if (colon - at > KEY_AT_MOST) odd();
  return colon;
}

function quotedKeyEnd(text: string, at: number): number {
  QUOTED_KEY.lastIndex = at;
  if (!QUOTED_KEY.test(text)) return -1;
  let end = QUOTED_KEY.lastIndex;
  while (text[end] === ' ') end += 1;
  return text[end] === ':' && endsKey(text[end + 1]) ? end : -1;
}

function plainKeyEnd(text: string, at: number): number {
  if (!startsPlain(text, at) || text.startsWith('<<', at)) return -1;
  const line = text.slice(at, lineEnd(text, at));
  const inner = line.indexOf(': ');
  const last = line.endsWith(':') ? line.length - 1 : -1;
  const colon = inner < 0 ? last : inner;
  const comment = line.indexOf(' #');
  return colon < 0 || (comment >= 0 && comment < colon) ? -1 : at + colon;
}

function endsKey(next: string | undefined): boolean {
  return next === ' ' || next === '\n' || next === undefined;
}

/** What is wrong or odd, from one offset to another. */
export interface Oddity {
  readonly why: string;
  readonly start: number;
  readonly end: number;
}

/** Kubernetes' reader is one of YAML 1.1: these end a line too. One for one, so that places stay. */
export function oldLineEnds(text: string): string {
  return /[\u0085\u2028\u2029]/.test(text)
    ? text.replace(/[\u0085\u2028\u2029]/g, '\n')
    : text;
}

/** What YAML may hold nowhere, escaped or not at all; Kubernetes' reader looks for it first. */
const REFUSED = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/;

/** The first character that no YAML may hold. */
export function refusedCharacter(text: string): readonly Oddity[] {
  const at = text.search(REFUSED);
  if (at < 0) return [];
  const code = text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0');
  const why = `Not valid YAML: it holds the control character U+${code}, and kubectl refuses the file.`;
  return [{ why, start: at, end: at + 1 }];
}

/** Line ends of a scalar as YAML folds them: one is a blank, more are one less; behind a backslash in double quotes it is nothing. */
export function foldLines(written: string): string {
  const isDouble = written.startsWith('"');
  return written.replace(/[ \t]*(?:\r?\n[ \t]*)+/g, (gap, at: number) => {
    const ends = gap.split('\n').length - 1;
    if (isDouble && ends === 1 && endsInEscape(written.slice(0, at))) return '\n';
    if (ends === 1) return ' ';
    return isDouble ? '\\n'.repeat(ends - 1) : '\n'.repeat(ends);
  });
}

function endsInEscape(text: string): boolean {
  return (/\\*$/.exec(text)?.[0].length ?? 0) % 2 === 1;
}

/** `---name: x`: kubectl takes nothing but white space and comments behind the mark of a document. */
export function refusedMark(text: string): Oddity | null {
  const mark = /^---[^\s#].*$/m.exec(text);
  if (mark === null) return null;
  const why =
    'Not valid YAML: text follows on --- without a line end, and kubectl refuses the file.';
  return { why, start: mark.index, end: mark.index + mark[0].length };
}

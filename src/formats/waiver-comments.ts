import type { InlineWaiver } from '../domain/reference.ts';
import { yamlLibrary } from './yaml-library.ts';

/** What may be meant for a waiver begins so. */
const MARK =
  /^#+\s*gar[-_ ]?pre-?f[a-z]*\b\s*[:,-]?\s*(ign\w+|ing\w*re\w*|skip\w*|disable\w*|waive\w*|allow\w*|sup+res+\w*|exempt\w*)?\b(.*)$/i;
const EXACT = /^#+\s*gar-preflight:[ \t]+ignore(?:\s+([\w-]+)(?:\s+(\S.*?))?)?\s*$/;
/** Another tool's comment may stand before it: `# renovate: x # gar-preflight: …`. */
const START = /#+\s*gar[-_ ]?pre/i;

/** Without these letters no comment is meant for a waiver. */
export function mayWaive(text: string): boolean {
  // A comment has its sign, which is looked for at the speed of memory.
  const hasComment = text.includes('#') || text.includes('//') || text.includes('/*');
  return hasComment && /gar[-_ ]?pre/i.test(text);
}

/** `# gar-preflight: ignore RULE reason`, on the line it silences or alone on a line above it; those that are misspelt, too. */
export function waiverComments(
  file: string,
  text: string,
  comments: (text: string) => readonly Comment[] = commentsOf,
): readonly InlineWaiver[] {
  if (!mayWaive(text)) return [];
  const lines = text.split('\n');
  let following: readonly number[] | null = null;
  return comments(text).flatMap((whole) => {
    const { line, column, comment } = fromMark(whole);
    const meant = MARK.exec(comment.trimEnd());
    if (meant?.[1] === undefined) return [];
    const exact = EXACT.exec(comment.trimEnd());
    const alone = /^\s*(?:#|\/\/)/.test(lines[line - 1] ?? '');
    following ??= nextLines(lines);
    const target = alone ? (following[line - 1] ?? line - 1) : line - 1;
    const endColumn = column + [...comment.trimEnd()].length;
    return [
      {
        file,
        line: target + 1,
        rule: exact?.[1] ?? '',
        // Dashes part a reason from the rule, and are none.
        reason: (exact?.[2] ?? '').replace(/^[-–—:\s]+/, ''),
        spelling: exact === null ? ('unknown' as const) : ('known' as const),
        location: { file, line, column, endLine: line, endColumn },
      },
    ];
  });
}

/** A comment and where it starts; lines and columns count from 1. */
export interface Comment {
  readonly line: number;
  readonly column: number;
  readonly comment: string;
}

/** A comment from where it may be a waiver. */
function fromMark({ line, column, comment }: Comment): Comment {
  const start = Math.max(0, comment.search(START));
  const before = [...comment.slice(0, start)].length;
  return { line, column: column + before, comment: comment.slice(start) };
}

/** What follows this mark is a scalar, whatever it begins with: a line of a block scalar is no comment. */
const SCALAR = '\u001f';
const NO_TEXT = new Set(['\u0002', '\u0018', SCALAR]);

function commentsOf(text: string): readonly Comment[] {
  const comments: Comment[] = [];
  let line = 1;
  let before = '';
  let last = '';
  const { CST, Lexer } = yamlLibrary();
  for (const token of new Lexer().lex(text)) {
    if (last !== SCALAR && CST.tokenType(token) === 'comment')
      comments.push({ line, column: [...before].length + 1, comment: token });
    last = token;
    if (NO_TEXT.has(token)) continue;
    const breaks = token.split('\n');
    line += breaks.length - 1;
    const tail = breaks.at(-1) ?? '';
    before = breaks.length > 1 ? tail : before + tail;
  }
  return comments;
}

/** For each line the next that is neither blank nor a comment; itself where none is. */
function nextLines(lines: readonly string[]): readonly number[] {
  const next = lines.map((_, index) => index);
  let at: number | null = null;
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    next[index] = at ?? index;
    if (!/^\s*(?:#|\/\/|$)/.test(lines[index] ?? '')) at = index;
  }
  return next;
}

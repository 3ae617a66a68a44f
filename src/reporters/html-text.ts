import { printable } from './escape.ts';
import type { Piece } from './pieces.ts';
import type { ReportContext } from './reporter.ts';

/** Text in HTML, in an element or an attribute alike. */
export function escaped(text: string): string {
  return printable(text).replace(
    /[&<>"']/g,
    (character) => `&#${character.charCodeAt(0)};`,
  );
}

/** What is to be read letter by letter. */
export function inCode(text: string): string {
  return `<code>${escaped(text)}</code>`;
}

/** Pieces in HTML. */
export function inHtml(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) => (typeof piece === 'string' ? escaped(piece) : inCode(piece.code)))
    .join('');
}

/** A line of a file, linked where it stands somewhere. */
export function placeOf(file: string, line: number, { link }: ReportContext): string {
  const text = inCode(`${file}:${line}`);
  return link === null ? text : `<a href="${escaped(link(file, line))}">${text}</a>`;
}

/** A rule's name or words for it, linked to its page. */
export function ruleLink(rule: string, words: string, { rules }: ReportContext): string {
  const page = rules.find(({ id }) => id === rule)?.page;
  const text = escaped(words);
  return page === undefined ? text : `<a href="${escaped(page)}">${text}</a>`;
}

import type { Finding } from '../domain/report.ts';
import { markdownCode, markdownText } from './escape.ts';
import type { Piece } from './pieces.ts';
import type { ReportContext } from './reporter.ts';
import { cutInMiddle } from './short-names.ts';

/** Pieces in Markdown, inside of a table's cell or outside of one. */
export function inMarkdown(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) =>
      typeof piece === 'string'
        ? markdownText(piece, 400)
        : markdownCode(cutInMiddle(piece.code, 200), 400),
    )
    .join('');
}

/** A place by the file's own name, linked to its line; the whole path is the link's. */
export function placeLink(
  { file, line }: Pick<Finding, 'file' | 'line'>,
  { link }: ReportContext,
  name = file,
): string {
  const text = `${name}:${line}`;
  if (link === null) return markdownCode(text, 200);
  return `[${markdownText(text, 200)}](${link(file, line)})`;
}

/** The last part of a path, with the folder where that says nothing. */
export function fileName(file: string): string {
  const parts = file.split('/');
  const last = parts.at(-1) ?? file;
  const folder = parts.at(-2);
  if (folder === undefined || !/^(?:kustomization|values|chart)\b/i.test(last))
    return last;
  return `${folder}/${last}`;
}

/** A part of a text that may be cut at its items: what is left out is counted. */
export interface Section {
  readonly head: readonly string[];
  readonly items: readonly string[];
  readonly foot: readonly string[];
}

/** A section without a cut. */
export function whole(lines: readonly string[]): Section {
  return { head: lines, items: [], foot: [] };
}

/** A section that opens on a click; none where it would hold nothing. */
export function folded(
  summary: string,
  items: readonly string[],
  head: readonly string[] = [],
): readonly Section[] {
  if (items.length === 0) return [];
  return [
    {
      head: [`<details><summary>${summary}</summary>`, '', ...head],
      items,
      foot: ['', '</details>', ''],
    },
  ];
}

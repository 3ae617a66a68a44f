import path from 'node:path';
import { realOf } from '../git/leads-out.ts';
import { isWithin } from '../git/places.ts';
import { insideReader } from '../git/read-inside.ts';

/** Reads single lines of the working tree's files, each file once, for the excerpts of the text report. */
export function excerpts(
  folder: string,
  texts: ReadonlyMap<string, string>,
): (file: string, line: number) => string | null {
  const files = new Map<string, readonly string[]>();
  for (const [file, text] of texts) files.set(file, splitLines(text));
  return (file, line) => {
    const known = files.get(file) ?? linesOf(folder, path.resolve(folder, file));
    files.set(file, known);
    return known[line - 1] ?? null;
  };
}

/** None of a file that cannot be read, or that a link outside of the folder stands for: its text is nobody's business. */
function linesOf(folder: string, file: string): readonly string[] {
  const base = realOf(isWithin(folder, file) ? folder : path.dirname(file));
  const content = insideReader(base === null ? [] : [base]).text(file);
  return content.kind === 'text' ? splitLines(content.text) : [];
}

function splitLines(text: string): readonly string[] {
  return text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
}

import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Reads single lines of the working tree's files, each file once, for the excerpts of the text report. */
export function excerpts(
  folder: string,
  texts: ReadonlyMap<string, string>,
): (file: string, line: number) => string | null {
  const files = new Map<string, readonly string[]>();
  for (const [file, text] of texts) files.set(file, splitLines(text));
  return (file, line) => {
    const known = files.get(file) ?? linesOf(path.resolve(folder, file));
    files.set(file, known);
    return known[line - 1] ?? null;
  };
}

function linesOf(file: string): readonly string[] {
  try {
    return splitLines(readFileSync(file, 'utf8'));
  } catch {
    return [];
  }
}

function splitLines(text: string): readonly string[] {
  return text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
}

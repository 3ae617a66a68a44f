/**
 * Where a piece of text stands in a file: lines and columns count from 1, columns in Unicode code points, the end is exclusive.
 * `file` is relative to the root of the tree that was read, with `/`.
 */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Orders places as a reader meets them: by file, line, column. */
export function compareLocations(a: SourceLocation, b: SourceLocation): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

/** A file's first character, for what concerns the whole of it. */
export function topOf(file: string): SourceLocation {
  return { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
}

import type { SourceLocation } from '../domain/source-location.ts';

/** Turns offsets (UTF-16 units, as `yaml` counts) into lines and columns in code points. */
export interface Positions {
  readonly span: (start: number, end: number) => SourceLocation;
}

/** Counts the lines of a file once; a byte order mark is no column. */
export function positionsOf(file: string, text: string): Positions {
  const starts = [0];
  for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1))
    starts.push(index + 1);
  const at = (offset: number): { line: number; column: number } => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const before = text.slice(starts[low] ?? 0, offset).replace(/^\uFEFF/, '');
    return { line: low + 1, column: [...before].length + 1 };
  };
  return {
    span: (start, end) => {
      const from = at(start);
      const to = at(end);
      return {
        file,
        line: from.line,
        column: from.column,
        endLine: to.line,
        endColumn: to.column,
      };
    },
  };
}

import type { SourceLocation } from '../domain/source-location.ts';

/** Turns offsets (UTF-16 units, as `yaml` counts) into lines and columns in code points. */
export interface Positions {
  readonly span: (start: number, end: number) => SourceLocation;
}

interface Counted {
  /** Where each line starts. */
  readonly starts: readonly number[];
  /** Where each character outside the Basic Multilingual Plane starts: two units that are one column. */
  readonly pairs: readonly number[];
}

/** Counts a file's lines once, when the first place is asked for; a byte order mark is no column. */
export function positionsOf(file: string, text: string): Positions {
  let counted: Counted | null = null;
  const at = (offset: number): { line: number; column: number } => {
    counted ??= { starts: lineStarts(text), pairs: surrogatePairs(text) };
    const { starts, pairs } = counted;
    const index = countUpTo(starts, offset) - 1;
    const start = starts[index] ?? 0;
    const mark = start < offset && text.charCodeAt(start) === 0xfeff ? 1 : 0;
    // A pair counts as one where both its halves stand before the offset.
    const doubled = countUpTo(pairs, offset - 2) - countUpTo(pairs, start - 1);
    const column = offset - start - mark - Math.max(doubled, 0) + 1;
    return { line: index + 1, column };
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

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1))
    starts.push(index + 1);
  return starts;
}

function surrogatePairs(text: string): readonly number[] {
  if (!/[\uD800-\uDBFF]/.test(text)) return [];
  return [...text.matchAll(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)].map(({ index }) => index);
}

/** How many of the sorted numbers are no greater. */
function countUpTo(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

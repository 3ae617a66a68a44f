import type { LineRange } from '../domain/tree.ts';

const MILLISECONDS_AT_MOST = 500;

/** The lines of a text that an older one does not have, by a line diff; `null` where that takes too long to find out. */
export async function addedLines(
  before: string,
  after: string,
): Promise<readonly LineRange[] | null> {
  const { diffLines } = await import('diff');
  const parts = diffLines(before, after, { timeout: MILLISECONDS_AT_MOST });
  if (parts === undefined) return null;
  const ranges: LineRange[] = [];
  let line = 1;
  for (const { added, removed, count } of parts) {
    if (removed) continue;
    if (added) ranges.push({ first: line, last: line + count - 1 });
    line += count;
  }
  return ranges;
}

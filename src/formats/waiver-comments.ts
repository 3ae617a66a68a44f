import type { InlineWaiver } from '../domain/reference.ts';

const MARK = 'gar-preflight: ignore';

/** `# gar-preflight: ignore RULE reason`, on the line it silences or alone on a line above it. */
export function waiverComments(file: string, text: string): readonly InlineWaiver[] {
  if (!text.includes(MARK)) return [];
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const match = /(^|\s)#\s*gar-preflight: ignore\s+([a-z-]+)\s+(\S.*?)\s*$/.exec(line);
    if (match === null) return [];
    const alone = /^\s*#/.test(line);
    const target = alone ? nextLine(lines, index) : index;
    return [{ file, line: target + 1, rule: match[2] ?? '', reason: match[3] ?? '' }];
  });
}

function nextLine(lines: readonly string[], index: number): number {
  const next = lines.findIndex((line, at) => at > index && !/^\s*(?:#|$)/.test(line));
  return next < 0 ? index : next;
}

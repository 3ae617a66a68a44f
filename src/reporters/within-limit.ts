import type { Section } from './markdown-text.ts';
import type { ReportContext } from './reporter.ts';
import { plural } from './sentence.ts';

/** Room for the sentence that says what was left out. In bytes. */
const SENTENCE = 400;

/** A text of sections in a limit: cut by whole items, from the last section on; what is left out is counted, and where it stands is said. */
export function withinLimit(
  sections: readonly Section[],
  { bytesAtMost, summaryUrl }: ReportContext,
): string {
  const whole = sections.flatMap(linesOf).join('\n');
  if (bytesAtMost === null || size(whole) <= bytesAtMost) return `${whole}\n`;
  const kept: Section[] = [];
  let left = bytesAtMost - SENTENCE;
  let omitted = 0;
  for (const section of sections) {
    const frame = size([...section.head, ...section.foot].join('\n')) + 2;
    const items = fitting(section.items, left - frame);
    omitted += section.items.length - items.length;
    const empty = items.length === 0 && section.items.length > 0;
    if (frame > left || empty) continue;
    left -= frame + size(items.join('\n')) + 1;
    kept.push({ ...section, items });
  }
  const where =
    summaryUrl === null ? 'in the job summary' : `in [the job summary](${summaryUrl})`;
  const rest = `**${plural(omitted, 'more line')}** ${where}.`;
  return `${[...kept.flatMap(linesOf), '', rest].join('\n')}\n`;
}

function linesOf({ head, items, foot }: Section): readonly string[] {
  return [...head, ...items, ...foot];
}

/** The first items that fit. */
function fitting(items: readonly string[], room: number): readonly string[] {
  let used = 0;
  for (const [index, item] of items.entries()) {
    used += size(item) + 1;
    if (used > room) return items.slice(0, index);
  }
  return items;
}

/** In bytes, and no less than the UTF-16 units that GitHub may count. */
function size(text: string): number {
  return Buffer.byteLength(text);
}

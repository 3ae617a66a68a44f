import type { Cause } from '../domain/report.ts';
import { markdownText } from './escape.ts';
import { FOR_A_FORK, lacksCredentials } from './for-a-fork.ts';
import { causeTable, foldedCauses, type Writing } from './markdown-causes.ts';
import { type Section, whole } from './markdown-text.ts';

const REASONS_SHOWN = 3;

/** What could not be verified: folded, unless there is nothing worse to say. */
export function unverified(
  causes: readonly Cause[],
  writing: Writing,
  shown: 'open' | 'folded',
): readonly Section[] {
  if (causes.length === 0) return [];
  const { reader } = writing.context;
  if (reader === 'fork' && causes.every(({ message }) => lacksCredentials(message)))
    return [
      whole([FOR_A_FORK, '']),
      ...foldedCauses('❔', 'not verified', causes, writing),
    ];
  const reasons = because(causes);
  if (shown === 'open') return [whole(reasons), ...causeTable(causes, writing)];
  return foldedCauses('❔', 'not verified', causes, writing, reasons);
}

/** Why, once for all that have the same reason. */
function because(causes: readonly Cause[]): readonly string[] {
  const said = causes.flatMap(({ message }) => message ?? []);
  const messages = [...new Set(said)].slice(0, REASONS_SHOWN);
  return messages.flatMap((message) => [`> ${markdownText(message, 600)}`, '']);
}

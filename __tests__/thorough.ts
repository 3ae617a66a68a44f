import { describe } from 'vitest';
import { describeWith } from './programs.ts';

/**
 * The two sizes of the one suite. `npm test` is the quick one: every subject, and of long tables and random cases a part.
 * `npm run test:all` (Vitest's mode `thorough`) is all of it, and what CI runs.
 */
export const THOROUGH = process.env['MODE'] === 'thorough';

/** How many random cases: as many as are given, in the quick suite a part of them. */
export function runs(all: number): number {
  return THOROUGH ? all : Math.ceil(all / QUICKER);
}

const QUICKER = 10;

/** All rows of a table, in the quick suite every so many of them, the first one included. */
export function rows<Row>(all: readonly Row[], every: number): readonly Row[] {
  return THOROUGH ? all : all.filter((_, index) => index % every === 0);
}

/** What takes programs, and too long for the quick suite. */
export function describeThorough(...words: Parameters<typeof describeWith>): void {
  const [, name, tests] = words;
  if (THOROUGH) describeWith(...words);
  else describe.skip(`${name} (npm run test:all)`, tests);
}

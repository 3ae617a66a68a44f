import { realpathSync } from 'node:fs';
import { isWithin } from './places.ts';

/**
 * Does a path inside a folder lead out of it, through a link? What was named outside of the folder from the start leads nowhere
 * else: somebody meant it.
 */
export function leadsOut(folder: string, absolute: string): boolean {
  if (!isWithin(folder, absolute)) return false;
  const [base, real] = [realOf(folder), realOf(absolute)];
  return base !== null && real !== null && !isWithin(base, real);
}

/** Where a path really is; `null` where there is nothing. */
export function realOf(absolute: string): string | null {
  try {
    return realpathSync.native(absolute);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return null;
  }
}

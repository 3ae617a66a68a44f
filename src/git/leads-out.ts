import { realpathSync } from 'node:fs';
import path from 'node:path';

/**
 * Does a path inside a folder lead out of it, through a link? What was named outside of the folder from the start leads nowhere
 * else: somebody meant it.
 */
export function leadsOut(folder: string, absolute: string): boolean {
  if (!isInside(folder, absolute)) return false;
  const [base, real] = [realOf(folder), realOf(absolute)];
  return base !== null && real !== null && !isInside(base, real);
}

function isInside(folder: string, absolute: string): boolean {
  const way = path.relative(folder, absolute);
  if (path.isAbsolute(way)) return false;
  return way === '' || !(way === '..' || way.startsWith(`..${path.sep}`));
}

/** `null` where there is nothing. */
function realOf(absolute: string): string | null {
  try {
    return realpathSync.native(absolute);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return null;
  }
}

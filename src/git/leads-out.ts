import { realpath } from 'node:fs/promises';
import path from 'node:path';

/**
 * Does a path inside a folder lead out of it, through a link? What was named outside of the folder from the start leads nowhere
 * else: somebody meant it.
 */
export async function leadsOut(folder: string, absolute: string): Promise<boolean> {
  if (!isInside(folder, absolute)) return false;
  const [base, real] = await Promise.all([realOf(folder), realOf(absolute)]);
  return base !== null && real !== null && !isInside(base, real);
}

function isInside(folder: string, absolute: string): boolean {
  const way = path.relative(folder, absolute);
  if (path.isAbsolute(way)) return false;
  return way === '' || !(way === '..' || way.startsWith(`..${path.sep}`));
}

/** `null` where there is nothing. */
async function realOf(absolute: string): Promise<string | null> {
  return realpath(absolute).catch((error: NodeJS.ErrnoException) => {
    if (error.code === undefined) throw error;
    return null;
  });
}

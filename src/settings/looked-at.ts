import { matchesGlobs } from './environments.ts';
import type { Settings } from './settings.ts';

/** Is a file looked at at all? No glob means every file. */
export function isLookedAt(
  { paths, below }: Pick<Settings, 'paths' | 'below'>,
  file: string,
): boolean {
  return paths.length === 0 || matchesGlobs(paths, `${below}${file}`);
}

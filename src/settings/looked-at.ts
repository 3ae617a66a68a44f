import { matchesGlobs } from './environments.ts';

/** Is a file looked at at all? No glob means every file. */
export function isLookedAt(paths: readonly string[], file: string): boolean {
  return paths.length === 0 || matchesGlobs(paths, file);
}

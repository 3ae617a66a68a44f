import { statSync } from 'node:fs';
import module from 'node:module';
import path from 'node:path';

/**
 * Lets Node keep what it compiled in the user's own cache, where this Node can (22.1 and later): the next run starts sooner. Nothing is kept where
 * the user has no folder of their own, and `NODE_DISABLE_COMPILE_CACHE=1` turns it off, as for any program.
 */
export function keepCompiled(
  environment: Readonly<Record<string, string | undefined>>,
): void {
  const folder = cacheFolder(environment);
  if (folder === null) return;
  module.enableCompileCache?.(path.join(folder, 'gar-preflight'));
}

/** The user's cache; never one that others may write to, since what lies there is run. */
function cacheFolder({
  XDG_CACHE_HOME: cache = '',
  HOME: home = '',
  LOCALAPPDATA: local = '',
}: Readonly<Record<string, string | undefined>>): string | null {
  const [own, below] = process.platform === 'win32' ? [local, ''] : [home, '.cache'];
  if (path.isAbsolute(cache)) return cache;
  if (!path.isAbsolute(own) || !isFolder(own)) return null;
  return path.join(own, below);
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

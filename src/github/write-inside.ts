import { lstat, mkdir, realpath, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SettingsError } from '../domain/settings-error.ts';
import { isWithin } from '../git/places.ts';

/** Where a file is to be written, and which input says so. */
export interface Target {
  readonly input: string;
  /** Absolute. */
  readonly file: string;
}

/** Refuses a place outside of some folders, links followed first: a pull request may have put a link in the way. Nothing is made. */
export async function refuseOutside(
  folders: readonly string[],
  target: Target,
): Promise<void> {
  const bases = await Promise.all(
    folders.map((folder) => realpath(folder).catch(() => folder)),
  );
  const parent = await nearestParent(path.dirname(target.file));
  const isInside = parent !== null && bases.some((base) => isWithin(base, parent));
  if (!isInside) throw wrong(target);
  const there = await lstat(target.file).catch(() => null);
  if (there !== null && !there.isFile()) throw wrong(target);
}

/** Writes a file that is inside one of some folders. */
export async function writeInside(
  folders: readonly string[],
  target: Target,
  text: string,
): Promise<void> {
  await refuseOutside(folders, target);
  await mkdir(path.dirname(target.file), { recursive: true });
  await refuseOutside(folders, target);
  await writeFile(target.file, text);
}

/** The real place of the nearest folder above that is there; `null` where a link or a file stands in the way. */
async function nearestParent(folder: string): Promise<string | null> {
  for (let at = folder; ; at = path.dirname(at)) {
    const status = await lstat(at).catch(() => null);
    if (status?.isDirectory()) return realpath(at);
    if (status?.isSymbolicLink()) return realpath(at).catch(() => null);
    if (status !== null || at === path.dirname(at)) return null;
  }
}

function wrong({ input, file }: Target): SettingsError {
  return new SettingsError(
    `${input}: expected a path inside the workspace or RUNNER_TEMP, got "${file}".`,
  );
}

import { lstat, mkdir, realpath, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SettingsError } from '../domain/settings-error.ts';

/** Writes a file that is inside one of some folders, links followed first: a pull request may have put a link in the way. */
export async function writeInside(
  folders: readonly string[],
  target: string,
  text: string,
  input: string,
): Promise<void> {
  const wrong = (): SettingsError =>
    new SettingsError(
      `${input}: expected a path inside the workspace or RUNNER_TEMP, got "${target}".`,
    );
  const bases = await Promise.all(
    folders.map((folder) => realpath(folder).catch(() => folder)),
  );
  const isInside = (file: string): boolean =>
    bases.some((base) => file === base || file.startsWith(`${base}${path.sep}`));
  if (
    !isInside(path.resolve(target)) &&
    !folders.some((folder) => path.resolve(target).startsWith(path.resolve(folder)))
  )
    throw wrong();
  const parent = path.dirname(target);
  await mkdir(parent, { recursive: true });
  if (!isInside(await realpath(parent))) throw wrong();
  const there = await lstat(target).catch(() => null);
  if (there !== null && !there.isFile()) throw wrong();
  await writeFile(target, text);
}

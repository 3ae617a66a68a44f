import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { SettingsError } from '../domain/settings-error.ts';
import type { Given, Io } from './io.ts';

const DEFAULT_CONFIG = '.github/gar-preflight.yml';

/** The config file's text: the one that `--config` names, which must be there, or the default one where it exists. */
export async function readConfig(
  given: Given,
  io: Io,
): Promise<{ readonly file: string; readonly text: string } | null> {
  const named = given['config']?.at(-1);
  const file = named ?? DEFAULT_CONFIG;
  try {
    return { file, text: await readFile(path.resolve(io.folder, file), 'utf8') };
  } catch (error) {
    if (named === undefined && (error as NodeJS.ErrnoException).code === 'ENOENT')
      return null;
    throw new SettingsError(
      `--config: expected a file that can be read, got "${file}" (${(error as Error).message}).`,
    );
  }
}

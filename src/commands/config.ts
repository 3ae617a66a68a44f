import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { SettingsError } from '../domain/settings-error.ts';
import { leadsOut } from '../git/leads-out.ts';
import { slashed } from '../git/places.ts';
import { CONFIG_NAMES, type ConfigFile, oneConfig } from '../settings/config-file.ts';
import type { Given, Io } from './io.ts';

/**
 * The config file: the one that `--config` names, which must be there, or the nearest from the working directory up to the
 * repository's root, where there is one.
 */
export async function readConfig(given: Given, io: Io): Promise<ConfigFile | null> {
  const named = given['config']?.at(-1);
  const folders = foldersUp(io.folder);
  if (named !== undefined) {
    const root = rootOf(io.folder);
    const text = readText(path.resolve(io.folder, named), named, root);
    if (text !== null) {
      return { file: named, text, below: belowOf(root, io.folder) };
    }
    throw new SettingsError(
      `--config: expected a file that can be read, got "${named}" (there is none).`,
    );
  }
  for (const folder of folders) {
    const found = configIn(folder, io.folder);
    if (found !== null) return found;
  }
  return null;
}

/** The repository's root, or the folder itself where there is no repository. */
export function rootOf(folder: string): string {
  return foldersUp(folder).at(-1) ?? folder;
}

/** The working directory and those above it, to the repository's root; the working directory alone where there is no repository. */
function foldersUp(folder: string): readonly string[] {
  const folders: string[] = [];
  for (let at = folder; ; at = path.dirname(at)) {
    folders.push(at);
    if (exists(path.join(at, '.git'))) return folders;
    if (path.dirname(at) === at) return [folder];
  }
}

function exists(absolute: string): boolean {
  try {
    return statSync(absolute, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return code !== 'EACCES';
  }
}

function configIn(folder: string, from: string): ConfigFile | null {
  const shown = (name: string): string => slashed(from, path.join(folder, name));
  const texts = CONFIG_NAMES.map((name) => ({
    file: shown(name),
    text: readText(path.join(folder, name), shown(name), folder),
  }));
  const found = oneConfig(texts);
  return found === null ? null : { ...found, below: belowOf(folder, from) };
}

function belowOf(root: string, folder: string): string {
  const below = slashed(root, folder);
  return below === '' ? '' : `${below}/`;
}

/** `null` where there is no such file. */
function readText(absolute: string, name: string, root: string): string | null {
  if (leadsOut(root, absolute))
    throw new SettingsError(
      `--config: expected a file of the repository, got "${name}", a link that leads out of it.`,
    );
  try {
    return readFileSync(absolute, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new SettingsError(
      `--config: expected a file that can be read, got "${name}" (${message}).`,
    );
  }
}

import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { SettingsError } from '../domain/settings-error.ts';
import { leadsOut } from '../git/leads-out.ts';
import { CONFIG_NAMES, type ConfigFile, oneConfig } from '../settings/config-file.ts';
import type { Given, Io } from './io.ts';

/**
 * The config file: the one that `--config` names, which must be there, or the nearest from the working directory up to the
 * repository's root, where there is one.
 */
export async function readConfig(given: Given, io: Io): Promise<ConfigFile | null> {
  const named = given['config']?.at(-1);
  const folders = await foldersUp(io.folder);
  if (named !== undefined) {
    const root = folders.at(-1) ?? io.folder;
    const text = await readText(path.resolve(io.folder, named), named, root);
    if (text !== null) {
      return { file: named, text, below: belowOf(root, io.folder) };
    }
    throw new SettingsError(
      `--config: expected a file that can be read, got "${named}" (there is none).`,
    );
  }
  for (const folder of folders) {
    const found = await configIn(folder, io.folder);
    if (found !== null) return found;
  }
  return null;
}

/** The working directory and those above it, to the repository's root; the working directory alone where there is no repository. */
async function foldersUp(folder: string): Promise<readonly string[]> {
  const folders: string[] = [];
  for (let at = folder; ; at = path.dirname(at)) {
    folders.push(at);
    if (await exists(path.join(at, '.git'))) return folders;
    if (path.dirname(at) === at) return [folder];
  }
}

async function exists(absolute: string): Promise<boolean> {
  return stat(absolute).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return false;
      return error.code !== 'EACCES';
    },
  );
}

async function configIn(folder: string, from: string): Promise<ConfigFile | null> {
  const shown = (name: string): string =>
    path.relative(from, path.join(folder, name)).split(path.sep).join('/');
  const texts = await Promise.all(
    CONFIG_NAMES.map(async (name) => ({
      file: shown(name),
      text: await readText(path.join(folder, name), shown(name), folder),
    })),
  );
  const found = oneConfig(texts);
  return found === null ? null : { ...found, below: belowOf(folder, from) };
}

function belowOf(root: string, folder: string): string {
  const below = path.relative(root, folder).split(path.sep).join('/');
  return below === '' ? '' : `${below}/`;
}

/** `null` where there is no such file. */
async function readText(
  absolute: string,
  name: string,
  root: string,
): Promise<string | null> {
  if (await leadsOut(root, absolute))
    throw new SettingsError(
      `--config: expected a file of the repository, got "${name}", a link that leads out of it.`,
    );
  try {
    return await readFile(absolute, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new SettingsError(
      `--config: expected a file that can be read, got "${name}" (${message}).`,
    );
  }
}

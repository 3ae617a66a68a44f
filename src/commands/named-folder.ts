import { statSync } from 'node:fs';
import path from 'node:path';
import { SettingsError } from '../domain/settings-error.ts';
import type { Io } from './io.ts';

/** The folder that a command is about: the one named, else the working directory. */
export function namedFolder(named: string | undefined, io: Io): string {
  const folder = path.resolve(io.folder, named ?? '.');
  const status = statSync(folder, { throwIfNoEntry: false });
  if (status?.isDirectory() === true) return folder;
  const why = status === undefined ? 'which does not exist' : 'which is none';
  throw new SettingsError(`PATH: expected a folder, got "${named}", ${why}.`);
}

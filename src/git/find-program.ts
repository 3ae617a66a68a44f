import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { searchPath } from '../settings/search-path.ts';

/**
 * A program of the PATH, as an absolute path; `null` where there is none. A folder of the PATH that is not absolute does not count
 * (an empty one is the working directory): what stands there, a stranger may have put there.
 */
export function findProgram(name: string): string | null {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  for (const folder of absoluteFolders()) {
    const program = path.join(folder, file);
    if (runs(program)) return program;
  }
  return null;
}

/** The PATH without what is relative to a working directory. */
export function safeSearchPath(): string {
  return absoluteFolders().join(path.delimiter);
}

function absoluteFolders(): readonly string[] {
  return searchPath()
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder));
}

function runs(program: string): boolean {
  try {
    accessSync(program, constants.X_OK);
    return statSync(program).isFile();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return false;
  }
}

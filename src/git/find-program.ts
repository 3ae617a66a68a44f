import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import { searchPath } from '../settings/search-path.ts';

/**
 * A program of the PATH, as an absolute path; `null` where there is none. A folder of the PATH that is not absolute does not count
 * (an empty one is the working directory): what stands there, a stranger may have put there.
 */
export async function findProgram(name: string): Promise<string | null> {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  for (const folder of absoluteFolders()) {
    const program = path.join(folder, file);
    if (await runs(program)) return program;
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

async function runs(program: string): Promise<boolean> {
  try {
    await access(program, constants.X_OK);
    return (await stat(program)).isFile();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return false;
  }
}

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { SettingsError } from '../domain/settings-error.ts';
import type { Given, Io } from './io.ts';

/** Who answers, and how to close it. */
export interface Google {
  readonly environment: Io['environment'];
  readonly close: () => Promise<void>;
}

/** The world that answers: Google, or the sandbox in its place. */
export async function openGoogle(given: Given, io: Io): Promise<Google> {
  const world = given['sandbox']?.at(-1);
  if (world === undefined)
    return { environment: io.environment, close: async () => undefined };
  const text = await readFile(path.resolve(io.folder, world), 'utf8').catch(
    (error: Error) => {
      throw new SettingsError(
        `--sandbox: expected a world file that can be read, got "${world}" (${error.message}).`,
      );
    },
  );
  const { startSandbox } = await import('../sandbox/server.ts');
  const sandbox = await startSandbox(text).catch((error: Error) => {
    if (error.name !== 'WorldError') throw error;
    throw new SettingsError(
      `--sandbox: expected a world file, got "${world}": ${error.message}`,
    );
  });
  io.stderr.write(
    `gar-preflight: Google is answered for by ${world}; this is no real verdict.\n`,
  );
  return {
    environment: { PATH: io.environment['PATH'], ...sandbox.environment },
    close: sandbox.close,
  };
}

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { SettingsError } from '../domain/settings-error.ts';
import { ruleIds } from '../rules/catalogue.ts';
import { runOnce } from '../run-once.ts';
import { readSettings } from '../settings/read-settings.ts';
import { readConfig } from './config.ts';
import { withExtended } from './fetch-extended.ts';
import type { Given, Io } from './io.ts';
import { openChanges } from './open-tree.ts';
import { readOutputs, refuseUnwritable, writeOutputs } from './outputs.ts';
import { progressLine } from './progress.ts';

/** `gar-preflight check [PATH…]`: the whole check on a working tree. Nothing is sent before options and config are found valid. */
export async function runCheck(
  paths: readonly string[],
  given: Given,
  io: Io,
): Promise<number> {
  const outputs = readOutputs(given);
  await refuseUnwritable(outputs, io);
  const settings = readSettings({
    given: forSettings(given),
    config: await withExtended(await readConfig(given, io), io),
    ruleIds,
  });
  const changes = await openChanges(paths, given, io);
  const google = await openGoogle(given, io);
  const progress = progressLine(io.stderr);
  try {
    const result = await runOnce({
      settings,
      environment: google.environment,
      federation: null,
      changes,
      files: 'own',
      trust: 'own',
      progress: progress.say,
      loginAgain: 'Log in again: gcloud auth application-default login',
      ...(io.stop === undefined ? {} : { stop: io.stop }),
    });
    progress.end();
    await writeOutputs(result.report, outputs, given, io);
    return result.failed ? 1 : 0;
  } finally {
    progress.end();
    await google.close();
  }
}

/** Options that are the command line's own; the rest are settings. */
const OWN = new Set([
  'config',
  'changed-since',
  'shard',
  'baseline',
  'format',
  'output',
  'sandbox',
  'verbose',
  'quiet',
  'color',
]);

function forSettings(given: Given): Given {
  return Object.fromEntries(Object.entries(given).filter(([name]) => !OWN.has(name)));
}

interface Google {
  readonly environment: Io['environment'];
  readonly close: () => Promise<void>;
}

/** The world that answers: Google, or the sandbox in its place. */
async function openGoogle(given: Given, io: Io): Promise<Google> {
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

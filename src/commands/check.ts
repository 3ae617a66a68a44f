import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { connectSources } from '../connect.ts';
import { SettingsError } from '../domain/settings-error.ts';
import { type CheckResult, check } from '../engine/check.ts';
import type { ChangeSource } from '../engine/sources.ts';
import { renderSource } from '../render/render-source.ts';
import { ruleIds } from '../rules/catalogue.ts';
import { readSettings } from '../settings/read-settings.ts';
import type { Settings } from '../settings/settings.ts';
import { readConfig } from './config.ts';
import type { Given, Io } from './io.ts';
import { openChanges } from './open-tree.ts';
import { readOutputs, writeOutputs } from './outputs.ts';
import { progressLine } from './progress.ts';

/** `gar-preflight check [PATH…]`: the whole check on a working tree. Nothing is sent before options and config are found valid. */
export async function runCheck(
  paths: readonly string[],
  given: Given,
  io: Io,
): Promise<number> {
  const outputs = readOutputs(given);
  const settings = readSettings({
    given: forSettings(given),
    config: await readConfig(given, io),
    ruleIds,
  });
  const changes = await openChanges(paths, given, io);
  const google = await openGoogle(given, io);
  const progress = progressLine(io.stderr);
  try {
    const result = await checkOnce(settings, changes, google.environment, progress.say);
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
  const sandbox = await startSandbox(text);
  io.stderr.write(
    `gar-preflight: Google is answered for by ${world}; this is no real verdict.\n`,
  );
  return {
    environment: { PATH: io.environment['PATH'], ...sandbox.environment },
    close: sandbox.close,
  };
}

async function checkOnce(
  settings: Settings,
  changes: ChangeSource,
  environment: Io['environment'],
  progress: (text: string) => void,
): Promise<CheckResult> {
  const signal = AbortSignal.timeout(settings.timeoutMs);
  const sources = connectSources({
    settings,
    environment,
    federation: null,
    changes,
    withoutCredentials: 'refuse',
    impersonation: 'allowed',
    rendering: renderSource({ ...settings, files: 'own' }, signal),
    progress,
    signal,
    deadline: performance.now() + settings.timeoutMs,
    now: () => new Date(),
  });
  const result = await check(settings, sources, {
    now: new Date(),
    progress,
    waiversFrom: 'head',
  });
  if (sources.unauthenticated()) {
    throw new SettingsError(
      'Google does not accept the credentials of this run (401). Log in again: gcloud auth application-default login',
    );
  }
  return result;
}

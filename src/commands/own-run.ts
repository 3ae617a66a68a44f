import { ruleIds } from '../rules/catalogue.ts';
import type { Once } from '../run-once.ts';
import type { ConfigFile } from '../settings/config-file.ts';
import { readSettings } from '../settings/read-settings.ts';
import type { Settings } from '../settings/settings.ts';
import { readConfig } from './config.ts';
import type { Given, Io } from './io.ts';

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

/** The settings of a command that asks Google: its options over its config, and those that the config extends. */
export async function readOwnSettings(given: Given, io: Io): Promise<Settings> {
  return readSettings({
    given: Object.fromEntries(Object.entries(given).filter(([name]) => !OWN.has(name))),
    config: await readWhole(given, io),
    ruleIds,
  });
}

async function readWhole(given: Given, io: Io): Promise<ConfigFile | null> {
  const config = await readConfig(given, io);
  if (config === null) return null;
  const { withExtended } = await import('./fetch-extended.ts');
  return withExtended(config, io);
}

/** How every run of the command line goes: on the user's own files, with the user's own login. */
export function ownRun({
  stop,
}: Io): Pick<Once, 'federation' | 'files' | 'trust' | 'loginAgain' | 'stop'> {
  return {
    federation: null,
    files: 'own',
    trust: 'own',
    loginAgain: 'Log in again: gcloud auth application-default login',
    ...(stop === undefined ? {} : { stop }),
  };
}

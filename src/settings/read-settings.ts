import { SettingsError } from '../domain/settings-error.ts';
import type { ConfigFile, LocatedConfig } from './config-file.ts';
import type { Config } from './config-schema.ts';
import { joinConfigs } from './join-configs.ts';
import { nearest } from './nearest.ts';
import type { Settings, Spoken } from './settings.ts';
import {
  type Reading,
  readCluster,
  readDuration,
  readGlob,
  readPlatform,
  readProject,
  readServiceAccount,
} from './values.ts';

/** Flags or inputs as they were typed, by the contract's long names. */
export type GivenOptions = Readonly<Record<string, readonly string[]>>;

const OPTIONS = [
  'service-account',
  'cluster',
  'platform',
  'paths',
  'render',
  'render-remote',
  'wait',
  'remote',
  'permission-source',
  'fail-on',
  'timeout',
  'scope',
] as const;
type Option = (typeof OPTIONS)[number];

/** Joins flags or inputs, the config file and the defaults into one valid value. A flag or an input wins over the config. */
export async function readSettings({
  given,
  config,
  ruleIds,
}: {
  readonly given: GivenOptions;
  readonly config: ConfigFile | null;
  readonly ruleIds: readonly string[];
}): Promise<Settings> {
  for (const name of Object.keys(given)) {
    if (!OPTIONS.some((option) => option === name)) {
      throw new SettingsError(`unknown option "${name}"${nearest(name, OPTIONS)}`);
    }
  }
  const [located, ...extended] =
    config === null ? [NO_CONFIG] : await readConfigs(config, ruleIds);
  const file: Config = joinConfigs(
    located.config,
    extended.map((one) => one.config),
  );
  const values = (name: Option): readonly string[] =>
    given[name] ?? (name === 'scope' ? [] : asTexts(file[name as keyof Config]));
  const many = <T>(name: Option, read: (text: string) => Reading<T>): readonly T[] =>
    values(name).map((text) => take(name, text, read));
  const one = <T>(name: Option, read: (text: string) => Reading<T>, otherwise: T): T =>
    many(name, read).at(-1) ?? otherwise;
  const word = <T extends string>(name: Option, words: readonly T[]): T =>
    one(name, oneOf(words), words[0] as T);

  const unclaimed: Spoken = {
    serviceAccounts: many('service-account', readServiceAccount),
    clusters: many('cluster', readCluster),
    platforms: many('platform', readPlatform),
  };
  return {
    environments: (file.environments ?? []).map((environment) => ({
      name: environment.name,
      paths: environment.paths,
      namespace: environment.namespace ?? null,
      cloudRun: (environment['cloud-run'] ?? []).map((text) =>
        take('cloud-run', text, readProject),
      ),
      clusters: (environment.clusters ?? []).map((text) =>
        take('clusters', text, readCluster),
      ),
      serviceAccounts: (environment['service-accounts'] ?? []).map((text) =>
        take('service-accounts', text, readServiceAccount),
      ),
      platforms: (environment.platforms ?? []).map((text) =>
        take('platforms', text, readPlatform),
      ),
    })),
    unclaimed,
    paths: many('paths', readGlob),
    imageRules: (file.images ?? []).map((rule) => ({
      kind: rule.kind ?? null,
      apiVersion: rule.apiVersion ?? null,
      files: rule.files ?? [],
      paths: rule.paths,
    })),
    valuesRules: (file.values ?? []).map((rule) => ({
      files: rule.files,
      chart: rule.chart?.replace(/^\.\/|\/+$/g, '') ?? null,
      image: rule.image ?? null,
    })),
    severities: Object.fromEntries(
      Object.entries(file.rules ?? {}).map(([rule, severity]) => [
        rule,
        severity === false ? 'off' : severity,
      ]),
    ),
    waivers: (file.ignore ?? []).map((waiver) => ({
      rule: waiver.rule,
      image: waiver.image ?? null,
      paths: waiver.paths ?? [],
      reason: waiver.reason,
      expires: waiver.expires ?? null,
    })),
    failOn: word('fail-on', ['error', 'warning', 'never']),
    render: word('render', ['auto', 'never', 'always']),
    renderRemote: word('render-remote', ['never', 'allow']),
    waitMs: one('wait', readDuration, 0),
    remote: word('remote', ['never', 'ask']),
    permissionSource: word('permission-source', [
      'auto',
      'policies',
      'troubleshooter',
      'impersonation',
    ]),
    timeoutMs: one('timeout', readDuration, 600_000),
    scope: word('scope', ['changed', 'all']),
    extraFormats: file.formats ?? [],
    below: config?.below ?? '',
    configFile: config?.file ?? null,
    configPlaces: located.places,
  };
}

/** The config, then those that it extends. The schema is loaded where there is something to hold against it. */
async function readConfigs(
  config: ConfigFile,
  ruleIds: readonly string[],
): Promise<readonly [LocatedConfig, ...LocatedConfig[]]> {
  const { readConfigFile } = await import('./read-config.ts');
  const own = readConfigFile(config, ruleIds);
  const extended = (config.extended ?? []).map((one) => readConfigFile(one, ruleIds));
  return [own, ...extended];
}

const NO_CONFIG: LocatedConfig = { config: {}, places: new Map() };

function asTexts(value: unknown): readonly string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}

function take<T>(name: string, text: string, read: (text: string) => Reading<T>): T {
  const reading = read(text);
  if ('value' in reading) return reading.value;
  throw new SettingsError(`${name}: expected ${reading.expected}, got "${text}".`);
}

function oneOf<T extends string>(words: readonly T[]): (text: string) => Reading<T> {
  return (text) => {
    const word = words.find((one) => one === text);
    return word === undefined
      ? { expected: `one of ${words.join(', ')}` }
      : { value: word };
  };
}

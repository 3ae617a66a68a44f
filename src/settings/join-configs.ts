import type { Config } from './config-schema.ts';

/** Joins a config with those that it extends: what stands here wins, then what stands later in the list. */
export function joinConfigs(own: Config, others: readonly Config[]): Config {
  return others.reduceRight<Config>((joined, other) => joinTwo(joined, other), own);
}

function joinTwo(own: Config, other: Config): Config {
  const names = new Set((own.environments ?? []).map(({ name }) => name));
  const environments = (other.environments ?? []).filter(({ name }) => !names.has(name));
  return {
    ...other,
    ...own,
    environments: [...(own.environments ?? []), ...environments],
    images: [...(own.images ?? []), ...(other.images ?? [])],
    values: [...(own.values ?? []), ...(other.values ?? [])],
    ignore: [...(own.ignore ?? []), ...(other.ignore ?? [])],
    rules: { ...other.rules, ...own.rules },
  };
}

import { platformText } from '../domain/platform.ts';
import { clusterResource } from '../domain/puller.ts';
import type { ImageReference } from '../domain/reference.ts';
import { distinct } from '../engine/group-by.ts';
import type { Occurrence } from '../engine/select-changed.ts';
import type { Environment, Settings, Spoken } from '../settings/settings.ts';

/** One reference, and who speaks for it. */
export interface SpokenFor {
  readonly image: string;
  readonly file: string;
  readonly line: number;
  /** The overlay or chart whose output holds it; `null` where it was read as it stands. */
  readonly root: string | null;
  readonly environments: readonly string[];
  readonly pullers: readonly string[];
  readonly platforms: readonly string[];
  readonly namespace: string | null;
}

/** Who pulls a reference, as far as the config and the manifest say it. */
export function spokenFor(
  { reference, root, environments: names }: Occurrence,
  settings: Settings,
): SpokenFor {
  const { image, location, workload } = reference;
  const environments = settings.environments.filter(({ name }) => names.includes(name));
  const spoken: readonly Spoken[] =
    environments.length === 0 ? [settings.unclaimed] : environments;
  const namespace = environments.find((one) => one.namespace !== null)?.namespace;
  return {
    image,
    file: location.file,
    line: location.line,
    root,
    environments: names,
    pullers: distinct(pullersOf(reference, environments, spoken)),
    platforms: distinct(spoken.flatMap((one) => one.platforms.map(platformText))),
    namespace: workload?.namespace ?? namespace ?? null,
  };
}

function pullersOf(
  { fetcher }: ImageReference,
  environments: readonly Environment[],
  spoken: readonly Spoken[],
): readonly string[] {
  if (fetcher.kind === 'controller') return fetcher.email === null ? [] : [fetcher.email];
  if (fetcher.kind === 'cloud-run') {
    const projects =
      fetcher.project === null
        ? environments.flatMap(({ cloudRun }) => cloudRun)
        : [fetcher.project];
    return projects.map((one) => `the Cloud Run service agent of projects/${one}`);
  }
  return spoken.flatMap((one) => [
    ...one.serviceAccounts,
    ...one.clusters.map((name) => `the nodes of ${clusterResource(name)}`),
  ]);
}

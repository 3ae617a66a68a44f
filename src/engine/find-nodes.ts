import { type Unknown, unknown } from '../domain/facts.ts';
import { landingsOf } from '../domain/node-scheduling.ts';
import { clusterResource, type Puller, serviceAccountPuller } from '../domain/puller.ts';
import type { ComputeClass, ImageReference } from '../domain/reference.ts';
import type { TargetPuller } from '../domain/target.ts';
import type { Environment, Settings, Spoken } from '../settings/settings.ts';
import { ofComputeClass, unknownClass } from './find-compute-class.ts';
import type { ClusterPullers, PullerSource } from './sources.ts';

/** What each cluster answered, by its resource name. */
export type Clusters = ReadonlyMap<string, ClusterPullers | Unknown>;

/** Whoever says who pulls: an environment, or the options. */
export type Speaker = Spoken | Environment;

/** The environments that claim a place, or else what the options say. */
export function speakersFor(
  environments: readonly string[],
  settings: Settings,
): readonly Speaker[] {
  if (environments.length === 0) return [settings.unclaimed];
  return settings.environments.filter(({ name }) => environments.includes(name));
}

/** Asks every cluster that speaks for one of the places, once. */
export async function readClusters(
  places: readonly { readonly environments: readonly string[] }[],
  settings: Settings,
  source: PullerSource,
): Promise<Clusters> {
  const named = places.flatMap((one) =>
    speakersFor(one.environments, settings).flatMap(({ clusters }) => clusters),
  );
  const clusters = new Map(named.map((name) => [clusterResource(name), name]));
  const answers = await Promise.all(
    [...clusters].map(
      async ([resource, name]) => [resource, await source.pullersOf(name)] as const,
    ),
  );
  return new Map(answers);
}

/** The nodes' service accounts: as told, and as the clusters' node pools have them, narrowed to where the workload may land. */
export function findNodes(
  speaker: Speaker,
  reference: ImageReference,
  clusters: Clusters,
  classes: readonly ComputeClass[],
): readonly Omit<TargetPuller, 'part'>[] {
  const { pod } = reference;
  const origin =
    'name' in speaker
      ? ({ kind: 'environment', name: speaker.name } as const)
      : ({ kind: 'option' } as const);
  const told = speaker.serviceAccounts.map((email) => ({
    puller: serviceAccountPuller(email, origin, speaker.platforms),
    lands: 'surely' as const,
    untold: null,
  }));
  const asked = speaker.clusters.flatMap((name) => {
    const answer = clusters.get(clusterResource(name));
    if (answer?.kind !== 'pullers') return [];
    const made = ofComputeClass(reference, name, answer, classes);
    const landings = made ?? landingsOf(pod, answer.pullers);
    const isOpen = pod === null && answer.pullers.length > 1;
    return landings.map(({ puller, fit }) => ({
      puller,
      lands: isOpen || fit === 'maybe' ? ('perhaps' as const) : ('surely' as const),
      untold: puller.identity.kind === 'unnamed' ? answer.untold : null,
    }));
  });
  return [...told, ...asked];
}

/** The nodes of clusters that may not be read. */
export function untoldNodes(
  speaker: Speaker,
  clusters: Clusters,
): readonly TargetPuller[] {
  return speaker.clusters.flatMap((cluster) => {
    const resource = clusterResource(cluster);
    const answer = clusters.get(resource);
    if (answer?.kind !== 'unknown') return [];
    return [
      untoldPuller(`the nodes of ${resource}`, { kind: 'cluster', cluster }, answer),
    ];
  });
}

/** A Pod that fits no node pool that is known runs somewhere else, or nowhere: silence would look like a yes. */
export function unfitNodes(
  speaker: Speaker,
  reference: ImageReference,
  clusters: Clusters,
  classes: readonly ComputeClass[],
): readonly TargetPuller[] {
  const { pod } = reference;
  return speaker.clusters.flatMap((cluster) => {
    const resource = clusterResource(cluster);
    const answer = clusters.get(resource);
    if (answer?.kind !== 'pullers') return [];
    const made = ofComputeClass(reference, cluster, answer, classes);
    if ((made ?? landingsOf(pod, answer.pullers)).length > 0) return [];
    return [
      untoldPuller(
        `the nodes of ${resource}`,
        { kind: 'cluster', cluster },
        unfit(resource, unknownClass(reference, classes)),
      ),
    ];
  });
}

function unfit(resource: string, asked: string | null): Unknown {
  if (asked !== null)
    return unknown(
      'undecidable',
      `The Pod asks for the compute class ${asked}, no node pool of ${resource} carries it, and no ComputeClass of that name, with an account that can be read, stands in this tree, so who pulls there is not known.`,
      "Keep the ComputeClass in the tree, or name its nodes' service account with --service-account.",
    );
  return unknown(
    'undecidable',
    `No node pool of ${resource} fits what the Pod asks for by its node selector, affinity, tolerations and devices, so who pulls there is not known.`,
    "See whether the labels are right, or name the nodes' service account with --service-account.",
  );
}

/** Somebody who pulls and whose principal could not be told, and why. */
export function untoldPuller(
  who: string,
  origin: Puller['origin'],
  untold: Unknown,
): TargetPuller {
  const puller: Puller = {
    identity: { kind: 'unnamed', who },
    principal: who,
    origin,
    scopes: null,
    platforms: [],
  };
  return { puller, part: 'puller', lands: 'surely', untold };
}

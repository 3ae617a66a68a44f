import {
  type ArtifactImage,
  findRepository,
  type RepositoryName,
  readArtifactImage,
} from '../domain/artifact-image.ts';
import { type Unknown, unknown } from '../domain/facts.ts';
import { poolsFor } from '../domain/node-scheduling.ts';
import {
  clusterResource,
  type Platform,
  type Puller,
  serviceAccountPuller,
} from '../domain/puller.ts';
import type {
  ImageReference,
  KubernetesServiceAccount,
  PullSecret,
} from '../domain/reference.ts';
import type { Environment, Settings, Spoken } from '../settings/settings.ts';
import type { ChangedOccurrence } from './select-changed.ts';
import type { ClusterPullers, PullerSource } from './sources.ts';

/** An image reference with everyone who will pull it. */
export interface Target {
  readonly reference: ImageReference;
  /** The image that stood there before; `null` where it is new or nothing was compared. */
  readonly before: string | null;
  /** The image in Artifact Registry's terms, or `null`. */
  readonly image: ArtifactImage | null;
  /** Known also where only host, project and repository are plain. */
  readonly repository: RepositoryName | null;
  /** Why an Artifact Registry path is no image, or `null`. */
  readonly incomplete: string | null;
  /** Whose verdicts make findings. */
  readonly pullers: readonly Puller[];
  /** Pullers whose verdicts stand in the report alone: the nodes, where a Kubernetes service account pulls as itself. */
  readonly bystanders: readonly Puller[];
  readonly platforms: readonly Platform[];
  readonly pullSecrets: readonly PullSecret[];
  /** Those who pull and whose principal could not be told: a cluster's nodes that may not be read. */
  readonly unnamed: readonly UnnamedPuller[];
  /** Nobody said who pulls it. */
  readonly targetless: boolean;
  /** The namespace that decides its Kubernetes service account; `null` where neither manifest nor config names one. */
  readonly namespace: string | null;
}

export interface UnnamedPuller {
  readonly puller: Puller;
  readonly unknown: Unknown;
}

/** Finds who pulls each changed image: a reference that several roots reach becomes one target with all their pullers. */
export async function resolveTargets(
  occurrences: readonly ChangedOccurrence[],
  serviceAccounts: readonly KubernetesServiceAccount[],
  settings: Settings,
  pullers: PullerSource,
): Promise<readonly Target[]> {
  const clusters = await readClusters(occurrences, settings, pullers);
  return mergePlaces(occurrences).map((merged) =>
    resolveTarget(merged, serviceAccounts, settings, clusters),
  );
}

/** What each cluster answered, by its resource name. */
type Clusters = ReadonlyMap<string, ClusterPullers | Unknown>;

/** Asks every cluster that any environment or option names, once. */
export async function readClusters(
  occurrences: readonly Pick<ChangedOccurrence, 'environments'>[],
  settings: Settings,
  source: PullerSource,
): Promise<Clusters> {
  const named = occurrences.flatMap((one) => spokenFor(one.environments, settings));
  const clusters = new Map(
    named.flatMap((spoken) =>
      spoken.clusters.map((name) => [clusterResource(name), name] as const),
    ),
  );
  const answers = await Promise.all(
    [...clusters].map(
      async ([resource, name]) => [resource, await source.pullersOf(name)] as const,
    ),
  );
  return new Map(answers);
}

interface Merged {
  readonly reference: ImageReference;
  readonly before: string | null;
  readonly environments: readonly (readonly string[])[];
}

/** One entry for what stands at one place, runs one image and is one container, whichever roots it reaches. */
function mergePlaces(occurrences: readonly ChangedOccurrence[]): readonly Merged[] {
  const merged = new Map<string, Merged>();
  for (const { reference, root, before, environments } of occurrences) {
    const { location, image } = reference;
    const key = JSON.stringify([location.file, location.line, location.column, image]);
    const other = merged.get(key);
    const roots = [
      ...new Set([
        ...(other?.reference.roots ?? []),
        ...reference.roots,
        ...(root === null ? [] : [root]),
      ]),
    ];
    merged.set(key, {
      reference: { ...(other?.reference ?? reference), roots: roots.sort() },
      before: other?.before ?? before,
      environments: [...(other?.environments ?? []), environments],
    });
  }
  return [...merged.values()];
}

function resolveTarget(
  { reference, before, environments }: Merged,
  serviceAccounts: readonly KubernetesServiceAccount[],
  settings: Settings,
  clusters: Clusters,
): Target {
  const spoken = unique(environments.flatMap((names) => spokenFor(names, settings)));
  const namespace = reference.workload?.namespace ?? namespaceOf(spoken) ?? null;
  const account = findServiceAccount(reference, namespace, serviceAccounts);
  const nodes = spoken.flatMap((one) => nodesOf(one, reference, clusters));
  const itself =
    account?.pullsAsItself == null
      ? null
      : ownPullers(account, reference, namespace, spoken, clusters);
  return {
    reference,
    before,
    ...placeOf(reference),
    pullers: itself === null ? nodes : itself,
    bystanders: itself === null ? [] : nodes,
    platforms: spoken.flatMap((one) => one.platforms),
    pullSecrets: [...(reference.pod?.pullSecrets ?? []), ...(account?.pullSecrets ?? [])],
    unnamed: [
      ...spoken.flatMap((one) => sealedNodes(one, clusters)),
      ...(itself === null
        ? spoken.flatMap((one) => unfitNodes(one, reference, clusters))
        : []),
      ...(account !== null && itself?.length === 0 && spoken.some(saysWho)
        ? [unnamedAccount(account, namespace)]
        : []),
    ],
    targetless: !spoken.some(saysWho),
    namespace,
  };
}

/** What the reference's text is to Artifact Registry. */
function placeOf({
  parsed,
  image,
}: ImageReference): Pick<Target, 'image' | 'repository' | 'incomplete'> {
  if (parsed.kind === 'templated')
    return { image: null, repository: findRepository(image), incomplete: null };
  if (parsed.kind === 'malformed')
    return { image: null, repository: null, incomplete: null };
  const read = readArtifactImage(parsed.name);
  if (read.kind === 'incomplete')
    return { image: null, repository: null, incomplete: read.why };
  if (read.kind === 'other-registry')
    return { image: null, repository: null, incomplete: null };
  return { image: read.image, repository: read.image.repository, incomplete: null };
}

/** The environments that claim a place, or else what the options say. */
function spokenFor(
  names: readonly string[],
  settings: Settings,
): readonly (Spoken | Environment)[] {
  if (names.length === 0) return [settings.unclaimed];
  return settings.environments.filter((environment) => names.includes(environment.name));
}

function namespaceOf(spoken: readonly (Spoken | Environment)[]): string | null {
  const named = spoken.flatMap((one) =>
    'namespace' in one && one.namespace !== null ? [one.namespace] : [],
  );
  return named[0] ?? null;
}

/** The nodes' service accounts: as told, and as the clusters' node pools have them, narrowed to where the workload may land. */
function nodesOf(
  spoken: Spoken | Environment,
  reference: ImageReference,
  clusters: Clusters,
): readonly Puller[] {
  const origin =
    'name' in spoken
      ? ({ kind: 'environment', name: spoken.name } as const)
      : ({ kind: 'option' } as const);
  const told = spoken.serviceAccounts.map((email) =>
    serviceAccountPuller(email, origin, spoken.platforms),
  );
  const asked = spoken.clusters.flatMap((name) => {
    const answer = clusters.get(clusterResource(name));
    return answer?.kind === 'pullers' ? poolsFor(reference.pod, answer.pullers) : [];
  });
  return [...told, ...asked];
}

function saysWho(spoken: Spoken): boolean {
  return spoken.clusters.length > 0 || spoken.serviceAccounts.length > 0;
}

function sealedNodes(spoken: Spoken, clusters: Clusters): readonly UnnamedPuller[] {
  return spoken.clusters.flatMap((name) => {
    const answer = clusters.get(clusterResource(name));
    if (answer?.kind !== 'unknown') return [];
    const who = `the nodes of ${clusterResource(name)}`;
    return [{ puller: unnamed(who, { kind: 'cluster', cluster: name }), unknown: answer }];
  });
}

/** A Pod that fits no node pool that is known runs somewhere else, or nowhere: silence would look like a yes. */
function unfitNodes(
  spoken: Spoken,
  reference: ImageReference,
  clusters: Clusters,
): readonly UnnamedPuller[] {
  return spoken.clusters.flatMap((name) => {
    const answer = clusters.get(clusterResource(name));
    if (answer?.kind !== 'pullers' || poolsFor(reference.pod, answer.pullers).length > 0)
      return [];
    const resource = clusterResource(name);
    const why = `No node pool of ${resource} fits what the Pod asks for by its node selector, affinity and tolerations, so who pulls there is not known.`;
    const settle =
      "See whether the labels are right, or name the nodes' service account with --service-account.";
    const puller = unnamed(`the nodes of ${resource}`, { kind: 'cluster', cluster: name });
    return [{ puller, unknown: unknown('undecidable', why, settle) }];
  });
}

function unnamed(who: string, origin: Puller['origin']): Puller {
  return {
    identity: { kind: 'unnamed', who },
    principal: who,
    origin,
    scopes: null,
    platforms: [],
  };
}

function findServiceAccount(
  reference: ImageReference,
  namespace: string | null,
  accounts: readonly KubernetesServiceAccount[],
): KubernetesServiceAccount | null {
  if (reference.pod === null) return null;
  const name = reference.pod.serviceAccountName ?? 'default';
  const named = accounts.filter((account) => account.name === name);
  const exact = named.find((account) => account.namespace === namespace);
  return (
    exact ??
    named.find((account) => account.namespace === null || namespace === null) ??
    null
  );
}

/** The principals of a Kubernetes service account that pulls as itself, one a cluster that runs it. */
function ownPullers(
  account: KubernetesServiceAccount,
  reference: ImageReference,
  namespace: string | null,
  spoken: readonly Spoken[],
  clusters: Clusters,
): readonly Puller[] {
  const inNamespace = account.namespace ?? namespace ?? 'default';
  return spoken.flatMap((one) =>
    one.clusters.flatMap((name) => {
      const answer = clusters.get(clusterResource(name));
      if (answer?.kind !== 'pullers' || answer.workloadIdentity === null) return [];
      const { pool, projectNumber } = answer.workloadIdentity;
      const nodes = poolsFor(reference.pod, answer.pullers);
      const first = nodes[0] ?? answer.pullers[0];
      if (first === undefined) return [];
      return [
        {
          identity: {
            kind: 'kubernetes-service-account' as const,
            projectNumber,
            workloadPool: pool,
            namespace: inNamespace,
            name: account.name,
            cluster: name,
          },
          principal: `principal://iam.googleapis.com/projects/${projectNumber}/locations/global/workloadIdentityPools/${pool}/subject/ns/${inNamespace}/sa/${account.name}`,
          origin: first.origin,
          scopes: null,
          platforms: nodes.flatMap((node) => node.platforms),
        },
      ];
    }),
  );
}

function unnamedAccount(
  account: KubernetesServiceAccount,
  namespace: string | null,
): UnnamedPuller {
  const who = `the Kubernetes service account ${account.namespace ?? namespace ?? 'default'}/${account.name}`;
  return {
    puller: unnamed(who, { kind: 'option' }),
    unknown: unknown(
      'undecidable',
      `${who} pulls as itself (iam.gke.io/enable-wi-image-pull), and nobody said on which cluster, so its principal is not known`,
      'Name the cluster with --cluster, or in an environment of the config.',
    ),
  };
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}

import { unknown } from '../domain/facts.ts';
import { poolsFor } from '../domain/node-scheduling.ts';
import { type ClusterName, clusterResource, type Puller } from '../domain/puller.ts';
import type { ImageReference, KubernetesServiceAccount } from '../domain/reference.ts';
import type { TargetPuller } from '../domain/target.ts';
import { type Clusters, type Speaker, untoldPuller } from './find-nodes.ts';
import type { FoundAccount } from './find-service-account.ts';

/** The principals of a Kubernetes service account that pulls as itself, one a cluster that runs it. */
export function findOwnPullers(
  account: FoundAccount,
  reference: ImageReference,
  namespace: string | null,
  speaker: Speaker,
  clusters: Clusters,
): readonly TargetPuller[] {
  const inNamespace = account.namespace ?? namespace;
  const named = speaker.clusters.length > 0 || speaker.serviceAccounts.length > 0;
  if (account.of === 'several') return named ? [untoldWhich(account)] : [];
  if (inNamespace === null) return named ? [untoldNamespace(account)] : [];
  const who = { name: account.name, namespace: inNamespace };
  const pullers = speaker.clusters.flatMap(
    (name) => principalOn(name, who, reference, clusters) ?? [],
  );
  if (pullers.length > 0) return pullers;
  return named ? [untoldAccount(who, withoutIdentity(speaker, clusters))] : [];
}

/** The clusters that were read and have no Workload Identity. */
function withoutIdentity(speaker: Speaker, clusters: Clusters): readonly string[] {
  return speaker.clusters.map(clusterResource).filter((resource) => {
    const answer = clusters.get(resource);
    return answer?.kind === 'pullers' && answer.workloadIdentity === null;
  });
}

/** Several are as near, and one of them pulls as itself. */
function untoldWhich({ name }: KubernetesServiceAccount): TargetPuller {
  return untoldPuller(
    `the Kubernetes service account ${name}`,
    { kind: 'option' },
    unknown(
      'undecidable',
      `Several Kubernetes service accounts of the name ${name} stand in the tree, one of them pulls as itself (iam.gke.io/enable-wi-image-pull), and nobody said which is the Pod's.`,
      'Name the namespace in the manifests, or keep each beside the workloads that run as it.',
    ),
  );
}

/** A namespace that nobody names is not `default`, and it is part of the principal. */
function untoldNamespace({ name }: KubernetesServiceAccount): TargetPuller {
  return untoldPuller(
    `the Kubernetes service account ${name}`,
    { kind: 'option' },
    unknown(
      'undecidable',
      `The Kubernetes service account ${name} pulls as itself (iam.gke.io/enable-wi-image-pull), and neither the manifest nor the config names its namespace, so its principal is not known.`,
      'Name it in the manifest, or as `namespace` of an environment in the config.',
    ),
  );
}

interface Account {
  readonly name: string;
  readonly namespace: string;
}

function principalOn(
  cluster: ClusterName,
  { name, namespace }: Account,
  { pod }: ImageReference,
  clusters: Clusters,
): TargetPuller | null {
  const answer = clusters.get(clusterResource(cluster));
  if (answer?.kind !== 'pullers' || answer.workloadIdentity === null) return null;
  const { pool, projectNumber } = answer.workloadIdentity;
  const nodes = poolsFor(pod, answer.pullers);
  const first = nodes[0] ?? answer.pullers[0];
  if (first === undefined) return null;
  const who = `the Kubernetes service account ${namespace}/${name}`;
  if (projectNumber === null)
    return untoldPuller(who, { kind: 'cluster', cluster }, answer.untold ?? NO_NUMBER);
  const puller: Puller = {
    identity: {
      kind: 'kubernetes-service-account',
      projectNumber,
      workloadPool: pool,
      namespace,
      name,
      cluster,
    },
    principal: `principal://iam.googleapis.com/projects/${projectNumber}/locations/global/workloadIdentityPools/${pool}/subject/ns/${namespace}/sa/${name}`,
    origin: first.origin,
    scopes: null,
    platforms: nodes.flatMap((node) => node.platforms),
  };
  return { puller, part: 'puller', lands: 'surely', untold: null };
}

const NO_NUMBER = unknown(
  'undecidable',
  "The number of the cluster's project is not known, and the principal holds it.",
  'Let it be read (resourcemanager.projects.get).',
);

function untoldAccount(
  { name, namespace }: Account,
  without: readonly string[],
): TargetPuller {
  const who = `the Kubernetes service account ${namespace}/${name}`;
  const [why, settle] =
    without.length > 0
      ? [
          `${without.join(' and ')} has no Workload Identity, so whether it can is not known`,
          'Turn Workload Identity on there, or take the annotation away.',
        ]
      : [
          'nobody said on which cluster, so its principal is not known',
          'Name the cluster with --cluster, or in an environment of the config.',
        ];
  return untoldPuller(
    who,
    { kind: 'option' },
    unknown(
      'undecidable',
      `The Kubernetes service account ${namespace}/${name} pulls as itself (iam.gke.io/enable-wi-image-pull), and ${why}.`,
      settle,
    ),
  );
}

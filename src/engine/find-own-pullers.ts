import { unknown } from '../domain/facts.ts';
import { poolsFor } from '../domain/node-scheduling.ts';
import { type ClusterName, clusterResource, type Puller } from '../domain/puller.ts';
import type { ImageReference, KubernetesServiceAccount } from '../domain/reference.ts';
import type { TargetPuller } from '../domain/target.ts';
import { type Clusters, type Speaker, untoldPuller } from './find-nodes.ts';

/** The principals of a Kubernetes service account that pulls as itself, one a cluster that runs it. */
export function findOwnPullers(
  account: KubernetesServiceAccount,
  reference: ImageReference,
  namespace: string | null,
  speakers: readonly Speaker[],
  clusters: Clusters,
): readonly TargetPuller[] {
  const inNamespace = account.namespace ?? namespace ?? 'default';
  const who = { name: account.name, namespace: inNamespace };
  const pullers = speakers.flatMap((speaker) =>
    speaker.clusters.flatMap((name) => principalOn(name, who, reference, clusters) ?? []),
  );
  if (pullers.length > 0)
    return pullers.map((puller) => ({ puller, part: 'puller', untold: null }));
  const somebody = speakers.some(
    (one) => one.clusters.length > 0 || one.serviceAccounts.length > 0,
  );
  return somebody ? [untoldAccount(who)] : [];
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
): Puller | null {
  const answer = clusters.get(clusterResource(cluster));
  if (answer?.kind !== 'pullers' || answer.workloadIdentity === null) return null;
  const { pool, projectNumber } = answer.workloadIdentity;
  const nodes = poolsFor(pod, answer.pullers);
  const first = nodes[0] ?? answer.pullers[0];
  if (first === undefined) return null;
  return {
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
}

function untoldAccount({ name, namespace }: Account): TargetPuller {
  const who = `the Kubernetes service account ${namespace}/${name}`;
  return untoldPuller(
    who,
    { kind: 'option' },
    unknown(
      'undecidable',
      `${who} pulls as itself (iam.gke.io/enable-wi-image-pull), and nobody said on which cluster, so its principal is not known`,
      'Name the cluster with --cluster, or in an environment of the config.',
    ),
  );
}

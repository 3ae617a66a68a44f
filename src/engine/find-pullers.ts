import { type Platform, serviceAccountPuller } from '../domain/puller.ts';
import type {
  ImageReference,
  KubernetesServiceAccount,
  PullSecret,
} from '../domain/reference.ts';
import type { TargetPuller } from '../domain/target.ts';
import type { Settings } from '../settings/settings.ts';
import {
  type Clusters,
  findNodes,
  type Speaker,
  speakersFor,
  unfitNodes,
  untoldNodes,
} from './find-nodes.ts';
import { findOwnPullers } from './find-own-pullers.ts';
import type { Occurrence } from './select-changed.ts';

/** Who pulls one occurrence, and what decides whether they can. */
export interface Pulled {
  readonly pullers: readonly TargetPuller[];
  readonly platforms: readonly Platform[];
  readonly pullSecrets: readonly PullSecret[];
  readonly said: 'said' | 'unsaid';
}

/** The nodes pull, unless the Pod's Kubernetes service account pulls as itself: then the nodes stand by. */
export function findPullers(
  { reference, environments }: Occurrence,
  serviceAccounts: readonly KubernetesServiceAccount[],
  settings: Settings,
  clusters: Clusters,
): Pulled {
  if (reference.fetcher.kind === 'controller')
    return ofController(reference, reference.fetcher.email);
  const speakers = speakersFor(environments, settings);
  const namespace = namespaceOf(reference, speakers);
  const account = findServiceAccount(reference, namespace, serviceAccounts);
  const itself = account?.pullsAsItself == null ? null : account;
  const nodes = speakers.flatMap((one) => findNodes(one, reference, clusters));
  const part = itself === null ? ('puller' as const) : ('bystander' as const);
  return {
    pullers: [
      ...(itself === null
        ? []
        : findOwnPullers(itself, reference, namespace, speakers, clusters)),
      ...nodes.map((puller) => ({ puller, part, untold: null })),
      ...speakers.flatMap((one) => untoldNodes(one, clusters)),
      ...(itself === null
        ? speakers.flatMap((one) => unfitNodes(one, reference, clusters))
        : []),
    ],
    platforms: speakers.flatMap((one) => one.platforms),
    pullSecrets: [...(reference.pod?.pullSecrets ?? []), ...(account?.pullSecrets ?? [])],
    said: speakers.some(saysWho) ? 'said' : 'unsaid',
  };
}

/** A controller fetches as the account that its manifest declares, on no node; where it declares none, nobody can be asked about. */
function ofController(reference: ImageReference, email: string | null): Pulled {
  const { kind = 'a manifest', name = '' } = reference.workload ?? {};
  const origin = { kind: 'declared', by: `${kind} ${name ?? ''}`.trim() } as const;
  const pullers =
    email === null
      ? []
      : [
          {
            puller: serviceAccountPuller(email, origin, []),
            part: 'puller' as const,
            untold: null,
          },
        ];
  return { pullers, platforms: [], pullSecrets: [], said: 'said' };
}

function saysWho({ clusters, serviceAccounts }: Speaker): boolean {
  return clusters.length > 0 || serviceAccounts.length > 0;
}

function namespaceOf(
  { workload }: ImageReference,
  speakers: readonly Speaker[],
): string | null {
  const named = speakers.find((one) => 'namespace' in one && one.namespace !== null);
  if (workload?.namespace != null) return workload.namespace;
  return named !== undefined && 'namespace' in named ? named.namespace : null;
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
  if (exact !== undefined) return exact;
  return named.find((account) => account.namespace === null || namespace === null) ?? null;
}

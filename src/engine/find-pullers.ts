import { serviceAccountPuller } from '../domain/puller.ts';
import type {
  ComputeClass,
  ImageReference,
  KubernetesServiceAccount,
} from '../domain/reference.ts';
import { asWritten } from '../domain/service-account.ts';
import type { Settings } from '../settings/settings.ts';
import { type CloudRunAgents, cloudRunPullers } from './find-cloud-run.ts';
import {
  type Clusters,
  findNodes,
  type Speaker,
  speakersFor,
  unfitNodes,
  untoldNodes,
} from './find-nodes.ts';
import { findOwnPullers } from './find-own-pullers.ts';
import { findServiceAccount } from './find-service-account.ts';
import type { Pulled } from './pulled.ts';
import type { Occurrence } from './select-changed.ts';

/** What is known of the objects and of the world that decide who pulls. */
export interface PullerEvidence {
  readonly serviceAccounts: readonly KubernetesServiceAccount[];
  readonly computeClasses: readonly ComputeClass[];
  readonly clusters: Clusters;
  readonly cloudRunAgents: CloudRunAgents;
}

/** Who pulls: the nodes, or the Pod's Kubernetes service account as itself, or Cloud Run, or a controller. */
export function findPullers(
  occurrence: Occurrence,
  settings: Settings,
  evidence: PullerEvidence,
): Pulled {
  const { reference, environments } = occurrence;
  const { fetcher } = reference;
  if (fetcher.kind === 'controller') return ofController(reference, fetcher.email);
  const speakers = speakersFor(environments, settings);
  if (fetcher.kind === 'cloud-run')
    return cloudRunPullers(fetcher.project, speakers, evidence.cloudRunAgents);
  return together(speakers.map((speaker) => ofSpeaker(speaker, occurrence, evidence)));
}

/** What one environment, or the options, say of a workload: each has a namespace and nodes of its own. */
function ofSpeaker(
  speaker: Speaker,
  { reference, place }: Occurrence,
  { serviceAccounts, computeClasses, clusters }: PullerEvidence,
): Pulled {
  const namespace = namespaceOf(reference, speaker);
  const { pod } = reference;
  const account =
    pod === null
      ? null
      : findServiceAccount(
          { name: pod.serviceAccountName, namespace, place },
          serviceAccounts,
        );
  const itself = account?.pullsAsItself == null ? null : account;
  const nodes = findNodes(speaker, reference, clusters, computeClasses);
  const part = itself === null ? ('puller' as const) : ('bystander' as const);
  const own =
    itself === null
      ? []
      : findOwnPullers(itself, reference, namespace, speaker, clusters);
  const pullSecrets = [...(pod?.pullSecrets ?? []), ...(account?.pullSecrets ?? [])];
  const secrets = pullSecrets.length === 0 ? {} : { pullSecrets };
  const unfit =
    itself === null ? unfitNodes(speaker, reference, clusters, computeClasses) : [];
  return {
    pullers: [
      ...own,
      ...nodes.map((one) => ({ ...one, part })),
      ...untoldNodes(speaker, clusters),
      ...unfit,
    ].map((one) => ({ ...one, ...secrets })),
    platforms: speaker.platforms,
    pullSecrets,
    runsAs:
      account?.googleServiceAccount == null ? [] : [account.googleServiceAccount.email],
    said: saysWho(speaker) ? 'said' : 'unsaid',
  };
}

function together(all: readonly Pulled[]): Pulled {
  return {
    pullers: all.flatMap(({ pullers }) => pullers),
    platforms: all.flatMap(({ platforms }) => platforms),
    pullSecrets: all.flatMap(({ pullSecrets }) => pullSecrets),
    runsAs: all.flatMap(({ runsAs }) => runsAs),
    said: all.some(({ said }) => said === 'said') ? 'said' : 'unsaid',
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
            lands: 'surely' as const,
            untold: null,
          },
        ];
  return { pullers, platforms: [], pullSecrets: [], runsAs: [], said: 'said' };
}

function saysWho({ clusters, serviceAccounts }: Speaker): boolean {
  return clusters.length > 0 || serviceAccounts.length > 0;
}

/** As the manifest or its rendering names it, else as the environment does; `null` where nobody does: it is not `default`. */
function namespaceOf({ workload }: ImageReference, speaker: Speaker): string | null {
  const own = asWritten(workload?.namespace ?? null);
  return own ?? ('namespace' in speaker ? speaker.namespace : null);
}

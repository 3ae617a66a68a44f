import type { KubernetesServiceAccount } from '../domain/reference.ts';
import type { ServiceAccountCase } from '../rules/rule.ts';
import { environmentsOf } from '../settings/environments.ts';
import type { Settings } from '../settings/settings.ts';
import { readClusters, type Speaker, speakersFor } from './find-nodes.ts';
import type { AccountSource, PullerSource } from './sources.ts';

/**
 * Checks what Workload Identity binds: each Kubernetes service account that the manifests tie to a Google one. The cluster says
 * which workload pool it is; where nobody named one, only what needs no pool can be said.
 */
export async function bindAccounts(
  accounts: readonly KubernetesServiceAccount[],
  settings: Settings,
  sources: { readonly pullers: PullerSource; readonly accounts: AccountSource },
): Promise<readonly ServiceAccountCase[]> {
  const cases = await Promise.all(
    accounts.map((account) => bindAccount(account, settings, sources)),
  );
  return cases.flat();
}

async function bindAccount(
  serviceAccount: KubernetesServiceAccount,
  settings: Settings,
  sources: { readonly pullers: PullerSource; readonly accounts: AccountSource },
): Promise<readonly ServiceAccountCase[]> {
  const annotation = serviceAccount.googleServiceAccount;
  if (annotation === null) return [];
  const names = environmentsOf(settings, serviceAccount.place).map(({ name }) => name);
  const cases = await Promise.all(
    speakersFor(names, settings).map((speaker) =>
      bindFor(speaker, serviceAccount, annotation, settings, sources),
    ),
  );
  return unique(cases.flat());
}

/** Each environment has its own clusters, and may have its own namespace. */
async function bindFor(
  speaker: Speaker,
  serviceAccount: KubernetesServiceAccount,
  annotation: NonNullable<KubernetesServiceAccount['googleServiceAccount']>,
  settings: Settings,
  sources: { readonly pullers: PullerSource; readonly accounts: AccountSource },
): Promise<readonly ServiceAccountCase[]> {
  const clusters = await readClusters(
    [{ environments: 'name' in speaker ? [speaker.name] : [] }],
    settings,
    sources.pullers,
  );
  const spoken = 'namespace' in speaker ? speaker.namespace : null;
  const namespace = serviceAccount.namespace ?? spoken;
  const base = {
    serviceAccount,
    email: annotation.email,
    location: annotation.location,
    namespace: namespace ?? '',
  };
  const pools = new Map(
    [...clusters.values()].flatMap((answer) =>
      answer.kind === 'pullers' && answer.workloadIdentity !== null
        ? [[answer.workloadIdentity.pool, answer.workloadIdentity] as const]
        : [],
    ),
  );
  const state = await sources.accounts.account(annotation.email);
  if (state.kind === 'not-found')
    return [{ ...base, workloadPool: '', binding: { kind: 'account-missing' } }];
  if (state.kind === 'disabled')
    return [{ ...base, workloadPool: '', binding: { kind: 'account-disabled' } }];
  // A namespace that nobody names is not `default`: what hangs on it is open.
  if (namespace === null) return [];
  return Promise.all(
    [...pools.values()].map(async ({ pool, projectNumber }) => ({
      ...base,
      workloadPool: pool,
      binding: await sources.accounts.binding(annotation.email, {
        pool,
        projectNumber,
        namespace,
        name: serviceAccount.name,
      }),
    })),
  );
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

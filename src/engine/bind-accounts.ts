import type { KubernetesServiceAccount } from '../domain/reference.ts';
import type { ServiceAccountCase } from '../rules/rule.ts';
import { environmentsOf } from '../settings/environments.ts';
import type { Settings } from '../settings/settings.ts';
import { readClusters } from './find-nodes.ts';
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
  const environments = environmentsOf(settings, serviceAccount.location.file);
  const clusters = await readClusters(
    [{ environments: environments.map(({ name }) => name) }],
    settings,
    sources.pullers,
  );
  const namespace =
    serviceAccount.namespace ??
    environments.find((one) => one.namespace !== null)?.namespace ??
    'default';
  const base = {
    serviceAccount,
    email: annotation.email,
    location: annotation.location,
    namespace,
  };

  const pools = new Map(
    [...clusters.values()].flatMap((answer) =>
      answer.kind === 'pullers' && answer.workloadIdentity !== null
        ? [[answer.workloadIdentity.pool, answer.workloadIdentity] as const]
        : [],
    ),
  );
  if (pools.size === 0) {
    const state = await sources.accounts.account(annotation.email);
    if (state.kind === 'not-found')
      return [{ ...base, workloadPool: '', binding: { kind: 'account-missing' } }];
    if (state.kind === 'disabled')
      return [{ ...base, workloadPool: '', binding: { kind: 'account-disabled' } }];
    return [];
  }
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

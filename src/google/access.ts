import { type RepositoryName, repositoryResource } from '../domain/artifact-image.ts';
import { evaluateDeny } from '../domain/deny-policy.ts';
import { evaluateAccess, type RoleExpansion } from '../domain/evaluate-access.ts';
import type { Verdict } from '../domain/facts.ts';
import type { Ancestry } from '../domain/member.ts';
import { type Puller, serviceAccountPuller } from '../domain/puller.ts';
import type { AccessSource, UpstreamAccess } from '../engine/sources.ts';
import { policyReader } from './allow-policies.ts';
import { ancestries } from './ancestry.ts';
import { artifactRegistry } from './artifact-registry.ts';
import type { GoogleClient } from './client.ts';
import { denyPolicyReader } from './deny-policies.ts';
import { parseRepository } from './existence.ts';
import { impersonate } from './impersonation.ts';
import { once } from './registry-api.ts';
import { roleExpander } from './roles.ts';
import { troubleshoot } from './troubleshooter.ts';

export interface AccessOptions {
  readonly permissionSource: 'auto' | 'policies' | 'troubleshooter' | 'impersonation';
  readonly impersonation: 'allowed' | 'never';
  readonly now: () => Date;
}

/** May a puller download from a repository? By the policies, by Policy Troubleshooter where they leave it open, or as the account itself. */
export function accessSource(client: GoogleClient, options: AccessOptions): AccessSource {
  const verdicts = new Map<string, Promise<Verdict>>();
  const byPolicies = policyEvaluator(client, options);
  const api = artifactRegistry(client);
  const verdict: AccessSource['verdict'] = (puller, repository) =>
    once(verdicts, `${puller.principal} ${scopeKey(puller, options)} ${repositoryResource(repository)}`, () =>
      decide(client, puller, repository, byPolicies, options),
    );
  const upstreamsOf = new Map<string, Promise<readonly UpstreamAccess[]>>();
  const ancestry = ancestries(client);
  return {
    verdict,
    upstreams: (repository) =>
      once(upstreamsOf, repositoryResource(repository), async () => {
        const facts = await api.repository(repository);
        if (facts.kind !== 'ok' || facts.value.mode !== 'VIRTUAL') return [];
        const { number } = await ancestry.ofProject(repository.project);
        if (number === null) return [];
        const agent = serviceAccountPuller(
          `service-${number}@gcp-sa-artifactregistry.iam.gserviceaccount.com`,
          { kind: 'service-agent', repository: repositoryResource(repository) },
          [],
        );
        const names = facts.value.upstreams.flatMap((one) => parseRepository(one.repository) ?? []);
        return Promise.all(
          names.map(async (upstream) => ({ upstream, agent, verdict: await verdict(agent, upstream) })),
        );
      }),
  };
}

type Evaluator = (puller: Puller, repository: RepositoryName) => Promise<Verdict>;

/** Impersonation proves what the node's own scopes let through, so there they count. */
function scopeKey({ scopes }: Puller, { permissionSource }: AccessOptions): string {
  return permissionSource === 'impersonation' ? (scopes ?? []).join(' ') : '';
}

async function decide(
  client: GoogleClient,
  puller: Puller,
  repository: RepositoryName,
  byPolicies: Evaluator,
  { permissionSource, impersonation, now }: AccessOptions,
): Promise<Verdict> {
  if (permissionSource === 'impersonation' && impersonation === 'allowed') {
    const proved = await impersonate(client, puller, repository);
    if (proved !== null) return proved;
  }
  if (permissionSource === 'troubleshooter') {
    const said = await troubleshoot(client, puller, repository, now());
    if (said !== null && said.verdict !== 'unknown') return said;
  }
  const verdict = await byPolicies(puller, repository);
  if (permissionSource !== 'auto' || (verdict.verdict !== 'unknown' && verdict.verdict !== 'conditional'))
    return verdict;
  const said = await troubleshoot(client, puller, repository, now());
  if (said === null || said.verdict === 'unknown') return verdict;
  return { ...said, remarks: [...said.remarks, ...verdict.remarks] };
}

function policyEvaluator(client: GoogleClient, { now }: AccessOptions): Evaluator {
  const ancestry = ancestries(client);
  const readPolicies = policyReader(client, ancestry);
  const readDeny = denyPolicyReader(client);
  const expand = roleExpander(client);
  return async (puller, repository) => {
    const chain = await readPolicies(repository);
    const levels = [`projects/${repository.project}`, ...chain.place.ancestors];
    const names = [
      ...new Set(chain.policies.flatMap((policy) => policy.bindings.map((binding) => binding.role))),
    ];
    const needsPlace = JSON.stringify(chain.policies).includes('principalSet://cloudresourcemanager');
    const [deny, roles, own] = await Promise.all([
      readDeny(levels),
      Promise.all(names.map(async (role): Promise<[string, RoleExpansion]> => [role, await expand(role)])),
      needsPlace ? placeOfPuller(puller, ancestry) : { projectNumber: null, ancestors: null },
    ]);
    const place = deny.policies.length > 0 && !needsPlace ? await placeOfPuller(puller, ancestry) : own;
    return evaluateAccess({
      identity: puller.identity,
      ancestry: place,
      policies: chain.policies,
      sealed: chain.sealed,
      roles: new Map(roles),
      deny: evaluateDeny(deny.policies, puller.identity, place),
      remarks: deny.remarks,
      now: now(),
    });
  };
}

/** Where the puller's own project stands, for principal sets that name its ancestors. */
async function placeOfPuller(
  { identity }: Puller,
  ancestry: ReturnType<typeof ancestries>,
): Promise<Ancestry> {
  if (identity.kind !== 'google-service-account') return { projectNumber: null, ancestors: null };
  const project =
    /@([a-z0-9-]+)\.iam\.gserviceaccount\.com$/.exec(identity.email)?.[1] ??
    /^(\d+)-compute@developer\.gserviceaccount\.com$/.exec(identity.email)?.[1] ??
    /^([a-z0-9-]+)@appspot\.gserviceaccount\.com$/.exec(identity.email)?.[1];
  if (project === undefined || project.startsWith('gcp-sa-')) return { projectNumber: null, ancestors: null };
  const { number, ancestors, gap } = await ancestry.ofProject(project);
  return {
    projectNumber: number,
    ancestors: gap !== null || number === null ? null : [`projects/${number}`, ...ancestors],
  };
}

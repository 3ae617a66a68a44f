import { type RepositoryName, repositoryResource } from '../../domain/artifact-image.ts';
import { unknown, type Verdict } from '../../domain/facts.ts';
import {
  clusterResource,
  type Puller,
  serviceAccountPuller,
} from '../../domain/puller.ts';
import type { AccessSource, UpstreamAccess } from '../../engine/sources.ts';
import type { GoogleClient } from '../wire/client.ts';
import { once } from '../wire/once.ts';
import { parseRepository, type RepositoryReader } from '../wire/repositories.ts';
import type { Ancestries } from './ancestry.ts';
import { impersonate } from './impersonation.ts';
import { type Memos, type PolicyEvaluator, policyEvaluator } from './policy-evaluator.ts';
import { troubleshoot } from './troubleshooter.ts';

export interface AccessOptions {
  readonly permissionSource: 'auto' | 'policies' | 'troubleshooter' | 'impersonation';
  readonly impersonation: 'allowed' | 'never';
  readonly now: () => Date;
}

/** May a puller download from a repository? By the policies, by Policy Troubleshooter where they leave it open, or as the account itself. */
export function accessSource(
  client: GoogleClient,
  memos: Memos & { readonly repository: RepositoryReader },
  options: AccessOptions,
): AccessSource {
  const verdicts = new Map<string, Promise<Verdict>>();
  const byPolicies = policyEvaluator(client, memos, options.now);
  const verdict: AccessSource['verdict'] = (puller, repository) =>
    once(
      verdicts,
      `${puller.principal} ${scopeKey(puller, options)} ${clusterOf(puller)} ${repositoryResource(repository)}`,
      () => decide(client, puller, repository, byPolicies, options),
    );
  const upstreamsOf = new Map<string, Promise<readonly UpstreamAccess[]>>();
  return {
    verdict,
    upstreams: (repository) =>
      once(upstreamsOf, repositoryResource(repository), async () => {
        const facts = await memos.repository(repository);
        if (facts.kind !== 'ok' || facts.value.mode !== 'VIRTUAL') return [];
        const names = facts.value.upstreams.flatMap(
          (one) => parseRepository(one.repository) ?? [],
        );
        return readUpstreams(memos.ancestry, repository, names, verdict);
      }),
  };
}

/** A virtual repository reads its upstreams as the service agent of its project. */
async function readUpstreams(
  ancestry: Ancestries,
  repository: RepositoryName,
  upstreams: readonly RepositoryName[],
  verdictOf: AccessSource['verdict'],
): Promise<readonly UpstreamAccess[]> {
  if (upstreams.length === 0) return [];
  const origin = {
    kind: 'service-agent' as const,
    repository: repositoryResource(repository),
  };
  const { number, gap } = await ancestry.ofProject(repository.project);
  if (number === null) {
    const who = `the Artifact Registry service agent of projects/${repository.project}`;
    const open =
      gap ??
      unknown('undecidable', `The number of its project is not known.`, 'Run it again.');
    const why = `Who reads the upstreams of ${repositoryResource(repository)} could not be told: ${open.why}`;
    return upstreams.map((upstream) => ({
      upstream,
      agent: {
        identity: { kind: 'unnamed', who },
        principal: who,
        origin,
        scopes: null,
        platforms: [],
      },
      verdict: {
        verdict: 'unknown',
        because: [],
        remarks: [],
        unknowns: [unknown(open.reason, why, open.settle)],
      },
    }));
  }
  const email = `service-${number}@gcp-sa-artifactregistry.iam.gserviceaccount.com`;
  const agent = serviceAccountPuller(email, origin, []);
  return Promise.all(
    upstreams.map(async (upstream) => ({
      upstream,
      agent,
      verdict: await verdictOf(agent, upstream),
    })),
  );
}

/** The principal of a Kubernetes service account is the same on every cluster of a project; principal sets of one cluster tell them apart. */
function clusterOf({ identity }: Puller): string {
  if (identity.kind !== 'kubernetes-service-account' || identity.cluster === null)
    return '';
  return clusterResource(identity.cluster);
}

/** Impersonation asks with the node's own scopes, so there they count. */
function scopeKey({ scopes }: Puller, { permissionSource }: AccessOptions): string {
  return permissionSource === 'impersonation' ? (scopes ?? []).join(' ') : '';
}

async function decide(
  client: GoogleClient,
  puller: Puller,
  repository: RepositoryName,
  byPolicies: PolicyEvaluator,
  { permissionSource, impersonation, now }: AccessOptions,
): Promise<Verdict> {
  // Nobody can act as Google's own service agents.
  const canBeActedAs = puller.origin.kind !== 'service-agent';
  if (permissionSource === 'impersonation' && canBeActedAs) {
    if (impersonation === 'never') {
      const verdict = await byPolicies(puller, repository);
      return remarked(
        verdict,
        'On a pull request from a fork no service account is acted as.',
      );
    }
    const proved = await impersonate(client, puller, repository);
    if (proved !== null) return proved;
  }
  if (permissionSource === 'troubleshooter') {
    const said = await troubleshoot(client, puller, repository, now());
    if (said.kind === 'ok') return said.value;
    return remarked(
      await byPolicies(puller, repository),
      `The policies were read instead: ${said.why}`,
    );
  }
  const verdict = await byPolicies(puller, repository);
  const isOpen = verdict.verdict === 'unknown' || verdict.verdict === 'conditional';
  if (
    permissionSource !== 'auto' ||
    !isOpen ||
    puller.identity.kind !== 'google-service-account'
  )
    return verdict;
  const said = await troubleshoot(client, puller, repository, now());
  if (said.kind === 'ok')
    return {
      ...said.value,
      remarks: [...said.value.remarks, ...verdict.remarks],
    };
  return remarked(verdict, `Policy Troubleshooter could not tell: ${said.why}`);
}

function remarked(verdict: Verdict, remark: string): Verdict {
  return { ...verdict, remarks: [...verdict.remarks, remark] };
}

import { type RepositoryName, repositoryResource } from '../domain/artifact-image.ts';
import type { AccountState, Existence, Verdict } from '../domain/facts.ts';
import type { Puller } from '../domain/puller.ts';
import type { Target } from './resolve-targets.ts';
import type { Sources, UpstreamAccess } from './sources.ts';

/** What Google told us of one target. */
export interface TargetFacts {
  readonly target: Target;
  /** `null` where it was not asked. */
  readonly existence: Existence | null;
  readonly pulls: readonly PullFacts[];
  /** Of pullers whose verdicts make no findings. */
  readonly bystanders: readonly PullFacts[];
  readonly upstreams: readonly UpstreamAccess[];
}

export interface PullFacts {
  readonly puller: Puller;
  readonly repository: RepositoryName;
  readonly verdict: Verdict;
  /** `null` for what is no Google service account. */
  readonly account: AccountState | null;
}

/** Asks all that the rules need to know of every target, side by side. The sources ask each thing once. */
export async function gatherFacts(
  targets: readonly Target[],
  sources: Pick<Sources, 'images' | 'access' | 'accounts'>,
): Promise<readonly TargetFacts[]> {
  return Promise.all(targets.map((target) => gatherTarget(target, sources)));
}

async function gatherTarget(
  target: Target,
  sources: Pick<Sources, 'images' | 'access' | 'accounts'>,
): Promise<TargetFacts> {
  const { image, repository } = target;
  const existence = image === null ? null : await sources.images.existence(image);
  if (repository === null || !mayHoldImages(existence)) {
    return { target, existence, pulls: [], bystanders: [], upstreams: [] };
  }
  const [pulls, bystanders, upstreams] = await Promise.all([
    Promise.all(target.pullers.map((puller) => gatherPull(puller, repository, sources))),
    Promise.all(target.bystanders.map((puller) => gatherPull(puller, repository, sources))),
    target.pullers.length === 0 ? [] : sources.access.upstreams(repository),
  ]);
  const unnamed = target.unnamed.map(
    ({ puller, unknown }): PullFacts => ({
      puller,
      repository,
      verdict: { verdict: 'unknown', because: [], remarks: [], unknowns: [unknown] },
      account: null,
    }),
  );
  return { target, existence, pulls: [...pulls, ...unnamed], bystanders, upstreams };
}

/** Where there is no repository that holds images, nobody's access to it is worth a word. */
function mayHoldImages(existence: Existence | null): boolean {
  if (existence === null) return true;
  if (existence.kind === 'location-unknown' || existence.kind === 'not-docker')
    return false;
  return !(existence.kind === 'missing' && existence.what === 'repository');
}

async function gatherPull(
  puller: Puller,
  repository: RepositoryName,
  sources: Pick<Sources, 'access' | 'accounts'>,
): Promise<PullFacts> {
  const [verdict, account] = await Promise.all([
    sources.access.verdict(puller, repository),
    puller.identity.kind === 'google-service-account'
      ? sources.accounts.account(puller.identity.email)
      : null,
  ]);
  return { puller, repository, verdict, account };
}

/** One key a principal and repository. */
export function accessKey({
  puller,
  repository,
}: Pick<PullFacts, 'puller' | 'repository'>): string {
  return `${puller.principal} ${repositoryResource(repository)}`;
}

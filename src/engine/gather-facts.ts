import { type RepositoryName, repositoryResource } from '../domain/artifact-image.ts';
import type { Pull, Target, TargetPuller, Unasked } from '../domain/target.ts';
import { showsPath } from './place-image.ts';
import type { Sources } from './sources.ts';

/** Told how many of all references everything is known of. */
export type Answered = (done: number, all: number) => void;

type Asked = Pick<Sources, 'images' | 'access' | 'accounts'>;

/** Asks all that the rules need to know of every target, side by side. The sources ask each thing once. */
export async function gatherFacts(
  targets: readonly Unasked[],
  sources: Asked,
  answered: Answered = () => undefined,
): Promise<readonly Target[]> {
  let done = 0;
  const gathered = await Promise.all(
    targets.map(async (target) => {
      const known = await gatherTarget(target, sources);
      done += 1;
      answered(done, targets.length);
      return known;
    }),
  );
  return withOtherGrants(gathered);
}

/** Beside each pull that is not granted, what else of this run its principal may read. */
function withOtherGrants(targets: readonly Target[]): readonly Target[] {
  const granted = new Map<string, Map<string, RepositoryName>>();
  for (const { puller, repository, verdict } of targets.flatMap(({ pulls }) => pulls)) {
    if (verdict.verdict !== 'granted') continue;
    const known = granted.get(puller.principal) ?? new Map<string, RepositoryName>();
    known.set(repositoryResource(repository), repository);
    granted.set(puller.principal, known);
  }
  const readable = new Map([...granted].map(([who, known]) => [who, byName(known)]));
  return targets.map((target) => ({
    ...target,
    pulls: target.pulls.map((pull) => {
      const elsewhere = readable.get(pull.puller.principal);
      if (pull.verdict.verdict !== 'not-granted' || elsewhere === undefined) return pull;
      return { ...pull, readsElsewhere: elsewhere };
    }),
  }));
}

function byName(known: ReadonlyMap<string, RepositoryName>): readonly RepositoryName[] {
  return [...known].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, name]) => name);
}

async function gatherTarget(target: Unasked, sources: Asked): Promise<Target> {
  const { image, toldByText } = target;
  // Whoever waits for an image learns of the access to it meanwhile.
  const [existence, existsInSmall, pulls] = await Promise.all([
    image === null ? toldByText : sources.images.existence(image),
    findInSmall(target, sources),
    gatherPulls(target, sources),
  ]);
  return { ...target, existence, existsInSmall, pulls };
}

async function gatherPulls(
  { image, repository, pullers }: Unasked,
  sources: Asked,
): Promise<readonly Pull[]> {
  const mayHold = image === null || (await sources.images.mayHold(image));
  if (repository === null || !mayHold) return [];
  const asksForItself = pullers.some(
    ({ part, untold }) => part === 'puller' && untold === null,
  );
  const [pulls, agents] = await Promise.all([
    Promise.all(pullers.map((one) => gatherPull(one, repository, sources))),
    asksForItself ? gatherAgents(repository, sources) : [],
  ]);
  return [...pulls, ...agents];
}

async function findInSmall(
  { inSmall, reference }: Unasked,
  { images }: Asked,
): Promise<Target['existsInSmall']> {
  if (inSmall === null) return 'not-known';
  const existence = await images.existence(inSmall);
  return showsPath(existence, inSmall, reference.image) ? 'exists' : 'not-known';
}

async function gatherPull(
  { untold, ...who }: TargetPuller,
  repository: RepositoryName,
  { access, accounts }: Asked,
): Promise<Pull> {
  const { puller } = who;
  if (untold !== null) {
    const verdict = {
      verdict: 'unknown' as const,
      because: [],
      remarks: [],
      unknowns: [untold],
    };
    return { ...who, repository, verdict, account: null };
  }
  const { identity } = puller;
  const [verdict, account] = await Promise.all([
    access.verdict(puller, repository),
    identity.kind === 'google-service-account' ? accounts.account(identity.email) : null,
  ]);
  return { ...who, repository, verdict, account };
}

/** What a virtual repository's service agent may read of its upstreams. */
async function gatherAgents(
  repository: RepositoryName,
  { access }: Asked,
): Promise<readonly Pull[]> {
  const upstreams = await access.upstreams(repository);
  return upstreams.map(({ agent, upstream, verdict }) => ({
    puller: agent,
    part: 'agent',
    lands: 'surely',
    repository: upstream,
    verdict,
    account: null,
  }));
}

/** One key a principal and repository. */
export function accessKey({
  puller,
  repository,
}: Pick<Pull, 'puller' | 'repository'>): string {
  return `${puller.principal} ${repositoryResource(repository)}`;
}

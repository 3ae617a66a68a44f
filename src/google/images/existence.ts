import { type ArtifactImage, repositoryResource } from '../../domain/artifact-image.ts';
import {
  type Existence,
  type MissingImage,
  type Unknown,
  unknown,
} from '../../domain/facts.ts';
import { isKnownLocation } from '../../domain/locations.ts';
import { looksLikeTypo } from '../../domain/proposals.ts';
import type { ImageSource } from '../../engine/sources.ts';
import type { Answer } from '../wire/answers.ts';
import type { GoogleClient } from '../wire/client.ts';
import { once } from '../wire/once.ts';
import type { RepositoryFacts, RepositoryReader } from '../wire/repositories.ts';
import { artifactRegistry } from './artifact-registry.ts';
import { lookBehind } from './behind.ts';
import { describeFound } from './found-image.ts';
import type { ExistenceOptions, Inquiry } from './inquiry.ts';
import { lookAsNobody } from './open-image.ts';
import type { OpenRepositories } from './open-repositories.ts';
import { judgeLocation, judgeRedirection } from './place.ts';
import { proposeFor } from './propose.ts';
import { purse } from './purse.ts';
import type { RegistryApi } from './registry-api.ts';
import { tagFinder } from './tag-finder.ts';
import { missing, open } from './verdicts.ts';
import { waitFor } from './wait.ts';

/** What is shared with those who ask for access. */
export interface ImageMemos {
  readonly repository: RepositoryReader;
  readonly registry: RegistryApi;
  readonly open: OpenRepositories;
}

/** Does the image exist in Artifact Registry? Equal images are asked about once. */
export function imageSource(
  client: GoogleClient,
  { repository, registry, open: openToAll }: ImageMemos,
  options: ExistenceOptions,
): ImageSource {
  const api = artifactRegistry(client);
  const inquiry: Inquiry = {
    api,
    registry,
    repository,
    findTag: tagFinder(api),
    purse: purse(),
    options,
    ours: client.ours,
  };
  const answers = new Map<string, Promise<Existence>>();
  const existence = (image: ArtifactImage): Promise<Existence> => {
    openToAll.note(image);
    return once(answers, JSON.stringify(image), () => findOut(image, inquiry));
  };
  return {
    existence,
    mayHold: async (image) => {
      // A location that we do not know is looked up first, with the image.
      if (!isKnownLocation(image.repository.location))
        return (await existence(image)).kind !== 'location-unknown';
      const found = await repository(image.repository);
      if (found.kind === 'ok') return found.value.format === 'DOCKER';
      return found.kind === 'unknown';
    },
  };
}

/** Its repository is asked for beside it: neither waits for the other. */
async function findOut(image: ArtifactImage, inquiry: Inquiry): Promise<Existence> {
  const { location, project } = image.repository;
  if (!isKnownLocation(location)) {
    const wrong = await judgeLocation(location, project, inquiry);
    if (wrong !== null) return wrong;
  }
  const [repository, digest] = await Promise.all([
    inquiry.repository(image.repository),
    lookFor(image, inquiry),
  ]);
  const misplaced = await judgeRedirection(image, repository, inquiry);
  if (misplaced !== null) return misplaced;
  if (repository.kind === 'absent')
    return missing('repository', await proposeFor(image, 'repository', inquiry));
  if (repository.kind === 'unknown')
    return lookInSealed(image, digest, repository, inquiry);
  const facts = repository.value;
  if (facts.format !== 'DOCKER') return { kind: 'not-docker', format: facts.format };
  if (facts.mode === 'STANDARD') return lookInStandard(image, digest, facts, inquiry);
  if (digest.kind === 'ok') return describeFound(image, digest.value, facts, inquiry);
  return lookBehind(image, facts, inquiry, findOut);
}

/** The digest that the image's name stands for now. */
async function lookFor(
  { repository, package: name, tag, digest }: ArtifactImage,
  { api, findTag }: Inquiry,
): Promise<Answer<string>> {
  if (digest !== null) {
    const version = await api.version(repository, name, digest);
    return version.kind === 'ok' ? { kind: 'ok', value: digest } : version;
  }
  const found = await findTag(repository, name, tag ?? 'latest');
  if (found.kind !== 'ok') return found;
  return { kind: 'ok', value: found.value.digest };
}

/** The repository may not be read: what is in it may be seen all the same, and what is not may still be there. */
async function lookInSealed(
  image: ArtifactImage,
  digest: Answer<string>,
  sealed: Unknown,
  inquiry: Inquiry,
): Promise<Existence> {
  if (digest.kind === 'ok') return describeFound(image, digest.value, null, inquiry);
  const seen = await lookAsNobody(image, inquiry);
  if (seen !== null) return seen;
  if (digest.kind === 'unknown') return open(digest);
  const resource = repositoryResource(image.repository);
  return open({
    ...sealed,
    why: `It is not in ${resource}, and whether that is a standard repository could not be read: ${sealed.why}`,
  });
}

async function lookInStandard(
  image: ArtifactImage,
  first: Answer<string>,
  facts: RepositoryFacts,
  inquiry: Inquiry,
): Promise<Existence> {
  if (first.kind === 'unknown') return open(first);
  if (first.kind === 'ok') return describeFound(image, first.value, facts, inquiry);
  // What is absent is described before it is waited for: the time may run out.
  const gone = await describeMissing(image, inquiry);
  if (gone.kind !== 'missing') return gone;
  const isListed = await isListedAllTheSame(image, gone.what, inquiry);
  const told = isListed ? open(CONTRADICTED) : gone;
  if (!(await isWorthWaiting(image, inquiry))) return told;
  const ask = (): Promise<Answer<string>> => lookAgain(image, inquiry);
  const { answer, waitedMs } = await waitFor(ask, first, inquiry.options, nameOf(image));
  if (answer.kind === 'ok') return describeFound(image, answer.value, facts, inquiry);
  if (answer.kind === 'unknown') return open(answer);
  return isListed ? told : { ...gone, waitedMs };
}

async function lookAgain(
  image: ArtifactImage,
  inquiry: Inquiry,
): Promise<Answer<string>> {
  return lookFor(image, { ...inquiry, findTag: inquiry.api.tag });
}

async function describeMissing(
  image: ArtifactImage,
  inquiry: Inquiry,
): Promise<Existence> {
  const pkg = await inquiry.api.hasPackage(image.repository, image.package);
  if (pkg.kind === 'unknown') return open(pkg);
  const named = image.digest === null ? 'tag' : 'digest';
  const what = pkg.kind === 'ok' ? named : 'image';
  return missing(what, await proposeFor(image, what, inquiry));
}

const CONTRADICTED = unknown(
  'unexpected-answer',
  'Artifact Registry answered that it is not there, and lists it.',
  'It may be pushed or deleted right now: run the check again.',
);

/** Of two answers that say opposite things, neither is believed. The lists are those that proposals are taken from. */
async function isListedAllTheSame(
  { repository, package: name, tag }: ArtifactImage,
  what: MissingImage['what'],
  { api }: Inquiry,
): Promise<boolean> {
  if (what === 'image') {
    const packages = await api.packages(repository);
    return packages.kind === 'ok' && packages.value.includes(name);
  }
  if (what !== 'tag') return false;
  const tags = await api.tags(repository, name);
  return tags.kind === 'ok' && tags.value.some((one) => one.tag === (tag ?? 'latest'));
}

/** A typo is not waited for. */
async function isWorthWaiting(
  { repository, package: name, tag, digest }: ArtifactImage,
  { api, options }: Inquiry,
): Promise<boolean> {
  if (options.waitMs <= 0) return false;
  if (digest !== null) return true;
  const known = await api.tags(repository, name);
  if (known.kind !== 'ok') return true;
  const tags = known.value.map((one) => one.tag);
  return !looksLikeTypo(tag ?? 'latest', tags);
}

function nameOf({ package: name, tag, digest }: ArtifactImage): string {
  if (digest !== null) return `${name}@${digest.slice(0, 19)}`;
  return `${name}:${tag ?? 'latest'}`;
}

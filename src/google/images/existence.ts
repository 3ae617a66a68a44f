import {
  type ArtifactImage,
  type RepositoryName,
  repositoryResource,
} from '../../domain/artifact-image.ts';
import {
  type Existence,
  type FoundImage,
  type Proposal,
  type Unknown,
  unknown,
} from '../../domain/facts.ts';
import { isKnownLocation } from '../../domain/locations.ts';
import { looksLikeTypo } from '../../domain/proposals.ts';
import type { ImageSource } from '../../engine/sources.ts';
import type { GoogleClient } from '../wire/client.ts';
import { once } from '../wire/once.ts';
import {
  type Lookup,
  parseRepository,
  type RepositoryFacts,
  type RepositoryReader,
} from '../wire/repositories.ts';
import { artifactRegistry } from './artifact-registry.ts';
import { describeFound } from './found-image.ts';
import type { ExistenceOptions, Inquiry } from './inquiry.ts';
import { judgeLocation, judgeRedirection } from './place.ts';
import { platformsOf } from './platforms.ts';
import { proposeFor } from './propose.ts';
import { registryApi } from './registry-api.ts';
import { waitFor } from './wait.ts';

/** Does the image exist in Artifact Registry? Equal images are asked about once. */
export function imageSource(
  client: GoogleClient,
  repository: RepositoryReader,
  options: ExistenceOptions,
): ImageSource {
  const inquiry: Inquiry = {
    api: artifactRegistry(client),
    registry: registryApi(client),
    repository,
    options,
  };
  const answers = new Map<string, Promise<Existence>>();
  return {
    existence: (image) =>
      once(answers, JSON.stringify(image), () => findOut(image, inquiry)),
  };
}

async function findOut(image: ArtifactImage, inquiry: Inquiry): Promise<Existence> {
  const { location, project } = image.repository;
  if (!isKnownLocation(location)) {
    const wrong = await judgeLocation(location, project, inquiry);
    if (wrong !== null) return wrong;
  }
  const repository = await inquiry.repository(image.repository);
  if (repository.kind === 'absent') {
    const notHere = image.host.endsWith('gcr.io')
      ? await judgeRedirection(image, inquiry)
      : null;
    return notHere ?? missing('repository', await proposeFor(image, 'repository', inquiry));
  }
  if (repository.kind === 'ok' && repository.value.format !== 'DOCKER') {
    return { kind: 'not-docker', format: repository.value.format };
  }
  const mode = repository.kind === 'ok' ? repository.value.mode : null;
  if (repository.kind === 'ok' && mode !== 'STANDARD')
    return lookBehind(image, repository.value, inquiry);
  return lookInStandard(image, repository, inquiry);
}

async function lookInStandard(
  image: ArtifactImage,
  repository: Lookup<RepositoryFacts>,
  inquiry: Inquiry,
): Promise<Existence> {
  if (image.digest !== null) return lookByDigest(image, image.digest, repository, inquiry);
  const tag = image.tag ?? 'latest';
  const { api, options } = inquiry;
  const found = await waitFor(
    () => api.tag(image.repository, image.package, tag),
    async () => repository.kind === 'ok' && !(await isTypo(image, tag, inquiry)),
    options,
    `${image.package}:${tag}`,
  );
  if (found.answer.kind === 'ok')
    return describeFound(image, found.answer.value, repository, inquiry);
  if (found.answer.kind === 'unknown') return open(found.answer);
  // Google itself says that it is absent. Only in a repository that is known to be standard does that settle it.
  if (repository.kind === 'unknown')
    return open(sealedRepository(image.repository, repository));
  const pkg = await api.hasPackage(image.repository, image.package);
  if (pkg.kind === 'unknown') return open(pkg);
  const what = pkg.kind === 'ok' ? 'tag' : 'image';
  return missing(what, await proposeFor(image, what, inquiry), found.waitedMs);
}

async function isTypo(
  image: ArtifactImage,
  tag: string,
  { api }: Inquiry,
): Promise<boolean> {
  const known = await api.tags(image.repository, image.package);
  return (
    known.kind === 'ok' &&
    looksLikeTypo(
      tag,
      known.value.map((one) => one.tag),
    )
  );
}

async function lookByDigest(
  image: ArtifactImage,
  digest: string,
  repository: Lookup<RepositoryFacts>,
  inquiry: Inquiry,
): Promise<Existence> {
  const { api, options } = inquiry;
  const found = await waitFor(
    () => api.version(image.repository, image.package, digest),
    async () => repository.kind === 'ok',
    options,
    `${image.package}@${digest.slice(0, 19)}`,
  );
  if (found.answer.kind === 'unknown') return open(found.answer);
  if (found.answer.kind === 'ok') return describeFound(image, digest, repository, inquiry);
  if (repository.kind === 'unknown')
    return open(sealedRepository(image.repository, repository));
  const pkg = await api.hasPackage(image.repository, image.package);
  if (pkg.kind === 'unknown') return open(pkg);
  const what = pkg.kind === 'ok' ? 'digest' : 'image';
  return missing(what, await proposeFor(image, what, inquiry), found.waitedMs);
}

/** Remote and virtual repositories: what is not in the cache may still be there. */
async function lookBehind(
  image: ArtifactImage,
  facts: RepositoryFacts,
  inquiry: Inquiry,
): Promise<Existence> {
  const cached = await lookInCache(image, inquiry);
  if (cached !== null) return cached;
  if (facts.mode === 'VIRTUAL') {
    const upstream = await walkUpstreams(image, facts, inquiry);
    if (upstream !== null) return upstream;
  }
  if (inquiry.options.remote === 'ask') return askRegistry(image, inquiry);
  const kind = facts.mode === 'VIRTUAL' ? 'a virtual' : 'a remote';
  return open(
    unknown(
      'undecidable',
      `${repositoryResource(image.repository)} is ${kind} repository: what its cache lacks may be upstream.`,
      "Let the registry itself be asked with --remote ask (it may fill the cache and spend the upstream's quota).",
    ),
  );
}

async function lookInCache(
  image: ArtifactImage,
  inquiry: Inquiry,
): Promise<Existence | null> {
  const { api } = inquiry;
  const repository = await inquiry.repository(image.repository);
  if (image.digest !== null) {
    const version = await api.version(image.repository, image.package, image.digest);
    return version.kind === 'ok'
      ? describeFound(image, image.digest, repository, inquiry)
      : null;
  }
  const tag = await api.tag(image.repository, image.package, image.tag ?? 'latest');
  return tag.kind === 'ok' ? describeFound(image, tag.value, repository, inquiry) : null;
}

/** The upstreams of a virtual repository, the greatest priority first; `null` where they leave it open. */
async function walkUpstreams(
  image: ArtifactImage,
  facts: RepositoryFacts,
  inquiry: Inquiry,
): Promise<Existence | null> {
  const ordered = facts.upstreams.toSorted((a, b) => b.priority - a.priority);
  const answers: Existence[] = [];
  for (const { repository } of ordered) {
    const name = parseRepository(repository);
    if (name === null) return null;
    const existence = await findOut(
      { ...image, repository: name },
      { ...inquiry, options: { ...inquiry.options, waitMs: 0 } },
    );
    if (existence.kind === 'found') return existence;
    answers.push(existence);
  }
  if (answers.length === 0 || answers.some((one) => one.kind !== 'missing')) return null;
  const first =
    answers.find((one) => one.kind === 'missing' && one.what !== 'repository') ??
    answers[0];
  return first?.kind === 'missing'
    ? { ...first, what: first.what === 'repository' ? 'image' : first.what }
    : null;
}

async function askRegistry(
  image: ArtifactImage,
  { registry }: Inquiry,
): Promise<Existence> {
  const answer = await registry.manifest(image, image.digest ?? image.tag ?? 'latest');
  if (answer.kind === 'unknown') return open(answer);
  if (answer.kind === 'absent')
    return missing(
      answer.what === 'repository'
        ? 'repository'
        : image.digest === null
          ? 'tag'
          : 'digest',
      [],
    );
  return {
    kind: 'found',
    digest: answer.value.digest,
    platforms: await platformsOf(image, answer.value, registry),
    uploadTime: null,
    sizeBytes: null,
    tags: [],
    moved: null,
    cleanup: { kind: 'not-asked' },
    download: { kind: 'not-asked' },
  } satisfies FoundImage;
}

function sealedRepository(name: RepositoryName, why: Unknown): Unknown {
  return {
    ...why,
    why: `It is not in ${repositoryResource(name)}, and whether that is a standard repository could not be read: ${why.why}`,
  };
}

function missing(
  what: 'repository' | 'image' | 'tag' | 'digest',
  proposals: readonly Proposal[],
  waitedMs = 0,
): Existence {
  return { kind: 'missing', what, proposals, waitedMs };
}

function open(why: Unknown): Existence {
  return { ...why, proposal: null };
}

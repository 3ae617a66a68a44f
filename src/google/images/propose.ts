import { type ArtifactImage, withTag } from '../../domain/artifact-image.ts';
import type { MissingImage, Proposal } from '../../domain/facts.ts';
import { nearestNames, nearestTags } from '../../domain/proposals.ts';
import type { Inquiry } from './inquiry.ts';
import { type Candidate, candidatesFor, written } from './places.ts';
import { isListed } from './seen.ts';

/** What exists and is nearest to what does not, best first. Only what was seen to exist is proposed. */
export async function proposeFor(
  image: ArtifactImage,
  what: MissingImage['what'],
  inquiry: Inquiry,
): Promise<readonly Proposal[]> {
  const near = nearBy(image, what, inquiry);
  const [own, elsewhere] = await Promise.all([near, otherPlaces(image, what, inquiry)]);
  return [...own, ...elsewhere];
}

/** In the repository that is named. */
async function nearBy(
  image: ArtifactImage,
  what: MissingImage['what'],
  inquiry: Inquiry,
): Promise<readonly Proposal[]> {
  switch (what) {
    case 'tag':
      return otherTags(image, inquiry);
    case 'digest':
      return presentDigest(image, inquiry);
    case 'image':
      return otherPackages(image, inquiry);
    case 'repository':
      return [];
  }
}

async function otherTags(
  image: ArtifactImage,
  { api }: Inquiry,
): Promise<readonly Proposal[]> {
  const [tags, versions] = await Promise.all([
    api.tags(image.repository, image.package),
    api.versions(image.repository, image.package),
  ]);
  if (tags.kind !== 'ok') return [];
  const times = new Map(
    versions.kind === 'ok'
      ? versions.value.map((one) => [one.digest, one.createTime] as const)
      : [],
  );
  const known = tags.value.map(({ tag, digest }) => ({
    tag,
    uploadTime: times.get(digest) ?? null,
  }));
  return nearestTags(image.tag ?? 'latest', known).map(({ tag, because }) => ({
    image: withTag(image, tag),
    because,
  }));
}

/** Where a digest is gone: what its tag stands for now. */
async function presentDigest(
  image: ArtifactImage,
  { api }: Inquiry,
): Promise<readonly Proposal[]> {
  if (image.tag === null) return [];
  const tags = await api.tags(image.repository, image.package);
  const now =
    tags.kind === 'ok' ? tags.value.find(({ tag }) => tag === image.tag) : undefined;
  if (now === undefined) return [];
  return [
    {
      image: written({ ...image, digest: now.digest }),
      because: `what ${image.tag} stands for now`,
    },
  ];
}

const NEAR_AT_MOST = 3;

async function otherPackages(
  image: ArtifactImage,
  inquiry: Inquiry,
): Promise<readonly Proposal[]> {
  const packages = await inquiry.api.packages(image.repository);
  if (packages.kind !== 'ok') return [];
  const near = nearestNames(image.package, packages.value).slice(0, NEAR_AT_MOST);
  const because = 'the nearest image in the repository';
  return seen(
    near.map((name) => ({ image: { ...image, package: name }, because })),
    inquiry,
  );
}

/** The same image elsewhere in the project, and a digest in another package. */
async function otherPlaces(
  image: ArtifactImage,
  what: MissingImage['what'],
  inquiry: Inquiry,
): Promise<readonly Proposal[]> {
  const candidates = await candidatesFor(image, what, inquiry);
  return seen(candidates, inquiry);
}

async function seen(
  candidates: readonly Candidate[],
  inquiry: Inquiry,
): Promise<readonly Proposal[]> {
  const there = await Promise.all(
    candidates.map(({ image }) => isListed(image, inquiry)),
  );
  return candidates
    .filter((_, index) => there[index] === true)
    .map(({ image, because }) => ({ image: written(image), because }));
}

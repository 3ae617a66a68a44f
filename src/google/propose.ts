import { type ArtifactImage, repositoryPath, withTag } from '../domain/artifact-image.ts';
import type { MissingImage, Proposal } from '../domain/facts.ts';
import { nearestNames, nearestTags } from '../domain/proposals.ts';
import type { Inquiry } from './existence.ts';

const SIBLINGS_AT_MOST = 6;

/** What exists and is nearest to what does not, best first. Only what was seen to exist is proposed. */
export async function proposeFor(
  image: ArtifactImage,
  what: MissingImage['what'],
  inquiry: Inquiry,
): Promise<readonly Proposal[]> {
  switch (what) {
    case 'tag':
      return [...(await otherTags(image, inquiry)), ...(await siblings(image, inquiry))];
    case 'digest':
      return siblings(image, inquiry);
    case 'image':
      return [...(await otherPackages(image, inquiry)), ...(await siblings(image, inquiry))];
    case 'repository':
      return otherRepositories(image, inquiry);
  }
}

async function otherTags(image: ArtifactImage, { api }: Inquiry): Promise<readonly Proposal[]> {
  const [tags, versions] = await Promise.all([
    api.tags(image.repository, image.package),
    api.versions(image.repository, image.package),
  ]);
  if (tags.kind !== 'ok') return [];
  const times = new Map(
    versions.kind === 'ok' ? versions.value.map((one) => [one.digest, one.createTime] as const) : [],
  );
  const known = tags.value.map(({ tag, digest }) => ({ tag, uploadTime: times.get(digest) ?? null }));
  return nearestTags(image.tag ?? 'latest', known).map(({ tag, because }) => ({
    image: withTag(image, tag),
    because,
  }));
}

async function otherPackages(image: ArtifactImage, inquiry: Inquiry): Promise<readonly Proposal[]> {
  const packages = await inquiry.api.packages(image.repository);
  if (packages.kind !== 'ok') return [];
  const near = nearestNames(image.package, packages.value).slice(0, 3);
  const there = await Promise.all(near.map((name) => isThere({ ...image, package: name }, inquiry)));
  return near.flatMap((name, index) =>
    there[index] === true
      ? [{ image: written({ ...image, package: name }), because: 'the nearest image in the repository' }]
      : [],
  );
}

/** The same image in another repository of the project and location. */
async function siblings(image: ArtifactImage, inquiry: Inquiry): Promise<readonly Proposal[]> {
  const { project, location, repository } = image.repository;
  const names = await inquiry.api.repositories(project, location);
  if (names.kind !== 'ok') return [];
  const others = names.value
    .filter((name) => name !== repository && !name.includes('.'))
    .slice(0, SIBLINGS_AT_MOST);
  const there = await Promise.all(others.map((name) => isThere(moved(image, name), inquiry)));
  return others.flatMap((name, index) =>
    there[index] === true && !image.host.endsWith('gcr.io')
      ? [{ image: written(moved(image, name)), because: `the same image in the repository ${name}` }]
      : [],
  );
}

async function otherRepositories(image: ArtifactImage, inquiry: Inquiry): Promise<readonly Proposal[]> {
  const { project, location, repository } = image.repository;
  const names = await inquiry.api.repositories(project, location);
  if (names.kind !== 'ok' || image.host.endsWith('gcr.io')) return [];
  const near = nearestNames(repository, names.value).slice(0, 3);
  const others = names.value.filter((name) => !near.includes(name)).slice(0, SIBLINGS_AT_MOST);
  const candidates = [...near, ...others];
  const there = await Promise.all(candidates.map((name) => isThere(moved(image, name), inquiry)));
  return candidates.flatMap((name, index) =>
    there[index] === true
      ? [{ image: written(moved(image, name)), because: `the same image in the repository ${name}` }]
      : [],
  );
}

function moved(image: ArtifactImage, repository: string): ArtifactImage {
  return { ...image, repository: { ...image.repository, repository } };
}

async function isThere(
  { repository, package: name, tag, digest }: ArtifactImage,
  { api }: Inquiry,
): Promise<boolean> {
  const found =
    digest === null
      ? await api.tag(repository, name, tag ?? 'latest')
      : await api.version(repository, name, digest);
  return found.kind === 'ok';
}

function written(image: ArtifactImage): string {
  const { tag, digest } = image;
  return `${repositoryPath(image)}/${image.package}${tag === null ? '' : `:${tag}`}${digest === null ? '' : `@${digest}`}`;
}

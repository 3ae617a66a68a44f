import {
  type ArtifactImage,
  repositoryPath,
  repositoryResource,
} from '../../domain/artifact-image.ts';
import type { MissingImage } from '../../domain/facts.ts';
import { nearestNames } from '../../domain/proposals.ts';
import type { ListedRepository } from './google-lists.ts';
import type { Inquiry } from './inquiry.ts';

/** An image that may be there, and why it would be proposed. */
export interface Candidate {
  readonly image: ArtifactImage;
  readonly because: string;
}

const REPOSITORIES_AT_MOST = 5;
const PACKAGES_AT_MOST = 4;

/** Where in its project the image may be instead, the likeliest first; none of it was seen yet. */
export async function candidatesFor(
  image: ArtifactImage,
  what: MissingImage['what'],
  inquiry: Inquiry,
): Promise<readonly Candidate[]> {
  const { api } = inquiry;
  const [packages, repositories] = await Promise.all([
    otherPackages(image, what, inquiry),
    api.repositories(image.repository.project),
  ]);
  if (repositories.kind !== 'ok') return packages;
  const near = nearestRepositories(image, repositories.value);
  const placed = near.map((one) => moveTo(image, one));
  const renamed =
    what === 'image' || what === 'repository'
      ? await Promise.all(placed.map((one) => renamedThere(one, inquiry)))
      : [];
  return [...packages, ...placed.map(sameImage), ...renamed.flat()];
}

/** The same digest in another package of the repository, or the same tag in one of a near name. */
async function otherPackages(
  image: ArtifactImage,
  what: MissingImage['what'],
  { api }: Inquiry,
): Promise<readonly Candidate[]> {
  if (what !== 'digest' && what !== 'tag') return [];
  const packages = await api.packages(image.repository);
  if (packages.kind !== 'ok') return [];
  if (what === 'tag') return sameTag(image, packages.value);
  const others = packages.value.filter((name) => name !== image.package);
  const near = nearestNames(image.package, others);
  return [...new Set([...near, ...others])].slice(0, PACKAGES_AT_MOST).map((name) => ({
    image: { ...image, tag: null, package: name },
    because: `the same digest in the image ${name}`,
  }));
}

const NEAR_PACKAGES_AT_MOST = 2;

function sameTag(
  image: ArtifactImage,
  packages: readonly string[],
): readonly Candidate[] {
  return nearestNames(image.package, packages)
    .slice(0, NEAR_PACKAGES_AT_MOST)
    .map((name) => ({
      image: { ...image, package: name },
      because: `the same tag of the image ${name}`,
    }));
}

/** In another repository, under a name that is near. */
async function renamedThere(
  image: ArtifactImage,
  { api, purse }: Inquiry,
): Promise<readonly Candidate[]> {
  const { repository, package: name } = image;
  const list = `${repositoryResource(repository)}/packages`;
  if (!purse.pays(repository.project, list)) return [];
  const packages = await api.packages(repository);
  if (packages.kind !== 'ok') return [];
  return nearestNames(name, packages.value)
    .slice(0, 1)
    .map((near) => ({
      image: { ...image, package: near },
      because: `the nearest image in the repository ${repository.repository}`,
    }));
}

function sameImage(image: ArtifactImage): Candidate {
  const { location, repository } = image.repository;
  const isGcr = GCR.has(repository);
  return {
    image,
    because: isGcr
      ? `the same image in ${repository}`
      : `the same image in the repository ${repository} in ${location}`,
  };
}

/** Of the same name in another location, then of a near name, then any other of the same location. */
function nearestRepositories(
  image: ArtifactImage,
  known: readonly ListedRepository[],
): readonly ListedRepository[] {
  const { location, repository } = image.repository;
  const others = known.filter(
    (one) =>
      one.isDocker && !(one.location === location && one.repository === repository),
  );
  const names = nearestNames(
    repository,
    others.map((one) => one.repository),
  );
  const continent = location.split('-')[0];
  const rank = (one: ListedRepository): number => {
    const isNear = one.location.split('-')[0] === continent;
    const isHere = one.location === location;
    if (one.repository === repository) return isNear ? 0 : 1;
    if (names.includes(one.repository)) return isHere ? 2 : 3;
    if (isHere) return 4;
    return isNear ? 5 : 6;
  };
  return others
    .map((one) => ({ one, rank: rank(one) }))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, REPOSITORIES_AT_MOST)
    .map(({ one }) => one);
}

const GCR: ReadonlySet<string> = new Set([
  'gcr.io',
  'us.gcr.io',
  'eu.gcr.io',
  'asia.gcr.io',
]);

/** The same image in another repository, by the host that serves it. */
function moveTo(
  image: ArtifactImage,
  { location, repository }: ListedRepository,
): ArtifactImage {
  const { project, location: own } = image.repository;
  const isHere = location === own && image.host.endsWith('.pkg.dev');
  const pkgDev = isHere ? image.host : `${location}-docker.pkg.dev`;
  return {
    ...image,
    host: GCR.has(repository) ? repository : pkgDev,
    repository: { project, location, repository },
  };
}

/** The whole name, as a manifest has it. */
export function written(image: ArtifactImage): string {
  const { tag, digest, package: name } = image;
  const version = digest === null ? '' : `@${digest}`;
  const tagged = tag === null ? '' : `:${tag}`;
  return `${repositoryPath(image)}/${name}${tagged}${version}`;
}

import {
  type ArtifactImage,
  repositoryPath,
  withTag,
} from '../../domain/artifact-image.ts';
import type { MissingImage, Proposal } from '../../domain/facts.ts';
import { LOCATIONS } from '../../domain/locations.ts';
import { nearestNames, nearestTags } from '../../domain/proposals.ts';
import type { Inquiry } from './inquiry.ts';

const SIBLINGS_AT_MOST = 6;
const PACKAGES_AT_MOST = 20;

/** What exists and is nearest to what does not, best first. Only what was seen to exist is proposed. */
export async function proposeFor(
  image: ArtifactImage,
  what: MissingImage['what'],
  inquiry: Inquiry,
): Promise<readonly Proposal[]> {
  switch (what) {
    case 'tag':
      return [...(await otherTags(image, inquiry)), ...(await elsewhere(image, inquiry))];
    case 'digest':
      return [
        ...(await samePackages(image, inquiry)),
        ...(await elsewhere(image, inquiry)),
      ];
    case 'image':
      return [
        ...(await otherPackages(image, inquiry)),
        ...(await elsewhere(image, inquiry)),
      ];
    case 'repository':
      return [
        ...(await otherRepositories(image, inquiry)),
        ...(await otherLocations(image, inquiry)),
      ];
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

async function otherPackages(
  image: ArtifactImage,
  inquiry: Inquiry,
): Promise<readonly Proposal[]> {
  const packages = await inquiry.api.packages(image.repository);
  if (packages.kind !== 'ok') return [];
  const near = nearestNames(image.package, packages.value).slice(0, 3);
  const there = await Promise.all(
    near.map((name) => isThere({ ...image, package: name }, inquiry)),
  );
  return near.flatMap((name, index) =>
    there[index] === true
      ? [
          {
            image: written({ ...image, package: name }),
            because: 'the nearest image in the repository',
          },
        ]
      : [],
  );
}

async function elsewhere(
  image: ArtifactImage,
  inquiry: Inquiry,
): Promise<readonly Proposal[]> {
  const found = await Promise.all([
    siblings(image, inquiry),
    otherLocations(image, inquiry),
  ]);
  return found.flat();
}

/** The same digest in another package of the repository. */
async function samePackages(
  image: ArtifactImage,
  inquiry: Inquiry,
): Promise<readonly Proposal[]> {
  const packages = await inquiry.api.packages(image.repository);
  if (packages.kind !== 'ok') return [];
  const others = packages.value
    .filter((name) => name !== image.package)
    .slice(0, PACKAGES_AT_MOST);
  const there = await Promise.all(
    others.map((name) => isThere({ ...image, tag: null, package: name }, inquiry)),
  );
  return others.flatMap((name, index) =>
    there[index] === true
      ? [
          {
            image: written({ ...image, package: name }),
            because: `the same digest in the image ${name}`,
          },
        ]
      : [],
  );
}

/** The same image in a repository of the same name in another location of the continent. */
async function otherLocations(
  image: ArtifactImage,
  inquiry: Inquiry,
): Promise<readonly Proposal[]> {
  const { location } = image.repository;
  if (image.host !== `${location}-docker.pkg.dev`) return [];
  const [continent = ''] = location.split('-');
  const others = LOCATIONS.filter(
    (one) => one !== location && one.split('-')[0] === continent,
  );
  const at = (one: string): ArtifactImage => ({
    ...image,
    host: `${one}-docker.pkg.dev`,
    repository: { ...image.repository, location: one },
  });
  const there = await Promise.all(others.map((one) => isThere(at(one), inquiry)));
  return others.flatMap((one, index) =>
    there[index] === true
      ? [{ image: written(at(one)), because: `the same image in ${one}` }]
      : [],
  );
}

/** The same image in another repository of the project and location. */
async function siblings(
  image: ArtifactImage,
  inquiry: Inquiry,
): Promise<readonly Proposal[]> {
  const { project, location, repository } = image.repository;
  const names = await inquiry.api.repositories(project, location);
  if (names.kind !== 'ok') return [];
  const others = names.value
    .filter((name) => name !== repository && !name.includes('.'))
    .slice(0, SIBLINGS_AT_MOST);
  const there = await Promise.all(
    others.map((name) => isThere(moved(image, name), inquiry)),
  );
  return others.flatMap((name, index) =>
    there[index] === true && !image.host.endsWith('gcr.io')
      ? [
          {
            image: written(moved(image, name)),
            because: `the same image in the repository ${name}`,
          },
        ]
      : [],
  );
}

async function otherRepositories(
  image: ArtifactImage,
  inquiry: Inquiry,
): Promise<readonly Proposal[]> {
  const { project, location, repository } = image.repository;
  const names = await inquiry.api.repositories(project, location);
  if (names.kind !== 'ok' || image.host.endsWith('gcr.io')) return [];
  const near = nearestNames(repository, names.value).slice(0, 3);
  const others = names.value
    .filter((name) => !near.includes(name))
    .slice(0, SIBLINGS_AT_MOST);
  const candidates = [...near, ...others];
  const there = await Promise.all(
    candidates.map((name) => isThere(moved(image, name), inquiry)),
  );
  return candidates.flatMap((name, index) =>
    there[index] === true
      ? [
          {
            image: written(moved(image, name)),
            because: `the same image in the repository ${name}`,
          },
        ]
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

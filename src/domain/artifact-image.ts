import { GCR, type HostReading, readHost } from './google-hosts.ts';
import type { ImageName } from './image-name.ts';

/** A repository in Artifact Registry. `project` has Google's own form (`example.com:my-project` where it is domain-scoped). */
export interface RepositoryName {
  readonly project: string;
  readonly location: string;
  readonly repository: string;
}

/** An image in Artifact Registry's terms. `tag` is `latest` where neither tag nor digest was written. */
export interface ArtifactImage {
  /** The registry's host as written, e.g. `us-central1-docker.pkg.dev`. */
  readonly host: string;
  readonly repository: RepositoryName;
  /** The package: everything after the repository, slashes unescaped (`team/app`). */
  readonly package: string;
  readonly tag: string | null;
  readonly digest: string | null;
}

/** What an image name is to Artifact Registry. */
export type ArtifactReading =
  | { readonly kind: 'image'; readonly image: ArtifactImage }
  | { readonly kind: 'other-registry'; readonly host: string }
  /** Google's host, and no image there: the host is misspelt, or the path is too short. */
  | {
      readonly kind: 'incomplete';
      readonly why: string;
      /** The whole name with the right host; `null` where that cannot be told. */
      readonly replacement: string | null;
    }
  /** A host that is none of Google's, and so near to one that it may be a slip: nothing is sent there. */
  | {
      readonly kind: 'near';
      readonly host: string;
      readonly meant: string;
      readonly replacement: string;
    };

/** The full resource name, `projects/P/locations/L/repositories/R`. */
export function repositoryResource(name: RepositoryName): string {
  return `projects/${name.project}/locations/${name.location}/repositories/${name.repository}`;
}

/** Reads an image name in Artifact Registry's terms (hosts: `LOCATION-docker.pkg.dev`, `docker.REGION.rep.pkg.dev`, the four `gcr.io`). */
export function readArtifactImage(name: ImageName): ArtifactReading {
  const { host, path, tag, digest } = name;
  if (host === null) return readHostless(name);
  const registry = readHost(host);
  const replaced = (meant: string): string => `${meant}${name.text.slice(host.length)}`;
  if (registry.kind === 'other') return { kind: 'other-registry', host };
  if (registry.kind === 'near') {
    const { meant } = registry;
    return { kind: 'near', host, meant, replacement: replaced(meant) };
  }
  if (registry.kind === 'misspelt') {
    const { why, meant } = registry;
    return { kind: 'incomplete', why, replacement: meant && replaced(meant) };
  }
  const place = readPath(registry, path.split('/'));
  if ('why' in place) return { kind: 'incomplete', why: place.why, replacement: null };
  return {
    kind: 'image',
    image: {
      host,
      repository: place.repository,
      package: place.package,
      tag: tag ?? (digest === null ? 'latest' : null),
      digest,
    },
  };
}

/** Docker Hub's, unless it is a registry's host with no image behind it, or one that lost its dots. */
function readHostless({ path, text }: ImageName): ArtifactReading {
  const [first = '', ...rest] = path.split('/');
  const reading = readHost(first);
  if (rest.length === 0 && reading.kind !== 'other' && reading.kind !== 'near') {
    const why = `${first} is a registry, and this names no image in it.`;
    return { kind: 'incomplete', why, replacement: null };
  }
  if (rest.length > 1 && reading.kind === 'near' && reading.meant.endsWith('.pkg.dev')) {
    const replacement = `${reading.meant}${text.slice(first.length)}`;
    return { kind: 'near', host: first, meant: reading.meant, replacement };
  }
  return { kind: 'other-registry', host: 'docker.io' };
}

/** The repository of a name that holds a placeholder further on; `null` where host, project and repository are not all plain. */
export function findRepository(text: string): RepositoryName | null {
  const [host = '', ...parts] = text.split('/');
  const registry = readHost(host);
  if (registry.kind !== 'pkg-dev' && registry.kind !== 'gcr') return null;
  const wanted = registry.kind === 'gcr' ? 1 : 2;
  const domain = (parts[0] ?? '').includes('.') ? 1 : 0;
  const plain = parts.slice(0, wanted + domain);
  if (plain.length < wanted + domain || parts.length <= wanted + domain) return null;
  if (!plain.every((part) => /^[a-z0-9][a-z0-9.-]*$/.test(part))) return null;
  const place = readPath(registry, [...plain, 'image']);
  return 'why' in place ? null : place.repository;
}

/** The host's image path up to the package, to write another tag or package of the same repository: `HOST/PROJECT/REPOSITORY`. */
export function repositoryPath({
  host,
  repository: { project, repository },
}: ArtifactImage): string {
  const spelled = project.replace(':', '/');
  return readHost(host)?.kind === 'gcr'
    ? `${host}/${spelled}`
    : `${host}/${spelled}/${repository}`;
}

/** The image's name with another tag. */
export function withTag(image: ArtifactImage, tag: string): string {
  return `${repositoryPath(image)}/${image.package}:${tag}`;
}

type Registry = Extract<HostReading, { readonly kind: 'pkg-dev' | 'gcr' }>;

/** Is this exactly one of Artifact Registry's hosts? No other host is ever sent a credential. */
export function isArtifactRegistryHost(host: string): boolean {
  const { kind } = readHost(host);
  return kind === 'pkg-dev' || kind === 'gcr';
}

function readPath(
  registry: Registry,
  parts: readonly string[],
):
  | { readonly repository: RepositoryName; readonly package: string }
  | { readonly why: string } {
  const [first = ''] = parts;
  const domain = first.includes('.') ? 2 : 1;
  const project = parts.slice(0, domain).join(':');
  const rest = parts.slice(domain);
  if (registry.kind === 'gcr') {
    if (rest.length === 0 || parts.length < domain)
      return {
        why: `${registry.repository} images are named ${registry.repository}/PROJECT/IMAGE, and this names no image.`,
      };
    const { location, repository } = registry;
    return { repository: { project, location, repository }, package: rest.join('/') };
  }
  const [repository = '', ...image] = rest;
  if (image.length === 0) {
    return {
      why: 'Artifact Registry images are named HOST/PROJECT/REPOSITORY/IMAGE, and this has no repository or no image.',
    };
  }
  if (
    !/^[a-z](?:[a-z0-9-]*[a-z0-9])?$/.test(repository) &&
    !Object.hasOwn(GCR, repository)
  ) {
    return {
      why: `"${repository}" is not the name of a repository: lower-case letters, digits and "-", starting with a letter.`,
    };
  }
  return {
    repository: { project, location: registry.location, repository },
    package: image.join('/'),
  };
}

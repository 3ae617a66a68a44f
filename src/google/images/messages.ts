import {
  asObject,
  below,
  decodeAll,
  decodeInteger,
  decodeText,
  decodeTime,
  isSameName,
  type Json,
  lastPart,
  textOr,
  unescaped,
} from '../wire/decode.ts';

/** What of a Docker image matters here. */
export interface DockerImageFacts {
  readonly digest: string;
  /** `null` where they could not be read. */
  readonly tags: readonly string[] | null;
  readonly uploadTime: string | null;
  readonly sizeBytes: number | null;
  readonly mediaType: string | null;
  readonly manifests: readonly ImageManifest[];
}

/** One platform, as Artifact Registry lists it; empty where it does not say. */
export interface ImageManifest {
  readonly os: string;
  readonly architecture: string;
  readonly variant: string;
  readonly osVersion: string;
}

/** A tag and where it points. */
export interface TagFacts {
  readonly tag: string;
  readonly digest: string;
}

/** A version of a package. */
export interface VersionFacts {
  readonly digest: string;
  readonly createTime: string | null;
}

const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** A tag of a package; `null` where it is none of this package's, or points at no version of it. */
export function decodeTag(item: unknown, pkg: string): TagFacts | null {
  const { name, version } = asObject(item) ?? {};
  const tag = below(name, `${pkg}/tags`);
  const digest = below(version, `${pkg}/versions`);
  if (tag === null || digest === null || !DIGEST.test(digest)) return null;
  return { tag, digest };
}

/** A version of a package; `null` where it is none of this package's. */
export function decodeVersion(item: unknown, pkg: string): VersionFacts | null {
  const { name, createTime } = asObject(item) ?? {};
  const digest = below(name, `${pkg}/versions`);
  if (digest === null || !DIGEST.test(digest)) return null;
  return { digest, createTime: decodeTime(createTime) };
}

/** The id of a package of a repository. */
export function decodePackage(item: unknown, repository: string): string | null {
  return below(asObject(item)?.['name'], `${repository}/packages`);
}

/** An image: `null` where it is not the one that was asked for. */
export function decodeDockerImage(
  found: Json,
  name: string,
  digest: string,
): DockerImageFacts | null {
  if (!isSameName(found['name'], name)) return null;
  const manifests = decodeAll(found['imageManifests'], decodeManifest);
  if (manifests === null) return null;
  return {
    digest,
    tags: decodeAll(found['tags'], decodeText),
    uploadTime: decodeTime(found['uploadTime']),
    sizeBytes: decodeInteger(found['imageSizeBytes']),
    mediaType: decodeText(found['mediaType']),
    manifests,
  };
}

function decodeManifest(item: unknown): ImageManifest | null {
  const fields = asObject(item);
  if (fields === null) return null;
  const os = textOr(fields['os'], '');
  const architecture = textOr(fields['architecture'], '');
  const variant = textOr(fields['variant'], '');
  const osVersion = textOr(fields['osVersion'], '');
  const isWhole =
    os !== null && architecture !== null && variant !== null && osVersion !== null;
  return isWhole ? { os, architecture, variant, osVersion } : null;
}

/** A download rule, whose own fields are judged elsewhere. */
export function decodeRule(item: unknown, repository: string): Json | null {
  const rule = asObject(item);
  return below(rule?.['name'], `${repository}/rules`) === null ? null : rule;
}

/** `projects/P/locations/L/repositories/R` of a list over all of a project's locations. */
export function decodeRepositoryName(item: unknown): {
  readonly location: string;
  readonly repository: string;
  readonly isDocker: boolean;
} | null {
  const { name, format } = asObject(item) ?? {};
  if (typeof name !== 'string') return null;
  const match = /^projects\/[^/]+\/locations\/([^/]+)\/repositories\/([^/]+)$/.exec(
    unescaped(name) ?? '',
  );
  const [, location, repository] = match ?? [];
  if (!location || !repository) return null;
  const isDocker = format === undefined || format === 'DOCKER' || format === 1;
  return { location, repository, isDocker };
}

/** The id of a location. */
export function decodeLocation(item: unknown): string | null {
  const { locationId, name } = asObject(item) ?? {};
  return typeof name === 'string' && lastPart(name) === locationId
    ? decodeText(locationId)
    : null;
}

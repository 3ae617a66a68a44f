import { asObject } from '../wire/answers.ts';

/** What of a Docker image matters here. */
export interface DockerImageFacts {
  readonly digest: string;
  readonly tags: readonly string[];
  readonly uploadTime: string | null;
  readonly sizeBytes: number | null;
  readonly mediaType: string;
  readonly manifests: readonly {
    readonly os: string;
    readonly architecture: string;
    readonly variant: string;
    readonly osVersion: string;
  }[];
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
  readonly tags: readonly string[];
}

/** Reads an image. */
export function readDockerImage(answer: object, digest: string): DockerImageFacts {
  const found = asObject(answer) ?? {};
  const manifests = Array.isArray(found['imageManifests']) ? found['imageManifests'] : [];
  return {
    digest,
    tags: Array.isArray(found['tags']) ? found['tags'].map(String) : [],
    uploadTime: readTime(found['uploadTime']),
    sizeBytes: readNumber(found['imageSizeBytes']),
    mediaType: String(found['mediaType'] ?? ''),
    manifests: manifests.map((manifest) => ({
      os: String(manifest?.os ?? ''),
      architecture: String(manifest?.architecture ?? ''),
      variant: String(manifest?.variant ?? ''),
      osVersion: String(manifest?.osVersion ?? ''),
    })),
  };
}

/** Reads a version. */
export function readVersion(answer: object): VersionFacts {
  const found = asObject(answer) ?? {};
  const related = Array.isArray(found['relatedTags']) ? found['relatedTags'] : [];
  return {
    digest: lastPart(String(found['name'] ?? '')),
    createTime: readTime(found['createTime']),
    tags: related.map((tag) => lastPart(String(tag?.name ?? ''))),
  };
}

/** A protobuf timestamp, or its text, as RFC 3339 in UTC. */
function readTime(value: unknown): string | null {
  if (typeof value === 'string')
    return Number.isNaN(Date.parse(value)) ? null : isoSeconds(Date.parse(value));
  const object = asObject(value);
  const seconds = readNumber(object?.['seconds']);
  return object === null || seconds === null ? null : isoSeconds(seconds * 1000);
}

function isoSeconds(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z');
}

function readNumber(value: unknown): number | null {
  if (value === null || value === undefined) return null;
  const number = Number(String(value));
  return Number.isFinite(number) ? number : null;
}

/** The digest at the end of a version's name; anything else is no version. */
export function digestOf(version: string): string {
  const digest = lastPart(version);
  if (!/^sha\d+:[0-9a-f]+$/.test(digest))
    throw new Error(`expected a version named by its digest, got "${version}"`);
  return digest;
}

/** The last part of a resource name, unescaped. */
export function lastPart(name: string): string {
  return decodeURIComponent(name.slice(name.lastIndexOf('/') + 1));
}

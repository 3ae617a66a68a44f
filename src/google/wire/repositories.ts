import { type RepositoryName, repositoryResource } from '../../domain/artifact-image.ts';
import { type Answer, decoded } from './answers.ts';
import type { GoogleClient } from './client.ts';
import { asObject, decodeAll, decodeEnum, isSameName, type Json } from './decode.ts';
import { once } from './once.ts';

/** What of a repository matters here. */
export interface RepositoryFacts {
  /** `DOCKER`, `MAVEN`, … */
  readonly format: string;
  readonly mode: 'STANDARD' | 'VIRTUAL' | 'REMOTE' | 'OTHER';
  readonly upstreams: readonly Upstream[];
  /** As Artifact Registry has them, by policy id. */
  readonly cleanupPolicies: Readonly<Record<string, unknown>>;
  readonly cleanupDryRun: boolean;
}

/** One upstream of a virtual repository; the greatest priority is asked first. */
export interface Upstream {
  readonly repository: string;
  readonly priority: number;
}

/** Describes a repository; each is asked for once, whoever asks. */
export type RepositoryReader = (name: RepositoryName) => Promise<Answer<RepositoryFacts>>;

/** Reads repositories over one connection. */
export function repositoryReader(client: GoogleClient): RepositoryReader {
  const known = new Map<string, Promise<Answer<RepositoryFacts>>>();
  return (name) => {
    const resource = repositoryResource(name);
    return once(known, resource, () => read(client, resource));
  };
}

async function read(
  client: GoogleClient,
  resource: string,
): Promise<Answer<RepositoryFacts>> {
  const permission = 'artifactregistry.repositories.get';
  const answer = await client.call({
    service: 'artifactregistry',
    method: 'GET',
    path: `/v1/${resource}`,
    needs: { permission, resource },
  });
  return decoded(answer, (found) => decode(found, resource), resource);
}

/** `null` where it is not the description of the repository that was asked for. */
function decode(found: Json, resource: string): RepositoryFacts | null {
  if (!isSameRepository(found['name'], resource)) return null;
  const format = decodeEnum(found['format'], FORMATS);
  const mode = decodeEnum(found['mode'], MODES);
  const virtual = asObject(found['virtualRepositoryConfig'] ?? {});
  const cleanup = asObject(found['cleanupPolicies'] ?? {});
  const dryRun = found['cleanupPolicyDryRun'] ?? false;
  const upstreams = decodeAll(virtual?.['upstreamPolicies'], decodeUpstream);
  if (format === null || format === FORMATS[0] || mode === null) return null;
  if (virtual === null || cleanup === null || upstreams === null) return null;
  if (typeof dryRun !== 'boolean') return null;
  return {
    format,
    mode: modeOf(mode),
    upstreams,
    cleanupPolicies: cleanup,
    cleanupDryRun: dryRun,
  };
}

/** A project that was asked for by its number may answer by its id, and the other way round. */
function isSameRepository(name: unknown, resource: string): boolean {
  if (isSameName(name, resource)) return true;
  const told = typeof name === 'string' ? parseRepository(name) : null;
  const asked = parseRepository(resource);
  if (told === null || asked === null) return false;
  const isNumber = [told, asked].some(({ project }) => /^\d+$/.test(project));
  const { location, repository } = asked;
  return isNumber && told.location === location && told.repository === repository;
}

/** In the order of their numbers. */
const FORMATS = [
  'FORMAT_UNSPECIFIED',
  'DOCKER',
  'MAVEN',
  'NPM',
  'UNKNOWN_4',
  'APT',
  'YUM',
  'UNKNOWN_7',
  'PYTHON',
  'KFP',
  'GO',
  'GENERIC',
  'RUBY',
];
const MODES = [
  'MODE_UNSPECIFIED',
  'STANDARD_REPOSITORY',
  'VIRTUAL_REPOSITORY',
  'REMOTE_REPOSITORY',
];

/** A repository without a mode is a standard one. */
function modeOf(mode: string): RepositoryFacts['mode'] {
  const known: Readonly<Record<string, RepositoryFacts['mode']>> = {
    MODE_UNSPECIFIED: 'STANDARD',
    STANDARD_REPOSITORY: 'STANDARD',
    VIRTUAL_REPOSITORY: 'VIRTUAL',
    REMOTE_REPOSITORY: 'REMOTE',
  };
  return known[mode] ?? 'OTHER';
}

function decodeUpstream(policy: unknown): Upstream | null {
  const { repository, priority = 0 } = asObject(policy) ?? {};
  return typeof repository === 'string' && typeof priority === 'number'
    ? { repository, priority }
    : null;
}

/** `projects/P/locations/L/repositories/R`, taken apart. */
export function parseRepository(resource: string): RepositoryName | null {
  const match = /^projects\/([^/]+)\/locations\/([^/]+)\/repositories\/([^/]+)$/.exec(
    resource,
  );
  const [, project, location, repository] = match ?? [];
  if (!project || !location || !repository) return null;
  return { project, location, repository };
}

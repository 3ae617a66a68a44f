import { type RepositoryName, repositoryResource } from '../../domain/artifact-image.ts';
import { asObject, strange } from './answers.ts';
import type { Answer, GoogleClient } from './client.ts';
import { once } from './once.ts';

/** What one lookup says: the thing, that it is absent, or why nobody can tell. */
export type Lookup<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | Exclude<Answer, { kind: 'ok' }>;

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
export type RepositoryReader = (name: RepositoryName) => Promise<Lookup<RepositoryFacts>>;

/** Reads repositories over one connection. */
export function repositoryReader(client: GoogleClient): RepositoryReader {
  const known = new Map<string, Promise<Lookup<RepositoryFacts>>>();
  return (name) => {
    const resource = repositoryResource(name);
    return once(known, resource, () => read(client, resource));
  };
}

async function read(
  client: GoogleClient,
  resource: string,
): Promise<Lookup<RepositoryFacts>> {
  const permission = 'artifactregistry.repositories.get';
  const answer = await client.call({
    service: 'artifactregistry',
    method: 'GET',
    path: `/v1/${resource}`,
    needs: { permission, resource },
  });
  if (answer.kind !== 'ok') return answer;
  const found = asObject(answer.body) ?? {};
  const facts = found['name'] === resource ? decode(found) : null;
  if (facts === null)
    return strange(`Artifact Registry described ${resource} in an unknown form`);
  return { kind: 'ok', value: facts };
}

/** `null` where it is no repository's description. */
function decode(found: Readonly<Record<string, unknown>>): RepositoryFacts | null {
  const { format, mode = 'STANDARD_REPOSITORY' } = found;
  const virtual = asObject(found['virtualRepositoryConfig']) ?? {};
  const policies = virtual['upstreamPolicies'] ?? [];
  const cleanup = asObject(found['cleanupPolicies'] ?? {});
  if (typeof format !== 'string' || typeof mode !== 'string') return null;
  if (!Array.isArray(policies) || cleanup === null) return null;
  const upstreams = policies.map(decodeUpstream);
  if (!upstreams.every((one) => one !== null)) return null;
  return {
    format,
    mode: MODES[mode] ?? 'OTHER',
    upstreams,
    cleanupPolicies: cleanup,
    cleanupDryRun: found['cleanupPolicyDryRun'] === true,
  };
}

/** A repository without a mode is a standard one. */
const MODES: Readonly<Record<string, RepositoryFacts['mode']>> = {
  MODE_UNSPECIFIED: 'STANDARD',
  STANDARD_REPOSITORY: 'STANDARD',
  VIRTUAL_REPOSITORY: 'VIRTUAL',
  REMOTE_REPOSITORY: 'REMOTE',
};

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

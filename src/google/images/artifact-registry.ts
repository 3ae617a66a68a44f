import { type RepositoryName, repositoryResource } from '../../domain/artifact-image.ts';

import { SettingsError } from '../../domain/settings-error.ts';
import { asObject, strange } from '../wire/answers.ts';
import type { Answer, GoogleClient } from '../wire/client.ts';
import type { Lookup } from '../wire/repositories.ts';
import {
  type DockerImageFacts,
  digestOf,
  lastPart,
  readDockerImage,
  readVersion,
  type TagFacts,
  type VersionFacts,
} from './artifact-registry-messages.ts';

/** Artifact Registry's own lookups, through Google's client. Each answers a `Lookup`; none throws for what Google says. */
export interface ArtifactRegistry {
  readonly hasPackage: (name: RepositoryName, pkg: string) => Promise<Lookup<true>>;
  /** The digest that a tag points at. */
  readonly tag: (name: RepositoryName, pkg: string, tag: string) => Promise<Lookup<string>>;
  readonly version: (
    name: RepositoryName,
    pkg: string,
    digest: string,
  ) => Promise<Lookup<VersionFacts>>;
  readonly dockerImage: (
    name: RepositoryName,
    pkg: string,
    digest: string,
  ) => Promise<Lookup<DockerImageFacts>>;
  readonly tags: (
    name: RepositoryName,
    pkg: string,
  ) => Promise<Lookup<readonly TagFacts[]>>;
  readonly packages: (name: RepositoryName) => Promise<Lookup<readonly string[]>>;
  readonly versions: (
    name: RepositoryName,
    pkg: string,
  ) => Promise<Lookup<readonly VersionFacts[]>>;
  readonly repositories: (
    project: string,
    location: string,
  ) => Promise<Lookup<readonly string[]>>;
  readonly rules: (
    name: RepositoryName,
  ) => Promise<Lookup<readonly Readonly<Record<string, unknown>>[]>>;
  readonly locations: (project: string) => Promise<Lookup<readonly string[]>>;
  /** The state of gcr.io's redirection, `REDIRECTION_FROM_GCR_IO_…`. */
  readonly redirection: (project: string) => Promise<Lookup<string>>;
}

/** Escapes a package or a tag for a resource name. */
function escapeId(id: string): string {
  return encodeURIComponent(id);
}

/** Connects Google's client to our own transport: its requests and its reading of messages, our endpoints, retries and truthfulness. */
export function artifactRegistry(client: GoogleClient): ArtifactRegistry {
  const official = lazily(() => openOfficialClient(client));
  const packageName = (name: RepositoryName, pkg: string): string =>
    `${repositoryResource(name)}/packages/${escapeId(pkg)}`;
  const list = <T>(
    read: (page: Official) => Promise<readonly T[]>,
  ): Promise<Lookup<readonly T[]>> => attempt(async () => read(await official()));
  return {
    hasPackage: (name, pkg) =>
      attempt(async () => {
        await (await official()).getPackage({ name: packageName(name, pkg) });
        return true as const;
      }),
    tag: (name, pkg, tag) =>
      attempt(async () => {
        const [found] = await (await official()).getTag({
          name: `${packageName(name, pkg)}/tags/${escapeId(tag)}`,
        });
        return digestOf(found.version ?? '');
      }),
    version: (name, pkg, digest) =>
      attempt(async () => {
        const [found] = await (await official()).getVersion({
          name: `${packageName(name, pkg)}/versions/${digest}`,
          view: 'FULL',
        });
        return readVersion(found);
      }),
    dockerImage: (name, pkg, digest) =>
      attempt(async () => {
        const [found] = await (await official()).getDockerImage({
          name: `${repositoryResource(name)}/dockerImages/${escapeId(pkg)}@${digest}`,
        });
        return readDockerImage(found, digest);
      }),
    tags: (name, pkg) =>
      list(async (api) => {
        const [tags] = await api.listTags({ parent: packageName(name, pkg) });
        return tags.map((tag) => ({
          tag: lastPart(tag.name ?? ''),
          digest: digestOf(tag.version ?? ''),
        }));
      }),
    packages: (name) =>
      list(async (api) => {
        const [packages] = await api.listPackages({ parent: repositoryResource(name) });
        return packages.map((pkg) => lastPart(pkg.name ?? ''));
      }),
    versions: (name, pkg) =>
      list(async (api) => {
        const [versions] = await api.listVersions({
          parent: packageName(name, pkg),
          view: 'FULL',
        });
        return versions.map(readVersion);
      }),
    repositories: (project, location) =>
      list(async (api) => {
        const [repositories] = await api.listRepositories({
          parent: `projects/${project}/locations/${location}`,
        });
        return repositories.map((repository) => lastPart(repository.name ?? ''));
      }),
    rules: (name) =>
      list(async (api) => {
        const [rules] = await api.listRules({ parent: repositoryResource(name) });
        return rules.map((rule) => ({ ...rule }));
      }),
    redirection: async (project) => {
      const answer = await client.call({
        service: 'artifactregistry',
        method: 'GET',
        path: `/v1/projects/${project}/projectSettings`,
        needs: {
          permission: 'artifactregistry.projectsettings.get',
          resource: `projects/${project}`,
        },
      });
      if (answer.kind !== 'ok') return answer;
      const state = asObject(answer.body)?.['legacyRedirectionState'];
      return {
        kind: 'ok',
        value: typeof state === 'string' ? state : 'REDIRECTION_STATE_UNSPECIFIED',
      };
    },
    locations: async (project) => {
      const answer = await client.call({
        service: 'artifactregistry',
        method: 'GET',
        path: `/v1/projects/${project}/locations`,
        query: { pageSize: '1000' },
        needs: {
          permission: 'artifactregistry.locations.list',
          resource: `projects/${project}`,
        },
      });
      if (answer.kind !== 'ok') return answer;
      const listed = asObject(answer.body)?.['locations'];
      if (!Array.isArray(listed))
        return strange('Artifact Registry listed its locations in an unknown form');
      return {
        kind: 'ok',
        value: listed.flatMap((one) =>
          typeof one?.locationId === 'string' ? [one.locationId as string] : [],
        ),
      };
    },
  };
}

type Official = InstanceType<
  typeof import('./artifact-registry-client.ts').ArtifactRegistryClient
>;

function lazily<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | null = null;
  return () => {
    opened ??= open();
    return opened;
  };
}

/** An answer that was not the thing itself, on its way through Google's client. */
interface Detour extends Error {
  readonly answer: Exclude<Answer, { kind: 'ok' }>;
}

async function openOfficialClient(client: GoogleClient): Promise<Official> {
  const { ArtifactRegistryClient } = await import('./artifact-registry-client.ts');
  const auth = {
    universeDomain: 'googleapis.com',
    getRequestHeaders: async () => new Headers(),
    fetch: (url: string | URL, init: { readonly method?: string }) =>
      passThrough(client, new URL(url), init.method ?? 'GET'),
  };
  return new ArtifactRegistryClient({ fallback: true, auth: auth as never });
}

/** Google's client asks; our transport answers, and what is no plain success takes the detour. */
async function passThrough(
  client: GoogleClient,
  url: URL,
  method: string,
): Promise<Response> {
  const query = Object.fromEntries(url.searchParams);
  const answer = await client.call({
    service: 'artifactregistry',
    method: method === 'POST' ? 'POST' : 'GET',
    path: url.pathname,
    query,
    needs: needOf(decodeURIComponent(url.pathname)),
  });
  if (answer.kind !== 'ok') throw Object.assign(new Error(answer.kind), { answer });
  const problem = shapeProblem(url.pathname, answer.body);
  if (problem !== null)
    throw Object.assign(new Error('unknown'), { answer: strange(problem) });
  return Response.json(answer.body);
}

/** One thing has a name; a list has its own field, or nothing at all. */
function shapeProblem(path: string, body: unknown): string | null {
  const object = asObject(body);
  const isList = /\/(?:tags|packages|versions|repositories|rules)$/.test(path);
  if (object === null) return 'Artifact Registry answered in an unknown form';
  if (isList) {
    const field = path.slice(path.lastIndexOf('/') + 1);
    const known = Object.keys(object).every(
      (key) => key === field || key === 'nextPageToken' || key === 'unreachable',
    );
    return known ? null : 'Artifact Registry answered a list in an unknown form';
  }
  return typeof object['name'] === 'string'
    ? null
    : 'Artifact Registry answered with something that has no name';
}

async function attempt<T>(ask: () => Promise<T>): Promise<Lookup<T>> {
  try {
    return { kind: 'ok', value: await ask() };
  } catch (error) {
    const detour = findDetour(error);
    if (detour !== null) return detour;
    return strange(
      `Artifact Registry's answer could not be read (${error instanceof Error ? error.message.split('\n')[0] : 'unknown'})`,
    );
  }
}

/** Google's client wraps what our transport throws; the answer is somewhere down the chain of causes. */
function findDetour(error: unknown): Detour['answer'] | null {
  let at = error;
  for (let depth = 0; depth < 5 && at instanceof Error; depth += 1) {
    if (at instanceof SettingsError) throw at;
    if ('answer' in at) return (at as Detour).answer;
    at = at.cause;
  }
  return null;
}

/** The permission that a call needs, by its path. */
function needOf(path: string): { readonly permission: string; readonly resource: string } {
  const resource =
    /projects\/[^/]+\/locations\/[^/]+(?:\/repositories\/[^/]+)?/.exec(path)?.[0] ??
    path.replace(/^\/v1\//, '');
  const verbs: readonly (readonly [RegExp, string])[] = [
    [/\/dockerImages\/.+$/, 'dockerimages.get'],
    [/\/tags$/, 'tags.list'],
    [/\/tags\/[^/]+$/, 'tags.get'],
    [/\/versions$/, 'versions.list'],
    [/\/versions\/[^/]+$/, 'versions.get'],
    [/\/rules$/, 'rules.list'],
    [/\/packages$/, 'packages.list'],
    [/\/packages\/.+$/, 'packages.get'],
    [/\/repositories$/, 'repositories.list'],
    [/\/repositories\/[^/]+$/, 'repositories.get'],
  ];
  const verb = verbs.find(([pattern]) => pattern.test(path))?.[1] ?? 'repositories.get';
  return { permission: `artifactregistry.${verb}`, resource };
}

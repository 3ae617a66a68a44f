import { AsyncLocalStorage } from 'node:async_hooks';
import { type RepositoryName, repositoryResource } from '../../domain/artifact-image.ts';
import { type Answer, strange } from '../wire/answers.ts';
import type { GoogleClient } from '../wire/client.ts';
import { once } from '../wire/once.ts';
import { escapeId } from './artifact-id.ts';
import {
  decodePackage,
  decodeRepositoryName,
  decodeVersion,
  type VersionFacts,
} from './messages.ts';

/** A repository of a project, wherever it stands. */
export interface ListedRepository {
  readonly location: string;
  readonly repository: string;
  readonly isDocker: boolean;
}

/** What there is, for proposals and ranks: the lists that Google's own client walks, each read once. */
export interface GoogleLists {
  readonly packages: (name: RepositoryName) => Promise<Answer<readonly string[]>>;
  readonly versions: (
    name: RepositoryName,
    pkg: string,
  ) => Promise<Answer<readonly VersionFacts[]>>;
  /** Of every location of the project, by the location `-`. */
  readonly repositories: (
    project: string,
  ) => Promise<Answer<readonly ListedRepository[]>>;
}

type Official = InstanceType<
  typeof import('./artifact-registry-client.ts').ArtifactRegistryClient
>;

const PAGES_AT_MOST = 20;
const PAGE_SIZE = 1000;
const ONE_PAGE = { autoPaginate: false };

/** One page, and the request for the next. */
type ListPage = (
  api: Official,
  page: { readonly pageSize: number; readonly pageToken: string },
) => Promise<
  readonly [
    readonly object[],
    { readonly pageToken?: string | null | undefined } | null,
    ...unknown[],
  ]
>;

/** One list on its way through Google's client: what our own transport was answered. */
interface Walk {
  readonly needs: { readonly permission: string; readonly resource: string };
  pages: number;
  /** The first answer that was no page; it ends the list. */
  stopped: Exclude<Answer, { kind: 'ok' }> | null;
}

/** Google's client makes the requests, walks the pages and reads the messages; our transport carries them. */
export function googleLists(client: GoogleClient): GoogleLists {
  const walks = new AsyncLocalStorage<Walk>();
  let opened: Promise<Official> | null = null;
  const official = (): Promise<Official> => {
    opened ??= open(client, walks);
    return opened;
  };
  const walk = async <T>(
    verb: string,
    resource: string,
    list: ListPage,
    decode: (item: unknown) => T | null,
  ): Promise<Answer<readonly T[]>> => {
    const api = await official();
    const permission = `artifactregistry.${verb}`;
    const own: Walk = { needs: { permission, resource }, pages: 0, stopped: null };
    const items = await walks.run(own, () => readItems(api, list, own));
    if (own.stopped !== null) return own.stopped;
    const read = items.map(decode);
    if (!read.every((one) => one !== null)) return inUnknownForm(own);
    return { kind: 'ok', value: read as T[] };
  };
  const packages = new Map<string, Promise<Answer<readonly string[]>>>();
  const versions = new Map<string, Promise<Answer<readonly VersionFacts[]>>>();
  const repositories = new Map<string, Promise<Answer<readonly ListedRepository[]>>>();
  return {
    packages: (name) => {
      const parent = repositoryResource(name);
      return once(packages, parent, () =>
        walk(
          'packages.list',
          parent,
          (api, page) => api.listPackages({ parent, ...page }, ONE_PAGE),
          (item) => decodePackage(item, parent),
        ),
      );
    },
    versions: (name, pkg) => {
      const resource = repositoryResource(name);
      const parent = `${resource}/packages/${escapeId(pkg)}`;
      return once(versions, parent, () =>
        walk(
          'versions.list',
          resource,
          (api, page) => api.listVersions({ parent, ...page }, ONE_PAGE),
          (item) => decodeVersion(withTimes(item), parent),
        ),
      );
    },
    repositories: (project) => {
      const parent = `projects/${project}/locations/-`;
      return once(repositories, project, () =>
        walk(
          'repositories.list',
          `projects/${project}`,
          (api, page) => api.listRepositories({ parent, ...page }, ONE_PAGE),
          decodeRepositoryName,
        ),
      );
    },
  };
}

/** A list as Google's client gives it, page by page; empty where our transport stopped it. */
async function readItems(
  api: Official,
  list: ListPage,
  own: Walk,
): Promise<readonly object[]> {
  const all: object[] = [];
  let pageToken = '';
  try {
    do {
      const [items, next] = await list(api, { pageSize: PAGE_SIZE, pageToken });
      all.push(...items);
      pageToken = next?.pageToken ?? '';
    } while (pageToken !== '' && own.stopped === null);
    return all;
  } catch (error) {
    // Only a page that was handed over can be what it does not read.
    if (own.pages === 0 || !(error instanceof Error)) throw error;
    own.stopped ??= inUnknownForm(own);
    return [];
  }
}

function inUnknownForm({
  needs: { permission, resource },
}: Walk): Exclude<Answer, { kind: 'ok' }> {
  const what = permission.replace(/^artifactregistry\.|\.list$/g, '');
  return strange(`The ${what} of ${resource} were listed in an unknown form`);
}

async function open(
  client: GoogleClient,
  walks: AsyncLocalStorage<Walk>,
): Promise<Official> {
  const { ArtifactRegistryClient } = await import('./artifact-registry-client.ts');
  const auth = {
    universeDomain: 'googleapis.com',
    getRequestHeaders: async () => new Headers(),
    fetch: async (url: string | URL) => {
      const walk = walks.getStore();
      if (walk === undefined) throw new Error('a list is read outside of a walk');
      return Response.json(await readPage(client, new URL(url), walk));
    },
  };
  return new ArtifactRegistryClient({ fallback: true, auth: auth as never });
}

/** The next page, or an empty last one where there is none to be had: why stands in the walk. */
async function readPage(client: GoogleClient, url: URL, walk: Walk): Promise<object> {
  if (walk.pages >= PAGES_AT_MOST) {
    walk.stopped = strange(`${walk.needs.resource} holds more than is listed here`);
    return {};
  }
  const answer = await client.call({
    service: 'artifactregistry',
    method: 'GET',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    needs: walk.needs,
  });
  if (answer.kind !== 'ok') {
    walk.stopped = answer;
    return {};
  }
  walk.pages += 1;
  return answer.value;
}

/** Google's client gives a time in seconds and nanoseconds. */
function withTimes(item: unknown): unknown {
  const { createTime, ...rest } = item as {
    createTime?: { seconds?: unknown } | null;
  };
  const seconds = Number(createTime?.seconds);
  if (!Number.isFinite(seconds)) return rest;
  return { ...rest, createTime: new Date(seconds * 1000).toISOString() };
}

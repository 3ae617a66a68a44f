import { type RepositoryName, repositoryResource } from '../../domain/artifact-image.ts';
import { type Answer, decoded } from '../wire/answers.ts';
import type { Call, GoogleClient } from '../wire/client.ts';
import { isSameName, type Json } from '../wire/decode.ts';
import { once } from '../wire/once.ts';
import { readPages } from '../wire/pages.ts';
import { escapeId, packageResource } from './artifact-id.ts';
import { type GoogleLists, googleLists } from './google-lists.ts';
import {
  type DockerImageFacts,
  decodeDockerImage,
  decodeLocation,
  decodeRule,
  decodeTag,
  decodeVersion,
  type TagFacts,
  type VersionFacts,
} from './messages.ts';

/** Artifact Registry's own lookups. Each thing but a tag and a version is asked once a connection. */
export interface ArtifactRegistry extends GoogleLists {
  readonly hasPackage: (name: RepositoryName, pkg: string) => Promise<Answer<true>>;
  /** Where a tag points now; asked anew each time. */
  readonly tag: (
    name: RepositoryName,
    pkg: string,
    tag: string,
  ) => Promise<Answer<TagFacts>>;
  /** Asked anew each time. */
  readonly version: (
    name: RepositoryName,
    pkg: string,
    digest: string,
  ) => Promise<Answer<VersionFacts>>;
  readonly dockerImage: (
    name: RepositoryName,
    pkg: string,
    digest: string,
  ) => Promise<Answer<DockerImageFacts>>;
  readonly tags: (
    name: RepositoryName,
    pkg: string,
  ) => Promise<Answer<readonly TagFacts[]>>;
  /** The download rules, in Artifact Registry's own JSON. */
  readonly rules: (name: RepositoryName) => Promise<Answer<readonly Json[]>>;
  readonly locations: (project: string) => Promise<Answer<readonly string[]>>;
  /** The state of gcr.io's redirection, `REDIRECTION_FROM_GCR_IO_…`. */
  readonly redirection: (project: string) => Promise<Answer<string>>;
}

/** Asks Artifact Registry over one connection. Nothing is thrown for what it answers. */
export function artifactRegistry(client: GoogleClient): ArtifactRegistry {
  const packages = new Map<string, Promise<Answer<true>>>();
  const images = new Map<string, Promise<Answer<DockerImageFacts>>>();
  const tags = new Map<string, Promise<Answer<readonly TagFacts[]>>>();
  const rules = new Map<string, Promise<Answer<readonly Json[]>>>();
  const places = new Map<string, Promise<Answer<readonly string[]>>>();
  const states = new Map<string, Promise<Answer<string>>>();
  return {
    ...googleLists(client),
    hasPackage: (name, pkg) => {
      const resource = packageResource(name, pkg);
      const read = () => readPackage(client, name, resource);
      return once(packages, resource, read);
    },
    tag: (name, pkg, tag) => readTag(client, name, pkg, tag),
    version: (name, pkg, digest) => readVersion(client, name, pkg, digest),
    dockerImage: (name, pkg, digest) => {
      const id = `${escapeId(pkg)}@${digest}`;
      const resource = `${repositoryResource(name)}/dockerImages/${id}`;
      const read = () => readImage(client, name, resource, digest);
      return once(images, resource, read);
    },
    tags: (name, pkg) => {
      const resource = packageResource(name, pkg);
      const call = get(`${resource}/tags`, 'tags.list', name);
      const decode = (item: unknown) => decodeTag(item, resource);
      const listing = { field: 'tags', decode };
      return once(tags, resource, () => readPages(client, paged(call), listing));
    },
    rules: (name) => {
      const resource = repositoryResource(name);
      const call = get(`${resource}/rules`, 'rules.list', name);
      const decode = (item: unknown) => decodeRule(item, resource);
      const listing = { field: 'rules', decode };
      return once(rules, resource, () => readPages(client, paged(call), listing));
    },
    locations: (project) =>
      once(places, project, () =>
        readPages(client, paged(ofProject(project, 'locations')), {
          field: 'locations',
          decode: decodeLocation,
        }),
      ),
    redirection: (project) =>
      once(states, project, () => readRedirection(client, project)),
  };
}

function get(resource: string, verb: string, name: RepositoryName): Call {
  return {
    service: 'artifactregistry',
    method: 'GET',
    path: `/v1/${resource}`,
    needs: {
      permission: `artifactregistry.${verb}`,
      resource: repositoryResource(name),
    },
  };
}

function paged(call: Call): Call {
  return { ...call, query: { pageSize: '1000' } };
}

function ofProject(project: string, what: 'locations' | 'projectSettings'): Call {
  const verb = what === 'locations' ? 'locations.list' : 'projectsettings.get';
  return {
    service: 'artifactregistry',
    method: 'GET',
    path: `/v1/projects/${project}/${what}`,
    needs: {
      permission: `artifactregistry.${verb}`,
      resource: `projects/${project}`,
    },
  };
}

async function readPackage(
  client: GoogleClient,
  name: RepositoryName,
  resource: string,
): Promise<Answer<true>> {
  const answer = await client.call(get(resource, 'packages.get', name));
  const decode = (found: Json) => isSameName(found['name'], resource) || null;
  return decoded(answer, decode, resource);
}

async function readTag(
  client: GoogleClient,
  name: RepositoryName,
  pkg: string,
  tag: string,
): Promise<Answer<TagFacts>> {
  const parent = packageResource(name, pkg);
  const resource = `${parent}/tags/${escapeId(tag)}`;
  const answer = await client.call(get(resource, 'tags.get', name));
  const decode = (found: Json): TagFacts | null => {
    const read = decodeTag(found, parent);
    return read?.tag === tag ? read : null;
  };
  return decoded(answer, decode, resource);
}

async function readVersion(
  client: GoogleClient,
  name: RepositoryName,
  pkg: string,
  digest: string,
): Promise<Answer<VersionFacts>> {
  const parent = packageResource(name, pkg);
  const resource = `${parent}/versions/${digest}`;
  const answer = await client.call(get(resource, 'versions.get', name));
  const decode = (found: Json): VersionFacts | null => {
    const read = decodeVersion(found, parent);
    return read?.digest === digest ? read : null;
  };
  return decoded(answer, decode, resource);
}

async function readImage(
  client: GoogleClient,
  name: RepositoryName,
  resource: string,
  digest: string,
): Promise<Answer<DockerImageFacts>> {
  const answer = await client.call(get(resource, 'dockerimages.get', name));
  const decode = (found: Json) => decodeDockerImage(found, resource, digest);
  return decoded(answer, decode, resource);
}

async function readRedirection(
  client: GoogleClient,
  project: string,
): Promise<Answer<string>> {
  const call = ofProject(project, 'projectSettings');
  const answer = await client.call(call);
  const decode = (found: Json): string | null => {
    const { name, legacyRedirectionState: state } = found;
    if (typeof name !== 'string' || !name.endsWith('/projectSettings')) return null;
    if (state === undefined) return 'REDIRECTION_STATE_UNSPECIFIED';
    return typeof state === 'string' ? state : null;
  };
  return decoded(answer, decode, `projects/${project}/projectSettings`);
}

import type { Version } from './contents.ts';
import {
  denied,
  failure,
  notFound,
  ok,
  page,
  type SandboxRequest,
  type SandboxResponse,
} from './http.ts';
import { may } from './permissions.ts';
import { getPolicy, setPolicy } from './policy-answers.ts';
import { writeRepository, writeRules } from './repository-messages.ts';
import { type Bearer, findProject, type Repository, type State } from './state.ts';

const DOMAIN = 'artifactregistry.googleapis.com';

/** Artifact Registry v1. `null` for a path that is not its own. */
export function answerArtifactRegistry(
  state: State,
  bearer: Bearer,
  request: SandboxRequest,
): SandboxResponse | null {
  const path = decode(request.path);
  const settings = /^\/v1\/projects\/([^/]+)\/projectSettings$/.exec(path);
  if (settings !== null) {
    const project = findProject(state.world, settings[1] ?? '');
    if (project === null) return notFound('');
    return ok({
      name: `projects/${project[0]}/projectSettings`,
      legacyRedirectionState: project[1].redirection,
    });
  }
  const location = /^\/v1\/projects\/([^/]+)\/locations(?:\/([^/]+)(?:\/(.*))?)?$/.exec(
    path,
  );
  if (location === null) return null;
  const [, project = '', place, rest] = location;
  if (place === undefined) return listLocations(state, bearer, project, request);
  if (rest === undefined || rest.startsWith('vpcscConfig'))
    return ok({ name: `projects/${project}/locations/${place}`, locationId: place });
  if (rest.startsWith('clusters/')) return null;
  if (!rest.startsWith('repositories')) return null;
  const id = findProject(state.world, project)?.[0] ?? project;
  if (rest === 'repositories') return listRepositories(state, bearer, id, place, request);
  const [named = '', ...below] = rest.slice('repositories/'.length).split('/');
  const [name = '', verb] = splitVerb(named);
  const resource = `projects/${id}/locations/${place}/repositories/${name}`;
  if (below.length === 0) return answerRepository(state, bearer, resource, verb, request);
  return answerContent(state, bearer, resource, below, request);
}

/** The official clients escape a slash in a package twice. */
function decode(path: string): string {
  return path
    .replaceAll('%252F', '%2F')
    .replaceAll('%253A', '%3A')
    .replaceAll('%40', '@')
    .replaceAll('%3A', ':');
}

function splitVerb(text: string): readonly [string, string | undefined] {
  const colon = text.lastIndexOf(':');
  return colon < 0 ? [text, undefined] : [text.slice(0, colon), text.slice(colon + 1)];
}

function listLocations(
  state: State,
  bearer: Bearer,
  project: string,
  { query }: SandboxRequest,
): SandboxResponse {
  const permission = 'artifactregistry.locations.list';
  if (!may(state, bearer, permission, `projects/${project}`))
    return denied(permission, `projects/${project}`, DOMAIN);
  return page(
    state.world.locations.map((locationId) => ({
      name: `projects/${project}/locations/${locationId}`,
      locationId,
    })),
    'locations',
    query,
  );
}

function listRepositories(
  state: State,
  bearer: Bearer,
  project: string,
  location: string,
  request: SandboxRequest,
): SandboxResponse {
  const permission = 'artifactregistry.repositories.list';
  const parent = `projects/${project}/locations/${location}`;
  if (!may(state, bearer, permission, `projects/${project}`))
    return denied(permission, parent, DOMAIN);
  // The location `-` stands for all of them.
  const within = location === '-' ? `projects/${project}/locations/` : `${parent}/`;
  const own = [...state.repositories].filter(([resource]) => resource.startsWith(within));
  return page(
    own.map(([resource, repository]) => writeRepository(resource, repository, request)),
    'repositories',
    request.query,
  );
}

function answerRepository(
  state: State,
  bearer: Bearer,
  resource: string,
  verb: string | undefined,
  request: SandboxRequest,
): SandboxResponse {
  if (verb === 'testIamPermissions') {
    const { permissions = [] } = JSON.parse(request.body || '{}') as {
      permissions?: string[];
    };
    const held = permissions.filter((permission) =>
      may(state, bearer, permission, resource),
    );
    return ok(held.length === 0 ? {} : { permissions: held });
  }
  const permission = `artifactregistry.repositories.${verb ?? 'get'}`;
  if (!may(state, bearer, permission, resource))
    return denied(permission, resource, DOMAIN);
  const repository = state.repositories.get(resource);
  if (repository === undefined) return notFound('');
  if (verb === 'getIamPolicy')
    return getPolicy(
      state,
      resource,
      request.query.get('options.requestedPolicyVersion') ?? '1',
    );
  if (verb === 'setIamPolicy') return setPolicy(state, resource, request);
  if (verb !== undefined) return failure(404, `Method not found: ${verb}`);
  return ok(writeRepository(resource, repository, request));
}

function answerContent(
  state: State,
  bearer: Bearer,
  resource: string,
  below: readonly string[],
  request: SandboxRequest,
): SandboxResponse {
  const repository = state.repositories.get(resource);
  const refuse = (verb: string): SandboxResponse | null => {
    const permission = `artifactregistry.${verb}`;
    return may(state, bearer, permission, resource)
      ? null
      : denied(permission, resource, DOMAIN);
  };
  const [collection = '', first, second, ...rest] = below;
  if (collection === 'rules')
    return (
      refuse('rules.list') ??
      page(writeRules(resource, repository, request), 'rules', request.query)
    );
  if (collection === 'dockerImages')
    return answerDockerImages(
      resource,
      repository,
      below.slice(1).join('/'),
      refuse,
      request,
    );
  if (collection !== 'packages') return failure(404, `Method not found: ${collection}`);
  if (first === undefined) {
    const names = [...(repository?.images.keys() ?? [])];
    return (
      refuse('packages.list') ??
      (repository === undefined
        ? notFound('')
        : page(
            names.map((name) => ({
              name: `${resource}/packages/${encodeURIComponent(name)}`,
            })),
            'packages',
            request.query,
          ))
    );
  }
  const name = decodeURIComponent(first);
  const versions = repository?.images.get(name);
  const pkg = `${resource}/packages/${encodeURIComponent(name)}`;
  if (second === undefined)
    return (
      refuse('packages.get') ??
      (versions === undefined ? notFound('') : ok({ name: pkg }))
    );
  const third = rest.join('/');
  if (second === 'tags')
    return answerTags(pkg, versions, decodeURIComponent(third), refuse, request);
  return answerVersions(pkg, versions, decodeURIComponent(third), refuse, request);
}

type Refuse = (verb: string) => SandboxResponse | null;

function answerTags(
  pkg: string,
  versions: readonly Version[] | undefined,
  tag: string,
  refuse: Refuse,
  { query }: SandboxRequest,
): SandboxResponse {
  const all = (versions ?? []).flatMap((version) =>
    version.tags.map((one) => writeTag(pkg, one, version)),
  );
  if (tag === '')
    return (
      refuse('tags.list') ??
      (versions === undefined ? notFound('') : page(all, 'tags', query))
    );
  const found = all.find((one) => one.name === `${pkg}/tags/${tag}`);
  return refuse('tags.get') ?? (found === undefined ? notFound('') : ok(found));
}

function writeTag(
  pkg: string,
  tag: string,
  version: Version,
): { readonly name: string; readonly version: string } {
  return { name: `${pkg}/tags/${tag}`, version: `${pkg}/versions/${version.digest}` };
}

function answerVersions(
  pkg: string,
  versions: readonly Version[] | undefined,
  digest: string,
  refuse: Refuse,
  { query }: SandboxRequest,
): SandboxResponse {
  const write = (version: Version): Readonly<Record<string, unknown>> => ({
    name: `${pkg}/versions/${version.digest}`,
    createTime: version.uploaded,
    updateTime: version.uploaded,
    relatedTags: version.tags.map((tag) => writeTag(pkg, tag, version)),
    metadata: {
      name: `${pkg.replace('/packages/', '/dockerImages/')}@${version.digest}`,
      imageSizeBytes: String(version.size),
      mediaType: version.mediaType,
    },
  });
  if (digest === '')
    return (
      refuse('versions.list') ??
      (versions === undefined
        ? notFound('')
        : page(versions.map(write), 'versions', query))
    );
  const found = versions?.find((one) => one.digest === digest);
  return (
    refuse('versions.get') ?? (found === undefined ? notFound('') : ok(write(found)))
  );
}

function answerDockerImages(
  resource: string,
  repository: Repository | undefined,
  id: string,
  refuse: Refuse,
  { query }: SandboxRequest,
): SandboxResponse {
  const all = [...(repository?.images ?? [])].flatMap(([name, versions]) =>
    versions.map((version) => ({ name, version })),
  );
  const write = ({
    name,
    version,
  }: (typeof all)[number]): Readonly<Record<string, unknown>> => {
    const [, project, , location, , repo] = resource.split('/');
    return {
      name: `${resource}/dockerImages/${encodeURIComponent(name)}@${version.digest}`,
      uri: `${location}-docker.pkg.dev/${project}/${repo}/${name}@${version.digest}`,
      ...(version.tags.length === 0 ? {} : { tags: version.tags }),
      imageSizeBytes: String(version.size),
      uploadTime: version.uploaded,
      updateTime: version.uploaded,
      mediaType: version.mediaType,
      ...(version.listed.length === 0 ? {} : { imageManifests: version.listed }),
    };
  };
  if (id === '')
    return (
      refuse('dockerimages.list') ??
      (repository === undefined
        ? notFound('')
        : page(all.map(write), 'dockerImages', query))
    );
  const [name = '', digest = ''] = decodeURIComponent(id).split('@');
  const found = all.find((one) => one.name === name && one.version.digest === digest);
  return (
    refuse('dockerimages.get') ?? (found === undefined ? notFound('') : ok(write(found)))
  );
}

import { sha256, type Version } from './contents.ts';
import type { SandboxRequest, SandboxResponse } from './http.ts';
import { may } from './permissions.ts';
import {
  ANONYMOUS,
  ANONYMOUS_TOKEN,
  type Bearer,
  findProject,
  type Repository,
  type State,
} from './state.ts';

const PULL = 'artifactregistry.repositories.downloadArtifacts';

/** The registry's `/v2/` with its token exchange. `host` is what the client calls it, `own` where it really listens. */
export function answerRegistry(
  state: State,
  request: SandboxRequest,
  host: string,
  own: string,
): SandboxResponse {
  const path = decodeURIComponent(request.path);
  const realm =
    request.headers['x-forwarded-host'] === undefined
      ? `${own}/v2/token`
      : `https://${host}/v2/token`;
  if (path === '/v2/token') return exchange(state, request, host);
  const bearer = bearerOf(state, request);
  if (bearer === null) return challenge(realm, host);
  if (path === '/v2/' || path === '/v2') return plain(200, '{}');
  const match = /^\/v2\/(.+)\/(manifests|blobs|tags)\/([^/]+)$/.exec(path);
  if (match === null) return problem(404, 'NAME_UNKNOWN', 'Not found');
  const [, name = '', what = '', reference = ''] = match;
  const place = locate(state, host, name);
  if (!may(state, bearer, PULL, place.resource)) return forbidden(place.resource);
  const repository = state.repositories.get(place.resource);
  if (repository === undefined)
    return problem(
      404,
      'NAME_UNKNOWN',
      `Repository "${place.resource.split('/').at(-1)}" not found`,
    );
  if (what === 'blobs') return content(state, reference, request);
  if (what === 'tags') return listTags(repository, name, place.package);
  const version = findVersion(state, repository, place.package, reference);
  if (version !== null) return content(state, version.digest, request);
  return state.blobs.has(reference) &&
    (repository.images.has(place.package) || repository.upstream.has(place.package))
    ? content(state, reference, request)
    : problem(404, 'MANIFEST_UNKNOWN', `Failed to fetch "${reference}"`);
}

/** Where a `/v2/` name leads: by the host's location, or, asked on a loopback address, wherever the project has the repository. */
function locate(
  state: State,
  host: string,
  name: string,
): { readonly resource: string; readonly package: string } {
  const parts = name.split('/');
  const gcr = (
    {
      'gcr.io': 'us',
      'us.gcr.io': 'us',
      'eu.gcr.io': 'europe',
      'asia.gcr.io': 'asia',
    } as Readonly<Record<string, string>>
  )[host];
  const domain = (parts[0] ?? '').includes('.') ? 2 : 1;
  const project = parts.slice(0, domain).join(':');
  if (gcr !== undefined)
    return {
      resource: `projects/${project}/locations/${gcr}/repositories/${host}`,
      package: parts.slice(domain).join('/'),
    };
  const repository = parts[domain] ?? '';
  const location =
    /^([a-z0-9-]+)-docker\.pkg\.dev$/.exec(host)?.[1] ??
    /^docker\.([a-z0-9-]+)\.rep\.pkg\.dev$/.exec(host)?.[1] ??
    Object.keys(findProject(state.world, project)?.[1].repositories ?? {})
      .find((place) => place.endsWith(`/${repository}`))
      ?.split('/')[0] ??
    'us';
  return {
    resource: `projects/${project}/locations/${location}/repositories/${repository}`,
    package: parts.slice(domain + 1).join('/'),
  };
}

/** A remote repository asks upstream and keeps what it gets; a virtual one walks its upstreams. */
function findVersion(
  state: State,
  repository: Repository,
  name: string,
  reference: string,
): Version | null {
  const own = pick(repository.images.get(name), reference);
  if (own !== null) return own;
  if (repository.facts.mode === 'REMOTE') {
    const fetched = pick(repository.upstream.get(name), reference);
    if (fetched !== null)
      repository.images.set(name, [...(repository.images.get(name) ?? []), fetched]);
    return fetched;
  }
  for (const { repository: upstream } of repository.facts.upstreams.toSorted(
    (a, b) => b.priority - a.priority,
  )) {
    const behind = state.repositories.get(upstream);
    const found =
      behind === undefined ? null : findVersion(state, behind, name, reference);
    if (found !== null) return found;
  }
  return null;
}

function pick(
  versions: readonly Version[] | undefined,
  reference: string,
): Version | null {
  return (
    versions?.find(
      ({ digest, tags }) => digest === reference || tags.includes(reference),
    ) ?? null
  );
}

function content(
  state: State,
  digest: string,
  { method, headers }: SandboxRequest,
): SandboxResponse {
  const blob = state.blobs.get(digest);
  if (blob === undefined)
    return problem(404, 'MANIFEST_UNKNOWN', `Failed to fetch "${digest}"`);
  const accept = headers['accept'] ?? '*/*';
  if (
    /json/.test(blob.mediaType) &&
    /manifest|index/.test(blob.mediaType) &&
    !accept.includes(blob.mediaType) &&
    !accept.includes('*/*')
  ) {
    return problem(
      404,
      'MANIFEST_UNKNOWN',
      `Failed to fetch "${digest}": none of the accepted types`,
    );
  }
  return {
    status: 200,
    headers: {
      'content-type': blob.mediaType,
      'docker-content-digest': sha256(blob.bytes),
      'content-length': String(blob.bytes.length),
    },
    body: method === 'HEAD' ? '' : blob.bytes,
  };
}

function listTags(repository: Repository, name: string, pkg: string): SandboxResponse {
  const versions = repository.images.get(pkg) ?? [];
  const manifest = Object.fromEntries(
    versions.map(({ digest, tags, uploaded, size, mediaType }) => [
      digest,
      {
        mediaType,
        tag: tags,
        timeUploadedMs: String(Date.parse(uploaded)),
        timeCreatedMs: String(Date.parse(uploaded)),
        imageSizeBytes: String(size),
      },
    ]),
  );
  return plain(
    200,
    JSON.stringify({
      child: [],
      manifest,
      name,
      tags: versions.flatMap(({ tags }) => tags),
    }),
  );
}

function exchange(
  state: State,
  { headers, query }: SandboxRequest,
  host: string,
): SandboxResponse {
  const basic = /^Basic (.+)$/i.exec(headers['authorization'] ?? '')?.[1];
  const [, password = ''] = Buffer.from(basic ?? '', 'base64')
    .toString('utf8')
    .split(/:(.*)/s);
  const token = basic === undefined ? ANONYMOUS_TOKEN : password;
  const bearer = state.tokens.get(token);
  const scope = /^repository:(.+):[^:]*$/.exec(query.get('scope') ?? '')?.[1];
  const place = scope === undefined ? null : locate(state, host, scope);
  const isAllowed =
    bearer !== undefined && (place === null || may(state, bearer, PULL, place.resource));
  if (isAllowed) return plain(200, JSON.stringify({ token, expires_in: 3600 }));
  if (bearer !== undefined && bearer !== ANONYMOUS && place !== null)
    return forbidden(place.resource);
  return problem(
    403,
    'DENIED',
    `Unauthenticated requests do not have permission "${PULL}" on resource "${place?.resource ?? ''}" (or it may not exist)`,
  );
}

function bearerOf(state: State, { headers }: SandboxRequest): Bearer | null {
  const token = /^Bearer (.+)$/i.exec(headers['authorization'] ?? '')?.[1];
  return token === undefined ? null : (state.tokens.get(token) ?? null);
}

function challenge(realm: string, host: string): SandboxResponse {
  return {
    ...problem(401, 'UNAUTHORIZED', 'Unauthenticated request.'),
    headers: {
      'content-type': 'application/json',
      'www-authenticate': `Bearer realm="${realm}",service="${host}"`,
      'docker-distribution-api-version': 'registry/2.0',
    },
  };
}

function forbidden(resource: string): SandboxResponse {
  return problem(
    403,
    'DENIED',
    `Permission "${PULL}" denied on resource "${resource}" (or it may not exist)`,
  );
}

function problem(status: number, code: string, message: string): SandboxResponse {
  return plain(status, JSON.stringify({ errors: [{ code, message }] }));
}

function plain(status: number, body: string): SandboxResponse {
  return {
    status,
    headers: {
      'content-type': 'application/json',
      'docker-distribution-api-version': 'registry/2.0',
    },
    body,
  };
}

import {
  type ArtifactImage,
  isArtifactRegistryHost,
  repositoryResource,
} from '../../domain/artifact-image.ts';
import { type Unknown, unknown } from '../../domain/facts.ts';
import { asObject, parseObject, refused, strange } from '../wire/answers.ts';
import type { GoogleClient } from '../wire/client.ts';
import { once } from '../wire/once.ts';
import type { Incoming } from '../wire/transport.ts';

/** A manifest as the registry serves it. */
export interface Manifest {
  readonly digest: string | null;
  readonly mediaType: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export type ManifestLookup =
  | { readonly kind: 'ok'; readonly value: Manifest }
  /** `repository`: `NAME_UNKNOWN`; `manifest`: anything else that the registry itself calls unknown. */
  | { readonly kind: 'absent'; readonly what: 'repository' | 'manifest' }
  | Unknown;

export interface RegistryApi {
  readonly manifest: (image: ArtifactImage, reference: string) => Promise<ManifestLookup>;
  readonly blob: (
    image: ArtifactImage,
    digest: string,
  ) => Promise<Readonly<Record<string, unknown>> | Unknown>;
}

const ACCEPT = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** The registry's own `/v2/`: one token exchange a repository path, then manifests and blobs. */
export function registryApi(client: GoogleClient): RegistryApi {
  const tokens = new Map<string, Promise<string | null | Unknown>>();
  const get = async (
    image: ArtifactImage,
    path: string,
    accept: string,
  ): Promise<Incoming | Unknown> => {
    if (!isArtifactRegistryHost(image.host)) {
      return unknown(
        'undecidable',
        `${image.host} is not a host of Artifact Registry.`,
        'Name the image by its Artifact Registry host.',
      );
    }
    const name = imagePath(image);
    const token = await once(tokens, `${image.host}/${name}`, () =>
      exchange(client, image.host, name),
    );
    if (token !== null && typeof token === 'object') return token;
    return client.registry({
      url: `${baseOf(client, image.host)}/v2/${name}/${path}`,
      method: 'GET',
      headers: {
        accept,
        ...forwarded(client, image.host),
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
    });
  };
  return {
    manifest: async (image, reference) => {
      const answer = await get(image, `manifests/${reference}`, ACCEPT);
      return answer.kind === 'unknown' ? answer : readManifest(answer, image);
    },
    blob: async (image, digest) => {
      const answer = await get(image, `blobs/${digest}`, 'application/json, */*');
      if (answer.kind === 'unknown') return answer;
      const body = answer.status === 200 ? parseObject(answer.text) : null;
      return (
        body ?? strange(`${image.host} answered ${answer.status} for the image's config`)
      );
    },
  };
}

/** `PROJECT/REPOSITORY/PACKAGE` as the registry spells it: slashes raw, a domain before its project. */
function imagePath({
  host,
  repository: { project, repository },
  package: name,
}: ArtifactImage): string {
  const spelled = project.replace(':', '/');
  return host.endsWith('gcr.io')
    ? `${spelled}/${name}`
    : `${spelled}/${repository}/${name}`;
}

function baseOf({ endpoints }: GoogleClient, host: string): string {
  return endpoints.registry ?? `https://${host}`;
}

function forwarded(
  { endpoints }: GoogleClient,
  host: string,
): Readonly<Record<string, string>> {
  return endpoints.registry === null ? {} : { 'x-forwarded-host': host };
}

/** Trades our access token for one of the registry's, at the token server that it names itself: on the same host alone. */
async function exchange(
  client: GoogleClient,
  host: string,
  name: string,
): Promise<string | null | Unknown> {
  const base = baseOf(client, host);
  const ping = await client.registry({
    url: `${base}/v2/`,
    method: 'GET',
    headers: { ...forwarded(client, host) },
  });
  if (ping.kind === 'unknown') return ping;
  if (ping.status === 200) return null;
  const challenge = ping.headers['www-authenticate'] ?? '';
  const realm = /realm="([^"]+)"/i.exec(challenge)?.[1] ?? '';
  const service = /service="([^"]+)"/i.exec(challenge)?.[1] ?? host;
  const server = tokenServer(realm, base, host);
  if (ping.status !== 401 || server === null)
    return strange(`${host} did not ask for credentials as Artifact Registry does`);
  const own = await client.credentials();
  if (own.kind === 'unknown') return own;
  const query = new URLSearchParams({ service, scope: `repository:${name}:pull` });
  const answer = await client.registry({
    url: `${server}?${query}`,
    method: 'GET',
    headers: {
      ...forwarded(client, host),
      authorization: `Basic ${Buffer.from(`oauth2accesstoken:${own.token}`).toString('base64')}`,
    },
  });
  if (answer.kind === 'unknown') return answer;
  if (answer.status === 403 || answer.status === 401) {
    return refused({
      permission: 'artifactregistry.repositories.downloadArtifacts',
      resource: `${host}/${name}`,
    });
  }
  const body = parseObject(answer.text);
  const token = body?.['token'] ?? body?.['access_token'];
  return answer.status === 200 && typeof token === 'string'
    ? token
    : strange(`${host} answered ${answer.status} for a token`);
}

/** Where the token is asked for: the realm's path, on this very host or on what stands in for it; `null` for any other place. */
function tokenServer(realm: string, base: string, host: string): string | null {
  if (!URL.canParse(realm)) return null;
  const { origin, pathname } = new URL(realm);
  const own = origin === `https://${host}` || origin === new URL(base).origin;
  return own && pathname.startsWith('/v2/') ? `${base}${pathname}` : null;
}

function readManifest(answer: Incoming, image: ArtifactImage): ManifestLookup {
  const body = parseObject(answer.text);
  if (answer.status === 200) {
    if (body === null) return strange(`${image.host} answered 200 with no manifest`);
    const digest = answer.headers['docker-content-digest'] ?? null;
    const mediaType =
      typeof body['mediaType'] === 'string'
        ? body['mediaType']
        : (answer.headers['content-type'] ?? '');
    return { kind: 'ok', value: { digest, mediaType, body } };
  }
  if (answer.status === 404) {
    const errors = Array.isArray(body?.['errors']) ? body['errors'] : [];
    const code = asObject(errors[0])?.['code'];
    if (code === 'NAME_UNKNOWN') return { kind: 'absent', what: 'repository' };
    if (code === 'MANIFEST_UNKNOWN') return { kind: 'absent', what: 'manifest' };
    return strange(`${image.host} answered 404 in words that are not a registry's`);
  }
  if (answer.status === 403 || answer.status === 401) {
    return refused({
      permission: 'artifactregistry.repositories.downloadArtifacts',
      resource: repositoryResource(image.repository),
    });
  }
  return strange(`${image.host} answered ${answer.status} for the manifest`);
}

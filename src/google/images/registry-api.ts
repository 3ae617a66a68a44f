import { createHash } from 'node:crypto';
import {
  type ArtifactImage,
  isArtifactRegistryHost,
  repositoryResource,
} from '../../domain/artifact-image.ts';
import { type Unknown, unknown } from '../../domain/facts.ts';
import type { Ours } from '../wire/advice.ts';
import { type Answer, strange, unauthenticated } from '../wire/answers.ts';
import type { GoogleClient } from '../wire/client.ts';
import { asObject, type Json, parseObject } from '../wire/decode.ts';
import type { Incoming } from '../wire/incoming.ts';
import { once } from '../wire/once.ts';
import { refused } from '../wire/refusal.ts';
import { ask, baseOf, exchange, forwarded, type Token } from './registry-token.ts';

/** A manifest as the registry serves it; its digest is that of its bytes. */
export interface Manifest {
  readonly digest: string;
  readonly body: Json;
}

export type ManifestAnswer =
  | Answer<Manifest>
  /** `NAME_UNKNOWN`: the repository itself is not there. */
  | { readonly kind: 'no-repository' };

/** The registry's own `/v2/`. */
export interface RegistryApi {
  /** By a tag or a digest, as our own identity. */
  readonly manifest: (image: ArtifactImage, reference: string) => Promise<ManifestAnswer>;
  /** The same as nobody at all: what is open to everyone. */
  readonly openManifest: (
    image: ArtifactImage,
    reference: string,
  ) => Promise<ManifestAnswer>;
  /** Whether nobody at all may list the image's tags: no manifest is asked for. */
  readonly openTags: (image: ArtifactImage) => Promise<Answer<true>>;
  /** A config blob, held against its digest. */
  readonly config: (image: ArtifactImage, digest: string) => Promise<Answer>;
}

const ACCEPT = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

type As = 'ourselves' | 'nobody';

/** One token exchange a repository path, then manifests and blobs. */
export function registryApi(client: GoogleClient): RegistryApi {
  const tokens = new Map<string, Promise<Answer<Token>>>();
  const pings = new Map<string, Promise<Incoming | Unknown>>();
  const get = async (
    image: ArtifactImage,
    path: string,
    accept: string,
    as: As,
  ): Promise<Answer<Incoming>> => {
    const { host } = image;
    if (!isArtifactRegistryHost(host)) return notOurs(host);
    const name = imagePath(image);
    const token = await once(tokens, `${as} ${host}/${name}`, async () =>
      exchange(client, host, name, as, await once(pings, host, () => ask(client, host))),
    );
    if (token.kind !== 'ok') return token;
    const { bearer } = token.value;
    const incoming = await client.registry({
      url: `${baseOf(client, host)}/v2/${name}/${path}`,
      method: 'GET',
      headers: {
        accept,
        ...forwarded(client, host),
        ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
      },
    });
    return incoming.kind === 'unknown' ? incoming : { kind: 'ok', value: incoming };
  };
  const manifest = async (
    image: ArtifactImage,
    reference: string,
    as: As,
  ): Promise<ManifestAnswer> => {
    const answer = await get(image, `manifests/${reference}`, ACCEPT, as);
    if (answer.kind !== 'ok') return answer;
    return readManifest(answer.value, image, reference, client.ours);
  };
  return {
    manifest: (image, reference) => manifest(image, reference, 'ourselves'),
    openManifest: (image, reference) => manifest(image, reference, 'nobody'),
    openTags: async (image) => {
      const answer = await get(image, 'tags/list?n=1', '*/*', 'nobody');
      if (answer.kind !== 'ok') return answer;
      const { status, text } = answer.value;
      const body = status === 200 ? parseObject(text) : null;
      if (body?.['name'] === imagePath(image) && Array.isArray(body['tags']))
        return { kind: 'ok', value: true };
      return strange(`${image.host} answered ${status} for the image's tags`);
    },
    config: async (image, digest) => {
      const accept = 'application/json, */*';
      const answer = await get(image, `blobs/${digest}`, accept, 'ourselves');
      if (answer.kind !== 'ok') return answer;
      const { status, text } = answer.value;
      const body = status === 200 ? parseObject(text) : null;
      if (body !== null && digestOf(text) === digest) return { kind: 'ok', value: body };
      return strange(`${image.host} answered ${status} for the image's config`);
    },
  };
}

function notOurs(host: string): Answer<never> {
  return unknown(
    'undecidable',
    `${host} is not a host of Artifact Registry.`,
    'Name the image by its Artifact Registry host.',
  );
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

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

function readManifest(
  { status, text, headers }: Incoming,
  image: ArtifactImage,
  reference: string,
  ours: Ours,
): ManifestAnswer {
  const body = parseObject(text);
  if (status === 200) {
    const digest = digestOf(text);
    const told = headers['docker-content-digest'] ?? digest;
    const asked = reference.includes(':') ? reference : digest;
    if (body === null || !isManifest(body))
      return strange(`${image.host} answered 200 with no manifest`);
    if (told !== digest || asked !== digest)
      return strange(
        `${image.host} served a manifest whose content is not that of its digest`,
      );
    return { kind: 'ok', value: { digest, body } };
  }
  if (status === 404) return readAbsence(body, image);
  if (status === 401) return unauthenticated(image.host);
  if (status === 403) {
    const permission = 'artifactregistry.repositories.downloadArtifacts';
    const resource = repositoryResource(image.repository);
    return refused({ permission, resource }, ours);
  }
  return strange(`${image.host} answered ${status} for the manifest`);
}

/** Schema 2 alone: an index names manifests, an image its config and layers. */
function isManifest(body: Json): boolean {
  if (body['schemaVersion'] !== 2) return false;
  if (Array.isArray(body['manifests'])) return true;
  const config = asObject(body['config']);
  return typeof config?.['digest'] === 'string' && Array.isArray(body['layers']);
}

/** Only the registry's own words say that something is not there. */
function readAbsence(body: Json | null, image: ArtifactImage): ManifestAnswer {
  const errors = Array.isArray(body?.['errors']) ? body['errors'] : [];
  const { code, message } = asObject(errors[0]) ?? {};
  if (code === 'NAME_UNKNOWN') return { kind: 'no-repository' };
  if (code === 'MANIFEST_UNKNOWN')
    return { kind: 'absent', message: String(message ?? '') };
  return strange(`${image.host} answered 404 in words that are not a registry's`);
}

import type { ArtifactImage } from '../../domain/artifact-image.ts';
import { type Known, unknown } from '../../domain/facts.ts';
import type { Platform } from '../../domain/puller.ts';
import { isSchema1 } from '../../domain/schema-1.ts';
import { asObject, type Json } from '../wire/decode.ts';
import type { DockerImageFacts } from './messages.ts';
import type { Manifest, RegistryApi } from './registry-api.ts';

/** What an image runs on: as Artifact Registry lists it, else as the manifest and its config say. Attestations are no platforms. */
export async function readPlatforms(
  image: ArtifactImage,
  digest: string,
  facts: DockerImageFacts | null,
  registry: RegistryApi,
): Promise<Known<readonly Platform[]>> {
  const listed = (facts?.manifests ?? []).filter(isPlatform);
  if (listed.length > 0) return { kind: 'known', value: listed };
  // The registry's own protocol is asked for no such manifest.
  if (isSchema1(facts?.mediaType ?? null)) return OLD;
  const manifest = await registry.manifest(image, digest);
  if (manifest.kind === 'ok') return platformsOf(image, manifest.value, registry);
  if (manifest.kind === 'unknown') return manifest;
  return unknown(
    'unexpected-answer',
    'The registry does not serve the manifest that Artifact Registry lists.',
    'Run it again.',
  );
}

const OLD = unknown(
  'undecidable',
  "It is in Docker's old manifest format (schema 1), which names no platform.",
  'Push it again with a client of today.',
);

/** The platforms of a manifest: of an index its children's, of a single image its config's. */
export async function platformsOf(
  image: ArtifactImage,
  { body }: Manifest,
  registry: RegistryApi,
): Promise<Known<readonly Platform[]>> {
  if (Array.isArray(body['manifests'])) {
    const children = body['manifests'].map((child) =>
      readPlatform(asObject(asObject(child)?.['platform']) ?? {}),
    );
    return { kind: 'known', value: children.filter(isPlatform) };
  }
  const digest = asObject(body['config'])?.['digest'];
  if (typeof digest !== 'string') return NO_CONFIG;
  const config = await registry.config(image, digest);
  if (config.kind === 'unknown') return config;
  if (config.kind === 'absent') return NO_CONFIG;
  const platform = readPlatform(config.value);
  if (isPlatform(platform)) return { kind: 'known', value: [platform] };
  return unknown(
    'unexpected-answer',
    "The image's config names no platform.",
    'See whether it is a container image.',
  );
}

const NO_CONFIG = unknown(
  'unexpected-answer',
  'The manifest names no config, so its platform is not known.',
  'See whether it is an image at all.',
);

function readPlatform(fields: Json): Platform {
  const text = (key: string): string => {
    const value = fields[key];
    return typeof value === 'string' ? value : '';
  };
  return {
    os: text('os'),
    architecture: text('architecture'),
    variant: text('variant'),
    osVersion: text('os.version'),
  };
}

function isPlatform({ os, architecture }: Platform): boolean {
  return (
    os !== '' && architecture !== '' && os !== 'unknown' && architecture !== 'unknown'
  );
}

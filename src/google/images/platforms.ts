import type { ArtifactImage } from '../../domain/artifact-image.ts';
import { type Known, unknown } from '../../domain/facts.ts';
import type { Platform } from '../../domain/puller.ts';
import { asObject } from '../wire/answers.ts';
import type { DockerImageFacts } from './artifact-registry-messages.ts';
import type { Manifest, RegistryApi } from './registry-api.ts';

/** What an image runs on: as Artifact Registry lists it, else as the manifest and its config say. Attestations are no platforms. */
export async function readPlatforms(
  image: ArtifactImage,
  facts: DockerImageFacts | null,
  registry: RegistryApi,
): Promise<Known<readonly Platform[]>> {
  const listed = (facts?.manifests ?? []).filter(isPlatform);
  if (listed.length > 0) return { kind: 'known', value: listed };
  const digest = facts?.digest ?? image.digest ?? image.tag ?? 'latest';
  const manifest = await registry.manifest(image, digest);
  if (manifest.kind === 'unknown') return manifest;
  if (manifest.kind === 'absent') {
    return unknown(
      'unexpected-answer',
      'The registry does not serve the manifest that Artifact Registry lists.',
      'Run it again.',
    );
  }
  return platformsOf(image, manifest.value, registry);
}

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
  const config = asObject(body['config'])?.['digest'];
  if (typeof config !== 'string') {
    return unknown(
      'unexpected-answer',
      'The manifest names no config, so its platform is not known.',
      'See whether it is an image at all.',
    );
  }
  const blob = await registry.blob(image, config);
  if (blob['kind'] === 'unknown' && 'settle' in blob)
    return blob as Exclude<Known<never>, { kind: 'known' }>;
  const platform = readPlatform(blob as Readonly<Record<string, unknown>>);
  if (isPlatform(platform)) return { kind: 'known', value: [platform] };
  return unknown(
    'unexpected-answer',
    "The image's config names no platform.",
    'See whether it is a container image.',
  );
}

function readPlatform(fields: Readonly<Record<string, unknown>>): Platform {
  return {
    os: String(fields['os'] ?? ''),
    architecture: String(fields['architecture'] ?? ''),
    variant: String(fields['variant'] ?? ''),
    osVersion: String(fields['os.version'] ?? ''),
  };
}

function isPlatform({ os, architecture }: Platform): boolean {
  return os !== '' && architecture !== '' && os !== 'unknown' && architecture !== 'unknown';
}

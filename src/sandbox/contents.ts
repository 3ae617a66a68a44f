import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { WorldImage } from './world.ts';

/** A version of an image, with the bytes that a registry serves for it. */
export interface Version {
  readonly digest: string;
  readonly tags: string[];
  readonly uploaded: string;
  readonly size: number;
  readonly mediaType: string;
  /** What Artifact Registry lists of it. */
  readonly listed: readonly Readonly<Record<string, string>>[];
}

/** Manifests and blobs by digest. */
export type Blobs = Map<string, { readonly mediaType: string; readonly bytes: Buffer }>;

const INDEX = 'application/vnd.oci.image.index.v1+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';
const OLD_MANIFEST = 'application/vnd.docker.distribution.manifest.v1+prettyjws';
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';

/** Makes a real image: an index or a manifest, a config a platform, one small layer, so that any client can pull it. */
export function makeVersion(name: string, image: WorldImage, blobs: Blobs): Version {
  if (image['schema-1']) return makeOldVersion(name, image, blobs);
  const children = image.platforms.map((platform) =>
    makeChild(name, platform, image, blobs),
  );
  const [only] = children;
  const isIndex = children.length > 1 || image.attestation || only === undefined;
  const top = isIndex ? makeIndex(children, image, blobs) : only;
  // No content has a digest that was made up, so its platform is always listed.
  const digest = image.digest ?? top.digest;
  const made = blobs.get(top.digest);
  if (image.digest !== undefined && made !== undefined) blobs.set(image.digest, made);
  return {
    digest,
    tags: [...image.tags],
    uploaded: image.uploaded,
    size: image.size ?? 1024,
    mediaType: isIndex ? INDEX : MANIFEST,
    listed:
      image.listed && (isIndex || image.digest !== undefined)
        ? [
            ...children.map(({ listed }) => listed),
            ...(image.attestation ? [attestationPlatform] : []),
          ]
        : [],
  };
}

/** In Docker's schema 1, which has neither index nor config. */
function makeOldVersion(name: string, image: WorldImage, blobs: Blobs): Version {
  const [tag = ''] = image.tags;
  const manifest = json({
    schemaVersion: 1,
    name,
    tag,
    architecture: 'amd64',
    fsLayers: [],
    history: [],
  });
  return {
    digest: image.digest ?? put(blobs, OLD_MANIFEST, manifest),
    tags: [...image.tags],
    uploaded: image.uploaded,
    size: image.size ?? 1024,
    mediaType: OLD_MANIFEST,
    listed: [],
  };
}

const attestationPlatform = {
  architecture: 'unknown',
  os: 'unknown',
  digest: `sha256:${'a'.repeat(64)}`,
  mediaType: MANIFEST,
};

interface Child {
  readonly digest: string;
  readonly size: number;
  readonly platform: Readonly<Record<string, string>>;
  readonly listed: Readonly<Record<string, string>>;
}

function makeChild(name: string, text: string, image: WorldImage, blobs: Blobs): Child {
  const [triple = '', osVersion = ''] = text.split(':');
  const [os = '', architecture = '', variant = ''] = triple.split('/');
  const layer = gzipSync(Buffer.alloc(1024), { level: 9 });
  const layerDigest = put(blobs, LAYER, layer);
  const config = json({
    created: image.uploaded,
    architecture,
    os,
    ...(variant === '' ? {} : { variant }),
    ...(osVersion === '' ? {} : { 'os.version': osVersion }),
    config: { Labels: { image: `${name} ${image.tags.join(' ')} ${text}` } },
    rootfs: { type: 'layers', diff_ids: [sha256(Buffer.alloc(1024))] },
    history: [{ created: image.uploaded }],
  });
  const configDigest = put(blobs, CONFIG, config);
  const manifest = json({
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: { mediaType: CONFIG, digest: configDigest, size: config.length },
    layers: [{ mediaType: LAYER, digest: layerDigest, size: layer.length }],
  });
  const digest = put(blobs, MANIFEST, manifest);
  const platform = {
    architecture,
    os,
    ...(variant === '' ? {} : { variant }),
    ...(osVersion === '' ? {} : { 'os.version': osVersion }),
  };
  return {
    digest,
    size: manifest.length,
    platform,
    listed: {
      architecture,
      os,
      digest,
      mediaType: MANIFEST,
      ...(variant === '' ? {} : { variant }),
      ...(osVersion === '' ? {} : { osVersion }),
    },
  };
}

function makeIndex(
  children: readonly Child[],
  image: WorldImage,
  blobs: Blobs,
): { readonly digest: string } {
  const attestation = image.attestation
    ? [
        {
          mediaType: MANIFEST,
          digest: put(blobs, MANIFEST, json({ schemaVersion: 2, mediaType: MANIFEST })),
          size: 58,
          platform: { architecture: 'unknown', os: 'unknown' },
        },
      ]
    : [];
  const index = json({
    schemaVersion: 2,
    mediaType: INDEX,
    manifests: [
      ...children.map(({ digest, size, platform }) => ({
        mediaType: MANIFEST,
        digest,
        size,
        platform,
      })),
      ...attestation,
    ],
  });
  return { digest: put(blobs, INDEX, index) };
}

function put(blobs: Blobs, mediaType: string, bytes: Buffer): string {
  const digest = sha256(bytes);
  blobs.set(digest, { mediaType, bytes });
  return digest;
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

/** `sha256:` and the hash of some bytes. */
export function sha256(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

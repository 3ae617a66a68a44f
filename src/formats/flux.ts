import { putTogether } from '../domain/image-parts.ts';
import type { Cursor } from './document.ts';
import { type Format, type Found, workloadOf } from './format.ts';
import { imageEntry } from './kustomize.ts';
import { inlinePatches } from './kustomize-patches.ts';
import { valuesImages } from './values-images.ts';

/** Flux: the values of a HelmRelease, the images of a Kustomization, the artifact of an OCIRepository. */
export const flux: Format = {
  id: 'flux',
  title: 'HelmRelease `values`, Kustomization `images`, OCIRepository',
  source: 'flux',
  reads: ({ apiVersion, kind }) =>
    /^(?:helm|kustomize|source)\.toolkit\.fluxcd\.io\//.test(apiVersion) &&
    ['HelmRelease', 'Kustomization', 'OCIRepository'].includes(kind),
  *references(document) {
    const { root, kind } = document;
    if (kind === 'Kustomization')
      yield* inlinePatches({ ...document, root: root.at('spec') });
    const workload = workloadOf(root);
    for (const found of imagesOf(root.at('spec'), kind)) yield { ...found, workload };
  },
};

function* imagesOf(spec: Cursor, kind: string): Iterable<Found> {
  if (kind === 'HelmRelease') yield* valuesImages(spec.at('values'), null);
  if (kind === 'Kustomization')
    for (const entry of spec.at('images').items()) yield* imageEntry(entry);
  if (kind === 'OCIRepository') yield* artifact(spec);
}

function* artifact(spec: Cursor): Iterable<Found> {
  const url = spec.at('url');
  const name = /^oci:\/\/(.+)$/.exec(url.text ?? '')?.[1];
  if (name === undefined) return;
  const tag = spec.at('ref', 'tag');
  const digest = spec.at('ref', 'digest');
  // A range of versions is resolved by Flux, and names no one artifact.
  if (spec.at('ref', 'semver').type !== 'nothing') return;
  const located = mostExact(url, tag, digest);
  yield {
    fetcher: { kind: 'controller', email: null },
    image: putTogether({ name, tag: tag.written, digest: digest.written }),
    location: located.cursor.location,
    part: located.part,
    path: located.cursor.path,
  };
}

/** The scalar that a person would edit: the digest, else the tag, else the address. */
function mostExact(
  url: Cursor,
  tag: Cursor,
  digest: Cursor,
): { readonly cursor: Cursor; readonly part: 'digest' | 'tag' | 'name' } {
  if (digest.written !== null) return { cursor: digest, part: 'digest' };
  if (tag.written !== null) return { cursor: tag, part: 'tag' };
  return { cursor: url, part: 'name' };
}

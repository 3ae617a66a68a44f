import { parseImageName } from '../domain/image-name.ts';
import { putTogether, takeApart } from '../domain/image-parts.ts';
import type { ImageReference } from '../domain/reference.ts';
import type { Cursor } from '../formats/document.ts';
import type { Layer } from './kustomizations.ts';

/**
 * What the `images` of a root and of what it builds on make of the references that it reaches, where it could not be built: a base is
 * not judged as it stands because its overlay lacks a secret.
 */
export function ownImages(
  layers: readonly Layer[],
  asTheyStand: readonly ImageReference[],
): readonly ImageReference[] {
  const manifests = asTheyStand.filter(({ source }) => source !== 'kustomize');
  return manifests.map((reference) => {
    // The innermost layer speaks first.
    const speaking = [...layers]
      .reverse()
      .filter(({ reaches }) => reaches.has(reference.location.file));
    return speaking
      .flatMap(({ kustomization }) => kustomization.root.at('images').items())
      .reduce(applyEntry, reference);
  });
}

function applyEntry(reference: ImageReference, entry: Cursor): ImageReference {
  const field = (key: string): Cursor | null => {
    const cursor = entry.at(key);
    return cursor.type === 'null' || (cursor.written ?? '') === '' ? null : cursor;
  };
  const parts = takeApart(reference.image);
  if (entry.at('name').written !== parts.name) return reference;
  const [newName, tag, digest] = [field('newName'), field('newTag'), field('digest')];
  const image = putTogether({
    name: newName?.written ?? parts.name,
    tag: tag?.written ?? (digest === null ? parts.tag : null),
    digest: digest?.written ?? (tag === null ? parts.digest : null),
  });
  const place = digest ?? tag ?? newName;
  if (place === null) return reference;
  return {
    ...reference,
    image,
    parsed: parseImageName(image),
    location: place.location,
    part: digest === null && tag === null ? 'name' : partOf(digest),
    source: 'kustomize',
  };
}

function partOf(digest: Cursor | null): 'digest' | 'tag' {
  return digest === null ? 'tag' : 'digest';
}

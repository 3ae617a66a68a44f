import { takeApart } from '../domain/image-parts.ts';
import type { ImageReference } from '../domain/reference.ts';

/**
 * What to write in the located scalar so that the whole name becomes `replacement`; `null` where that one scalar cannot do it
 * (a tag cannot move an image to another repository).
 */
export function proposeEdit(
  reference: ImageReference,
  replacement: string,
): { readonly from: string; readonly to: string } | null {
  const from = reference.parsed.kind === 'name' ? reference.parsed.name : null;
  if (reference.part === 'image') return { from: reference.image, to: replacement };
  if (from === null) return null;
  const { name, tag, digest } = takeApart(replacement);
  const writtenName = takeApart(reference.image).name;
  if (
    reference.part === 'tag' &&
    name === writtenName &&
    from.tag !== null &&
    tag !== null &&
    digest === from.digest
  ) {
    return { from: from.tag, to: tag };
  }
  if (
    reference.part === 'digest' &&
    name === writtenName &&
    from.digest !== null &&
    digest !== null &&
    tag === from.tag
  ) {
    return { from: from.digest, to: digest };
  }
  if (reference.part === 'name' && tag === from.tag && digest === from.digest) {
    return { from: writtenName, to: name };
  }
  return null;
}

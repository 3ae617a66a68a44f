import { putTogether, takeApart } from '../domain/image-parts.ts';
import type { ImageOverride } from './deployments/deployment.ts';
import type { Traced } from './trace-kustomize.ts';

/** An image after replacements that a deployment makes of what was rendered, one after the other, and where the last one is written. */
export function applyOverrides(
  image: string,
  overrides: readonly ImageOverride[],
): { readonly image: string; readonly place: Traced | null } {
  let now = image;
  let place: Traced | null = null;
  for (const { name, newName, newTag, digest, at, text, source } of overrides) {
    const parts = takeApart(now);
    if (parts.name !== name) continue;
    now = putTogether({
      name: newName ?? parts.name,
      ...(digest === null
        ? { tag: newTag ?? parts.tag, digest: newTag === null ? parts.digest : null }
        : { digest }),
    });
    place = {
      location: at.location,
      part: text === now ? 'image' : partOf(digest, newTag),
      source,
    };
  }
  return { image: now, place };
}

function partOf(digest: string | null, tag: string | null): Traced['part'] {
  if (digest !== null) return 'digest';
  return tag === null ? 'name' : 'tag';
}

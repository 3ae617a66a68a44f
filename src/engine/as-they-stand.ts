import type { ImageReference } from '../domain/reference.ts';
import type { SourceLocation } from '../domain/source-location.ts';
import type { Rendering } from './sources.ts';

/**
 * What rendering leaves to be read as it stands: of the files that it does not speak for, all but the scalars that its output was traced to.
 * An Application's own images, say, are seen in the Pods that run them.
 */
export function asTheyStand(
  references: readonly ImageReference[],
  { images }: Pick<Rendering, 'images'>,
  covered: ReadonlySet<string>,
): readonly ImageReference[] {
  const traced = new Set(images.map(({ reference }) => placeOf(reference.location)));
  return references.filter(
    ({ location, pod }) =>
      !covered.has(location.file) && (pod !== null || !traced.has(placeOf(location))),
  );
}

function placeOf({ file, line, column }: SourceLocation): string {
  return `${file}:${line}:${column}`;
}

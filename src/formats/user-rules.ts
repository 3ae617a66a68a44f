import picomatch from 'picomatch';
import { follow } from './custom-resources.ts';
import type { Cursor } from './document.ts';
import {
  type DocumentAt,
  type Format,
  type Found,
  type ImageRule,
  wholeImage,
} from './format.ts';
import { podImages } from './pod-spec.ts';
import { splitImage } from './values-images.ts';

/** Kinds and files that a team knows best itself, by the config's `images`. */
export const userRules: Format = {
  id: 'user-rules',
  title: "what the config's `images` name: kinds or files, and paths in them",
  source: 'config',
  reads: (document) => rulesOf(document).length > 0,
  *references(document) {
    for (const { paths } of rulesOf(document)) {
      for (const path of paths) {
        for (const place of follow(document.root, path)) yield* imagesAt(place);
      }
    }
  },
};

function rulesOf({ file, apiVersion, kind, context }: DocumentAt): readonly ImageRule[] {
  return context.imageRules.filter((rule) => {
    if (rule.kind === null && rule.files.length === 0) return false;
    if (rule.kind !== null && rule.kind !== kind) return false;
    if (rule.apiVersion !== null && rule.apiVersion !== apiVersion) return false;
    return (
      rule.files.length === 0 || matchesAny(rule.files, `${context.below ?? ''}${file}`)
    );
  });
}

/** Does one of the globs match a file, and none that excludes? */
export function matchesAny(globs: readonly string[], file: string): boolean {
  const matches = (glob: string): boolean =>
    picomatch.isMatch(file, glob, { dot: true, windows: false });
  const excluded = globs.filter((glob) => glob.startsWith('!'));
  const included = globs.filter((glob) => !glob.startsWith('!'));
  if (excluded.some((glob) => matches(glob.slice(1)))) return false;
  return included.length === 0 ? excluded.length > 0 : included.some(matches);
}

/** A path leads to an image name, to a container, to a PodSpec, or to a mapping that spells a name in parts. */
function* imagesAt(place: Cursor): Iterable<Found> {
  const split = place.type === 'mapping' ? [...splitImage(place)] : [];
  if (place.type !== 'mapping') yield* wholeImage(place, {});
  else if (split.length > 0) yield* split;
  else if (place.at('containers').type === 'list') yield* podImages(place);
  else yield* wholeImage(place.at('image'), { container: place.at('name').written });
}

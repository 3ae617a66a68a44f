import { takeApart } from '../domain/image-parts.ts';
import type { ImageReference } from '../domain/reference.ts';
import type { SourceLocation } from '../domain/source-location.ts';
import type { Cursor } from '../formats/document.ts';
import type { Layer } from './kustomizations.ts';

/** What a rendered image is traced by. */
export interface Trail {
  /** The root first, then what it builds on. */
  readonly layers: readonly Layer[];
  /** The references of every file that the root reaches, as they stand. */
  readonly asTheyStand: readonly ImageReference[];
  /** The file that the rendered object came from; `null` where the tool did not say. */
  readonly origin: string | null;
  /** The file of the object that deploys the root with patches of its own, or `null`. */
  readonly outermost: string | null;
}

/** Where a person edits a rendered image, and which part of it stands there. */
export interface Traced {
  readonly location: SourceLocation;
  readonly part: ImageReference['part'];
  readonly source: string;
}

/**
 * Follows an image back through the layers, the outermost first: an `images` entry or a patch that makes it what it is, else the
 * manifest itself. `null` where nothing that is written anywhere accounts for it.
 */
export function traceKustomize(
  rendered: ImageReference,
  { layers, asTheyStand, origin, outermost }: Trail,
): Traced | null {
  let image = rendered.image;
  let renamed = false;
  const found = (reference: ImageReference): Traced => ({
    location: reference.location,
    part: renamed ? 'tag' : reference.part,
    source: reference.source,
  });
  const above = asTheyStand.find(
    (one) =>
      one.location.file === outermost && one.image === image && speaksOf(one, rendered),
  );
  if (above !== undefined) return found(above);
  for (const { kustomization } of applying(layers, origin)) {
    for (const entry of [...kustomization.root.at('images').items()].reverse()) {
      const effect = effectOf(entry, image);
      if (effect === null) continue;
      if (effect.kind === 'made')
        return { location: effect.location, part: effect.part, source: 'kustomize' };
      image = effect.before;
      renamed = true;
    }
    const patch = asTheyStand.find(
      (one) =>
        one.image === image &&
        (one.container === null || one.container === rendered.container) &&
        (kustomization.patches.includes(one.location.file) ||
          (one.location.file === kustomization.file &&
            !/^images\[/.test(one.path ?? ''))) &&
        speaksOf(one, rendered),
    );
    if (patch !== undefined) return found(patch);
  }
  const same = asTheyStand.filter(
    (one) => one.image === image && !/^images\[/.test(one.path ?? ''),
  );
  const inOrigin = same.filter((one) => one.location.file === origin);
  const best =
    inOrigin.find((one) => speaksOf(one, rendered) && one.path === rendered.path) ??
    inOrigin.find(
      (one) => speaksOf(one, rendered) && one.container === rendered.container,
    ) ??
    inOrigin[0] ??
    same.find((one) => one.container === rendered.container && speaksOf(one, rendered)) ??
    (same.length === 1 ? same[0] : undefined);
  return best === undefined ? null : found(best);
}

/** The layers that reach the origin, and components, which speak of what stands beside them. */
function applying(layers: readonly Layer[], origin: string | null): readonly Layer[] {
  if (origin === null) return layers;
  return layers.filter(
    ({ reaches, kustomization }) => reaches.has(origin) || kustomization.component,
  );
}

/** May a reference be about this object? Prefixes and suffixes are added to names, so one holds the other. */
function speaksOf({ workload }: ImageReference, rendered: ImageReference): boolean {
  if (workload === null || rendered.workload === null) return true;
  if (workload.kind !== rendered.workload.kind) return false;
  return workload.name === null || (rendered.workload.name ?? '').includes(workload.name);
}

type Effect =
  | {
      readonly kind: 'made';
      readonly location: SourceLocation;
      readonly part: 'tag' | 'digest' | 'name';
    }
  /** It gave the name alone: what it was before is looked for further in. */
  | { readonly kind: 'renamed'; readonly before: string };

/** What one entry of `images` did to the image; `null` where it did nothing to it. */
function effectOf(entry: Cursor, image: string): Effect | null {
  const field = (key: string): Cursor | null => {
    const cursor = entry.at(key);
    return cursor.type === 'null' || (cursor.written ?? '') === '' ? null : cursor;
  };
  const [name, newName] = [field('name')?.written, field('newName')];
  const [digest, tag] = [field('digest'), field('newTag')];
  if (name == null) return null;
  const target = newName?.written ?? name;
  const makes = (version: string): boolean => image === `${target}${version}`;
  if (
    digest !== null &&
    (makes(`@${digest.written}`) || makes(`:${tag?.written}@${digest.written}`))
  )
    return { kind: 'made', location: digest.location, part: 'digest' };
  // A tag may bring its digest along.
  if (tag !== null && makes(`:${tag.written}`))
    return { kind: 'made', location: tag.location, part: 'tag' };
  if (tag !== null || digest !== null || newName === null || target === name) return null;
  const rest = image.slice(target.length);
  if (!image.startsWith(target) || !/^(?:[:@].*)?$/s.test(rest)) return null;
  const { tag: own, digest: sum } = takeApart(target);
  if (own !== null || sum !== null)
    return { kind: 'made', location: newName.location, part: 'name' };
  return { kind: 'renamed', before: `${name}${rest}` };
}

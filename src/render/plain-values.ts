import type { SourceLocation } from '../domain/source-location.ts';
import type { Cursor } from '../formats/document.ts';

/** One scalar of a mapping. */
export interface Leaf {
  /** `image.tag`, a path inside its document. */
  readonly path: string;
  /** As it is written. */
  readonly text: string;
  readonly location: SourceLocation;
}

const DEPTH_AT_MOST = 48;

/** Every scalar below a place that is text or a number. */
export function leavesOf(place: Cursor, depth = 0): readonly Leaf[] {
  if (depth > DEPTH_AT_MOST) return [];
  if (place.type === 'mapping')
    return place.entries().flatMap(({ value }) => leavesOf(value, depth + 1));
  if (place.type === 'list')
    return place.items().flatMap((item) => leavesOf(item, depth + 1));
  if (place.type !== 'string' && place.type !== 'number') return [];
  return [{ path: place.path, text: place.written ?? '', location: place.location }];
}

/** Another text for a scalar, or `null`. */
export type Instead = (scalar: Cursor) => string | null;

/** A place as plain data, for a tool to read; `instead` puts another text in a scalar's place. */
export function plainValue(place: Cursor, instead: Instead, depth = 0): unknown {
  if (depth > DEPTH_AT_MOST) return null;
  if (place.type === 'mapping') {
    const entries = place.entries();
    return Object.fromEntries(
      entries.map(({ key, value }) => [key, plainValue(value, instead, depth + 1)]),
    );
  }
  if (place.type === 'list')
    return place.items().map((item) => plainValue(item, instead, depth + 1));
  const replaced = instead(place);
  if (replaced !== null && place.type !== 'null') return replaced;
  if (place.type === 'number') return Number((place.written ?? '0').replaceAll('_', ''));
  if (place.type === 'boolean') return /^true$/i.test(place.written ?? '');
  return place.type === 'string' || place.type === 'template' ? place.written : null;
}

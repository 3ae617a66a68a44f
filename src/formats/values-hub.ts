import type { Cursor } from './document.ts';

/** Where the images of a chart stand that say a name alone. */
export interface Hub {
  readonly registry: string;
  readonly tag: Cursor;
}

/** `global: {hub, tag}`, as the charts of Istio have it. */
export function sharedHub(values: Cursor): Hub | null {
  const place = [values.at('global'), values].find(
    (one) => (one.at('hub').text ?? '') !== '' && one.at('tag').type !== 'nothing',
  );
  if (place === undefined) return null;
  return { registry: place.at('hub').text ?? '', tag: place.at('tag') };
}

/** The keys of such an image. */
export const HUB_KEYS = { registry: ['hub'], tag: ['tag'], digest: ['digest'] } as const;

/** `pilot`: a name that needs the hub before it. */
export function isWord(text: string): boolean {
  return /^[a-z0-9][a-z0-9._-]*$/.test(text);
}

/** The first that says something, else the first that is there. */
export function tagBeside(
  beside: Cursor,
  keys: readonly string[],
  hub: Hub | null,
): Cursor | undefined {
  const own = keys.map((one) => beside.at(one));
  const tags = hub === null ? own : [...own, hub.tag];
  return tags.find(isSaid) ?? tags.find(({ type }) => type !== 'nothing');
}

function isSaid({ type, written }: Cursor): boolean {
  return type !== 'null' && (written ?? '') !== '';
}

import type { Cursor } from './document.ts';

/** A resource of a module, `resource "TYPE" "NAME" { … }`. */
export interface TerraformResource {
  readonly type: string;
  readonly name: string;
  readonly body: Cursor;
}

/** Every resource of a file, in HCL or in JSON. */
export function* resourcesOf(root: Cursor): Iterable<TerraformResource> {
  for (const resource of each(root.at('resource')))
    for (const { key: type, value: named } of resource.entries())
      for (const one of each(named))
        for (const { key: name, value } of one.entries())
          for (const body of each(value)) yield { type, name, body };
}

/** The blocks of a name, with what a `dynamic` block of that name makes of each element. */
export function blocksOf(place: Cursor, name: string): readonly Cursor[] {
  const made = each(place.at('dynamic')).flatMap((dynamic) =>
    each(dynamic.at(name)).flatMap((one) => each(one.at('content'))),
  );
  return [...each(place.at(name)), ...made];
}

/** The first block down a path of names; a step from nothing stands on nothing. */
export function blockAt(place: Cursor, ...names: readonly string[]): Cursor {
  return names.reduce((at, name) => blocksOf(at, name)[0] ?? at.at(name), place);
}

/** One block or many: both are written. */
export function each(place: Cursor): readonly Cursor[] {
  if (place.type === 'list') return place.items();
  return place.type === 'mapping' ? [place] : [];
}

/** A text that stands there as it is; `null` for any expression. */
export function literal(place: Cursor): string | null {
  const { text, type } = place;
  return type === 'string' && text !== null && !/[$%]\{/.test(text) ? text : null;
}

/** Does everything at the place and below it stand there as it is? */
export function isLiteral(place: Cursor): boolean {
  if (place.type === 'list') return place.items().every(isLiteral);
  if (place.type === 'mapping')
    return place.entries().every(({ value }) => isLiteral(value));
  if (place.type === 'string' || place.type === 'template')
    return literal(place) !== null;
  return true;
}

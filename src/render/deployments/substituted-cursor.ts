import type { Cursor } from '../../formats/document.ts';
import { substitute, variableIn } from '../substitute.ts';
import type { Substitutions } from './deployment.ts';

/** A place in which Flux's variables are filled in. What a variable fills in stands where its value is written. */
export function substituted(cursor: Cursor, all: Substitutions): Cursor {
  const change = (text: string | null): string | null =>
    text === null ? null : substitute(text, all);
  return {
    ...cursor,
    at: (...keys) => substituted(cursor.at(...keys), all),
    items: () => cursor.items().map((one) => substituted(one, all)),
    entries: () =>
      cursor.entries().map((one) => ({ ...one, value: substituted(one.value, all) })),
    text: change(cursor.text),
    written: change(cursor.written),
    get location() {
      const place = variableIn(cursor.written ?? '', all);
      return place?.location ?? cursor.location;
    },
    inside: () => cursor.inside().map((one) => substituted(one, all)),
  };
}

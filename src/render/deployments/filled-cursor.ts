import type { Cursor } from '../../formats/document.ts';

/** What a placeholder stands for, and the scalar that says so where there is one. */
export interface Filling {
  readonly text: string;
  readonly at: Cursor | null;
}

/** Finds what the inside of `{{ … }}` stands for; `null` where nobody knows. */
export type Lookup = (expression: string) => Filling | null;

const PLACEHOLDER = /\{\{-?\s*(.*?)\s*-?\}\}/g;

/** A place in which placeholders are filled in. Where a scalar is one placeholder, it stands where its value is written. */
export function filled(cursor: Cursor, lookup: Lookup): Cursor {
  const text = fill(cursor.text, lookup);
  const written = fill(cursor.written, lookup);
  const whole = wholePlaceholder(cursor.written, lookup);
  const isText =
    cursor.type === 'template' && written !== null && !written.includes('{{');
  return {
    type: isText ? 'string' : cursor.type,
    at: (...keys) => filled(cursor.at(...keys), lookup),
    items: () => cursor.items().map((item) => filled(item, lookup)),
    entries: () =>
      cursor.entries().map((entry) => ({ ...entry, value: filled(entry.value, lookup) })),
    text: isText ? written : text,
    written,
    isPlain: cursor.isPlain,
    get location() {
      return whole?.at?.location ?? cursor.location;
    },
    path: cursor.path,
    inside: () => cursor.inside().map((one) => filled(one, lookup)),
  };
}

function fill(text: string | null, lookup: Lookup): string | null {
  return (
    text?.replace(
      PLACEHOLDER,
      (whole, expression: string) => lookup(expression)?.text ?? whole,
    ) ?? null
  );
}

function wholePlaceholder(text: string | null, lookup: Lookup): Filling | null {
  const match = /^\{\{-?\s*([^{}]*?)\s*-?\}\}$/.exec(text ?? '');
  return match === null ? null : lookup(match[1] ?? '');
}

/** A place over which another is put: mappings are merged, of anything else the upper one counts. */
export function overlaid(base: Cursor, over: Cursor): Cursor {
  if (over.type === 'nothing') return base;
  if (over.type !== 'mapping' || base.type !== 'mapping') return over;
  return {
    ...base,
    get location() {
      return base.location;
    },
    at: (...keys) => {
      const [first, ...rest] = keys;
      if (first === undefined) return overlaid(base, over);
      const inner = overlaid(base.at(first), over.at(first));
      return rest.length === 0 ? inner : inner.at(...rest);
    },
    entries: () => {
      const upper = over.entries();
      const lower = base
        .entries()
        .filter(({ key }) => !upper.some((one) => one.key === key));
      return [...lower, ...upper].map((one) => ({
        ...one,
        value: overlaid(base.at(one.key), over.at(one.key)),
      }));
    },
  };
}

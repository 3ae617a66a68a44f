/** A JSON object as it came. */
export type Json = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): Json | null {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Json)
    : null;
}

/** The object that a text holds, or `null`: no JSON, or no object. */
export function parseObject(text: string): Json | null {
  try {
    return asObject(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Every item decoded, or `null` where one cannot be. A field left out is an empty list. */
export function decodeAll<T>(
  value: unknown,
  decode: (item: unknown) => T | null,
): readonly T[] | null {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return null;
  const read = value.map(decode);
  return read.every((one) => one !== null) ? (read as T[]) : null;
}

export function decodeText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/**
 * A field that proto3 leaves out where it is empty: `undefined` is the empty text,
 * `null` is no text at all.
 */
export function textOr(value: unknown, absent: string): string | null {
  return value === undefined ? absent : decodeText(value);
}

/** RFC 3339 in UTC, to the second; `null` for anything else. */
export function decodeTime(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(value)) return null;
  const at = Date.parse(value);
  if (Number.isNaN(at)) return null;
  return new Date(at).toISOString().replace('.000Z', 'Z');
}

/** An int64, which proto3 writes as a text; `null` for anything else. */
export function decodeInteger(value: unknown): number | null {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || !/^\d{1,15}$/.test(text)) return null;
  return Number(text);
}

/** An enum by its name; plain REST gives names, `enum-encoding=int` their numbers. */
export function decodeEnum(value: unknown, names: readonly string[]): string | null {
  if (value === undefined) return names[0] ?? null;
  if (typeof value === 'number') return names[value] ?? String(value);
  return decodeText(value);
}

/** The last part of a resource name, unescaped; `null` where its escapes are broken. */
export function lastPart(name: string): string | null {
  return unescaped(name.slice(name.lastIndexOf('/') + 1));
}

/** `null` where the escapes are broken. */
export function unescaped(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

/** Do two resource names name one thing, however their parts are escaped? */
export function isSameName(a: unknown, b: string): boolean {
  return typeof a === 'string' && (a === b || plain(a) === plain(b));
}

/** What stands in a resource name below a parent, unescaped; `null` where it is not below it. */
export function below(name: unknown, parent: string): string | null {
  if (typeof name !== 'string') return null;
  const above = `${plain(parent)}/`;
  const whole = plain(name);
  if (!whole.startsWith(above) || whole.length === above.length) return null;
  return whole.slice(above.length);
}

/** No id holds a `%`: what is escaped, once or twice over as some clients do, is unescaped. */
function plain(name: string): string {
  const once = unescaped(name) ?? name;
  return once.includes('%') ? (unescaped(once) ?? once) : once;
}

import type { Filling, Lookup } from './filled-cursor.ts';

/** A lookup that also knows the functions of text that templates put on a name: `.path.basename | lower`, `default "dev" .env`. */
export function withFunctions(lookup: Lookup): Lookup {
  return (expression) => {
    const [first = '', ...calls] = expression.split('|').map((one) => one.trim());
    const start = startOf(first, lookup);
    return calls.reduce<Filling | null>(called, start);
  };
}

function startOf(written: string, lookup: Lookup): Filling | null {
  const expression = written.replace(/^\((.*)\)$/, '$1').trim();
  const known = lookup(expression);
  if (known !== null) return known;
  const text = /^"([^"\\]*)"$/.exec(expression)?.[1];
  if (text !== undefined) return { text, at: null };
  // The last argument is what a pipe would bring.
  const [, call = '', last = ''] =
    /^(\w+(?:\s+"[^"]*")*)\s+(\.[\w.-]+)$/.exec(expression) ?? [];
  const name = call.split(/\s/)[0] ?? '';
  return name === 'default' || Object.hasOwn(FUNCTIONS, name)
    ? called(lookup(last), call)
    : null;
}

/** What a function makes of what came so far; `null` where that is not known. */
function called(before: Filling | null, call: string): Filling | null {
  const name = /^\w+/.exec(call)?.[0] ?? '';
  const words = [...call.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '');
  if (name === 'default') return before ?? { text: words[0] ?? '', at: null };
  const make = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (before === null || make === undefined) return null;
  const text = make(before.text, words);
  return { text, at: text === before.text ? before.at : null };
}

type Make = (text: string, words: readonly string[]) => string;

const FUNCTIONS: Readonly<Record<string, Make>> = {
  lower: (text) => text.toLowerCase(),
  upper: (text) => text.toUpperCase(),
  trim: (text) => text.trim(),
  toString: (text: string) => text,
  // Where it stands the quotes are YAML's own.
  quote: (text) => text,
  squote: (text) => text,
  normalize: (text) => text.toLowerCase().replace(/[^a-z0-9.-]/g, '-'),
  replace: (text, [from = '', to = '']) =>
    from === '' ? text : text.replaceAll(from, to),
  trimPrefix: (text, [prefix = '']) =>
    text.startsWith(prefix) ? text.slice(prefix.length) : text,
  trimSuffix: (text, [suffix = '']) =>
    suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text,
};

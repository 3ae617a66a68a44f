import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments, stringify, type ToStringOptions } from 'yaml';
import type { ImageRule, ReadContext } from '../../src/formats/format.ts';
import { mayHoldImages } from '../../src/formats/may-hold-images.ts';
import { readFile } from '../../src/formats/read-file.ts';

const RULES: readonly ImageRule[] = [
  {
    kind: 'Widget',
    apiVersion: null,
    files: [],
    paths: ['spec.runner.image', 'spec.steps[*].image', 'spec.pod', 'spec.picture'],
  },
];
/** Names every file, and finds nothing in any: what a rule names is read, whatever stands in it. */
const EVERYTHING: ImageRule = {
  kind: null,
  apiVersion: null,
  files: ['**'],
  paths: ['none.of.it'],
};

function contextOf(imageRules: readonly ImageRule[]): ReadContext {
  return {
    imageRules,
    valuesRules: [],
    isValues: () => false,
    extraFormats: ['skaffold', 'docker-compose'],
    neighbour: () => null,
  };
}

/** What the full reader finds: images, accounts, classes. */
function found(file: string, text: string): readonly unknown[] {
  const reading = readFile(file, text, contextOf([...RULES, EVERYTHING]));
  return [...reading.references, ...reading.serviceAccounts, ...reading.computeClasses];
}

interface Sample {
  readonly file: string;
  readonly value: unknown;
}

/** Every document of every format's cases, as plain data, by a name that says nothing. */
const SAMPLES: readonly Sample[] = readdirSync(import.meta.dirname, {
  recursive: true,
  withFileTypes: true,
})
  .filter((entry) => entry.isFile() && /\.(?:ya?ml|json)$/.test(entry.name))
  .flatMap(({ parentPath, name }) => {
    const text = readFileSync(path.join(parentPath, name), 'utf8');
    const documents = parseAllDocuments(text, { logLevel: 'silent' });
    return ('empty' in documents ? [] : documents).flatMap((one): readonly Sample[] => {
      // An alias of nothing is a case of its own, and no data.
      if (one.errors.length > 0 || text.includes('*gone')) return [];
      const value: unknown = one.toJS({ maxAliasCount: 1000 });
      if (value === null || typeof value !== 'object') return [];
      const file = /compose|skaffold/.test(name) ? name : 'x/y.yaml';
      return [{ file, value }];
    });
  });

/** Names that a key or a text may be given instead of its own. */
const OTHERS = ['x', 'Image', 'name', 'picture', 'tag', 'images-of', 'kind', 'nginx:1'];

/** The same data with some keys and texts renamed, by the bits that are drawn: `image` becomes rare, and stands where nobody expects it. */
function changed(value: unknown, draw: () => number): unknown {
  const other = (text: string): string => {
    const roll = draw();
    if (roll % 5 !== 0) return text;
    return OTHERS[Math.floor(roll / 5) % OTHERS.length] ?? 'x';
  };
  // A host lets a text pass, whatever its keys are.
  const told = (text: string): string =>
    /\.(?:io|dev)\//.test(text) && draw() % 8 !== 0 ? 'nginx:1' : other(text);
  if (Array.isArray(value)) return value.map((item) => changed(item, draw));
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        renamed(key),
        key === 'kind' && draw() % 2 === 0 ? 'Thing' : changed(item, draw),
      ]),
    );
  return typeof value === 'string' ? told(value) : value;

  function renamed(key: string): string {
    // Most that the test lets pass by its key loses it.
    return /image/i.test(key) && draw() % 8 !== 0 ? 'x' : other(key);
  }
}

const STYLES = fc.record({
  collectionStyle: fc.constantFrom('any', 'block', 'flow'),
  defaultStringType: fc.constantFrom('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE'),
  defaultKeyType: fc.constantFrom('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE'),
  indent: fc.integer({ min: 1, max: 4 }),
  lineWidth: fc.constantFrom(0, 80),
}) as fc.Arbitrary<ToStringOptions>;

/** Other ways to spell the same text. */
const SPELLINGS: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  windows: (text) => text.replace(/\n/g, '\r\n'),
  apart: (text) => text.replace(/^(\s*(?:- )?[\w."'-]+):(?=\s)/gm, '$1 :'),
  commented: (text) => text.replace(/:$/gm, ': # of it'),
  anchored: (text) => text.replace(/^(\s+)(\w+):$/gm, '$1$2: &a$2'),
  asked: (text) => text.replace(/^(\s*)(\w+): (\S+)$/gm, '$1? $2\n$1: $3'),
  escaped: (text) => text.replace(/"image"/g, '"im\\u0061ge"'),
};

const TEXTS = fc
  .record({
    sample: fc.constantFrom(...SAMPLES),
    bits: fc.array(fc.nat(999), { minLength: 40, maxLength: 40 }),
    style: STYLES,
    spelling: fc.constantFrom('json', ...Object.keys(SPELLINGS)),
  })
  .map(({ sample: { file, value }, bits, style, spelling }) => {
    let at = 0;
    const draw = (): number => {
      at += 1;
      return bits[at % bits.length] ?? 0;
    };
    const made = changed(value, draw);
    if (spelling === 'json') return { file, text: JSON.stringify(made, null, 2) };
    const text = stringify(made, style);
    return { file, text: SPELLINGS[spelling]?.(text) ?? text };
  });

describe('the test on bytes', () => {
  it('refuses nothing that the full reader finds something in', () => {
    const seen = { refused: 0, held: 0 };
    fc.assert(
      fc.property(TEXTS, ({ file, text }) => {
        const may = mayHoldImages(text, file, RULES);
        if (may) seen.held += 1;
        else seen.refused += 1;
        if (!may) expect(found(file, text)).toEqual([]);
      }),
      { numRuns: 4000 },
    );
    // Else nothing would be said by it.
    expect(seen.refused).toBeGreaterThan(400);
    expect(seen.held).toBeGreaterThan(400);
  });

  it('lets every case of every format pass', () => {
    const holding = SAMPLES.map(({ file, value }) => ({
      file,
      text: stringify(value),
    })).filter(({ file, text }) => found(file, text).length > 0);
    expect(holding.length).toBeGreaterThan(40);
    for (const { file, text } of holding)
      expect(mayHoldImages(text, file, RULES), text).toBe(true);
  });

  it.each([
    ['a ConfigMap', 'kind: ConfigMap\ndata:\n  key: the image of the container\n'],
    [
      'prose in a definition',
      'description: >-\n  The image that is pulled. Use a tag.\n',
    ],
    ['a kind that speaks of images', 'kind: ImageNothing\nspec: { a: 1 }\n'],
  ])('refuses %s: words in prose are no keys', (_, text) => {
    expect(mayHoldImages(text, 'x.yaml', [])).toBe(false);
  });
});

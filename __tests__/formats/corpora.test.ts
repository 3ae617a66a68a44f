import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImageReference } from '../../src/domain/reference.ts';
import { readFolder, textsBelow } from './read-folder.ts';

interface Truth {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly valueLine?: number;
  readonly valueColumn?: number;
  readonly image: string;
  readonly tier: string;
  readonly apiVersion: string | null;
  readonly kind: string | null;
  readonly name: string | null;
  readonly container: string | null;
  readonly path: string;
}

interface Truths {
  readonly refs: readonly Truth[];
  readonly optional: readonly Truth[];
  readonly decoys: readonly Truth[];
  readonly unparseable: readonly { readonly file: string }[];
  readonly kustomizationImages: readonly {
    readonly file: string;
    readonly name: string;
    readonly newName: string | null;
    readonly newTag: string | null;
    readonly digest: string | null;
    readonly positions: Readonly<Record<string, readonly [number, number]>>;
  }[];
}

const CORPORA = process.env['CORPORA'];
const corpora =
  CORPORA !== undefined && existsSync(path.join(CORPORA, 'truth'))
    ? readdirSync(path.join(CORPORA, 'truth'))
        .filter((name) => name.endsWith('.json'))
        .map((name) => name.slice(0, -'.json'.length))
    : [];

describe.skipIf(corpora.length === 0)('on real manifests (CORPORA)', () => {
  for (const corpus of corpora) {
    it(`finds what stands in ${corpus}, where it stands, and nothing else`, () => {
      const folder = path.join(CORPORA ?? '', corpus);
      const truth: Truths = JSON.parse(
        readFileSync(path.join(CORPORA ?? '', 'truth', `${corpus}.json`), 'utf8'),
      );
      const texts = textsBelow(folder);
      const start = performance.now();
      const readings = [...readFolder(texts).values()];
      const took = performance.now() - start;
      const found = readings.flatMap(({ references }) => references);

      const wanted = new Map(truth.refs.map((one) => [placeOfTruth(one), one]));
      const neither = new Set(truth.optional.map(placeOfTruth));
      const hits = found.filter((one) => wanted.has(placeOf(one)));
      const missed = truth.refs.filter((one) => !found.some((other) => placeOf(other) === placeOfTruth(one)));
      const extra = found.filter((one) => !wanted.has(placeOf(one)) && !neither.has(placeOf(one)));
      const exact = found.filter((one) => spanOf(one, texts) === located(one));
      print(corpus, texts, took, found, { hits, missed, extra, exact, wanted: truth.refs });

      expect(missed).toEqual([]);
      expect(extra).toEqual([]);
      expect(found.filter((one) => spanOf(one, texts) !== located(one))).toEqual([]);
      for (const one of hits) {
        const { image, apiVersion, kind, name, container, path: at } = wanted.get(placeOf(one)) as Truth;
        expect({ ...one.workload, image: one.image, container: one.container, path: one.path }).toMatchObject(
          {
            ...{ image, apiVersion, kind, name, container, path: at },
          },
        );
      }
    });

    it(`finds what the kustomizations of ${corpus} set`, () => {
      const truth: Truths = JSON.parse(
        readFileSync(path.join(CORPORA ?? '', 'truth', `${corpus}.json`), 'utf8'),
      );
      const texts = textsBelow(path.join(CORPORA ?? '', corpus));
      const found = [...readFolder(texts).values()]
        .flatMap(({ references }) => references)
        .filter(({ source }) => source === 'kustomize')
        .map(({ location: { file, line, column }, image }) => `${file}:${line}:${column} ${image}`);
      for (const { file, name, newName, newTag, digest, positions } of truth.kustomizationImages) {
        const place = positions['digest'] ?? positions['newTag'] ?? positions['newName'];
        if (place === undefined) continue;
        const tag = newTag === null ? '' : `:${newTag}`;
        const image = `${newName ?? name}${tag}${digest === null ? '' : `@${digest}`}`;
        expect(found).toContain(`${file}:${place[0]}:${place[1]} ${image}`);
      }
    });
  }
});

function placeOf({ location: { file, line, column } }: ImageReference): string {
  return `${file}:${line}:${column}`;
}

function placeOfTruth({ file, line, column, valueLine, valueColumn }: Truth): string {
  return `${file}:${valueLine ?? line}:${valueColumn ?? column}`;
}

/** What the located scalar must hold. */
function located({ part, image }: ImageReference): string {
  if (part === 'digest') return image.slice(image.indexOf('@') + 1);
  const name = image.split('@')[0] ?? '';
  const colon = name.lastIndexOf(':') > name.lastIndexOf('/') ? name.lastIndexOf(':') : name.length;
  if (part === 'tag') return name.slice(colon + 1);
  return part === 'name' ? name.slice(0, colon) : image;
}

/** The text between a reference's ends, cut from the file. */
function spanOf({ location: { file, ...span } }: ImageReference, texts: ReadonlyMap<string, string>): string {
  const lines = (texts.get(file) ?? '').split('\n').map((line) => [...line]);
  const rows = lines.slice(span.line - 1, span.endLine);
  return rows
    .map((row, index) =>
      row
        .slice(index === 0 ? span.column - 1 : 0, index === rows.length - 1 ? span.endColumn - 1 : undefined)
        .join(''),
    )
    .join('\n');
}

function print(
  corpus: string,
  texts: ReadonlyMap<string, string>,
  took: number,
  found: readonly ImageReference[],
  {
    hits,
    missed,
    extra,
    exact,
    wanted,
  }: Readonly<Record<string, readonly unknown[]>> & { wanted: readonly Truth[] },
): void {
  const percent = (part: number, whole: number): string =>
    `${whole === 0 ? 100 : Math.floor((part / whole) * 1000) / 10} %`;
  const tiers = [...new Set(wanted.map(({ tier }) => tier))].map(
    (tier) => `${tier} ${wanted.filter((one) => one.tier === tier).length}`,
  );
  const sources = [...new Set(found.map(({ source }) => source))].map(
    (source) => `${source} ${found.filter((one) => one.source === source).length}`,
  );
  console.log(
    [
      `${corpus}: ${texts.size} files in ${Math.round(took)} ms; truth: ${tiers.join(', ')}; found: ${sources.join(', ')}`,
      `  recall ${percent(wanted.length - (missed?.length ?? 0), wanted.length)}, precision ${percent(found.length - (extra?.length ?? 0), found.length)}, exact spans ${percent(exact?.length ?? 0, found.length)} (${hits?.length ?? 0} hits)`,
    ].join('\n'),
  );
}

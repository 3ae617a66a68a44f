import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImageReference } from '../../src/domain/reference.ts';
import {
  mayHoldReferences,
  neighboursOf,
  readFile,
} from '../../src/formats/read-file.ts';

const corpora = process.env['CORPORA'];
const OPTIONS = {
  imageRules: [],
  valuesRules: [],
  isValues: () => false,
  extraFormats: [],
};

interface Truth {
  readonly refs: readonly TruthEntry[];
  readonly optional: readonly TruthEntry[];
  readonly decoys: readonly TruthEntry[];
}
interface TruthEntry {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly valueLine?: number;
  readonly valueColumn?: number;
  readonly image: string;
  readonly path: string;
  readonly container: string | null;
}

describe.skipIf(corpora === undefined)('real manifests (needs CORPORA)', () => {
  const listed = corpora === undefined ? [] : readdirSync(path.join(corpora, 'truth'));
  const names = listed.flatMap((file) =>
    file.endsWith('.json') ? [file.slice(0, -'.json'.length)] : [],
  );

  it.each(names)('%s: every reference, where it stands, and nothing else', (name) => {
    const folder = path.join(corpora ?? '', name);
    const truth = JSON.parse(
      readFileSync(path.join(corpora ?? '', 'truth', `${name}.json`), 'utf8'),
    ) as Truth;
    const found = readCorpus(folder);
    const manifests = found.filter(({ source }) => source === 'manifest');
    const wanted = truth.refs.map(wantedAs);
    const places = new Set(found.map(foundAs));
    const allowed = new Set([...wanted, ...truth.optional.map(wantedAs)]);
    const missed = wanted.filter((one) => !places.has(one));
    const invented = manifests.map(foundAs).filter((one) => !allowed.has(one));
    const inexact = manifests
      .filter((one) => cut(folder, one) !== one.image)
      .map(foundAs);
    const decoys = new Set(
      truth.decoys.map((one) => `${one.file}:${one.valueLine ?? one.line}`),
    );
    const taken = found
      .filter(({ location: { file, line } }) => decoys.has(`${file}:${line}`))
      .map(foundAs);

    const count = (source: string): number =>
      found.filter((one) => one.source === source).length;
    const sources = [...new Set(found.map(({ source }) => source))].map(
      (source) => `${source} ${count(source)}`,
    );
    const recall = `${wanted.length - missed.length} of ${wanted.length} found`;
    console.log(
      `${name}: ${recall}, ${invented.length} invented, ${inexact.length} inexact (${sources.join(', ')})`,
    );
    expect({ missed, invented, inexact, taken }).toEqual({
      missed: [],
      invented: [],
      inexact: [],
      taken: [],
    });
  });
});

function wantedAs({
  file,
  line,
  column,
  valueLine,
  valueColumn,
  image,
}: TruthEntry): string {
  return `${file}:${valueLine ?? line}:${valueColumn ?? column} ${image}`;
}

function foundAs({ location: { file, line, column }, image }: ImageReference): string {
  return `${file}:${line}:${column} ${image}`;
}

function readCorpus(folder: string): readonly ImageReference[] {
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = all.filter(
    (file) =>
      statSync(path.join(folder, file)).isFile() && mayHoldReferences(file, OPTIONS),
  );
  const textOf = (file: string): string | null =>
    existsSync(path.join(folder, file))
      ? readFileSync(path.join(folder, file), 'utf8')
      : null;
  return files.flatMap((file) => {
    const neighbours = neighboursOf(file);
    const neighbour = (one: string): string | null =>
      neighbours.includes(one) ? textOf(one) : null;
    return readFile(file, textOf(file) ?? '', { ...OPTIONS, neighbour }).references;
  });
}

/** The span, cut from the file. */
function cut(
  folder: string,
  { location: { file, line, column, endLine, endColumn } }: ImageReference,
): string {
  const lines = readFileSync(path.join(folder, file), 'utf8').split(/\r?\n/);
  return line === endLine
    ? [...(lines[line - 1] ?? '')].slice(column - 1, endColumn - 1).join('')
    : '';
}

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  isArtifactRegistryHost,
  readArtifactImage,
} from '../../src/domain/artifact-image.ts';
import { parseImageName } from '../../src/domain/image-name.ts';
import { inSmallLetters } from '../../src/domain/placeholder.ts';
import { placeImage } from '../../src/engine/place-image.ts';
import { reference } from '../engine/references.ts';

interface Row {
  readonly text: string;
  readonly why?: string;
  readonly image?: string;
  readonly invalid?: string | null;
  readonly near?: string | null;
  readonly other?: string;
  readonly placeholder?: string;
  readonly small?: string;
  readonly malformed?: string;
  /** Words of what is said of it. */
  readonly says?: string;
}

const file = path.join(import.meta.dirname, 'hosts.yaml');
const rows: readonly Row[] = parse(readFileSync(file, 'utf8'));

describe('names by their hosts', () => {
  it.each(rows.map((row) => [row.text, row] as const))('%s', (text, row) => {
    expect(readRow(text)).toEqual({
      image: row.image ?? null,
      invalid: row.invalid,
      near: row.near,
      other: row.other ?? null,
      placeholder: row.placeholder ?? null,
      small: row.small ?? null,
      malformed: row.malformed ?? null,
    });
  });

  it.each(
    rows.flatMap(({ text, says }) =>
      says === undefined ? [] : ([[text, says]] as const),
    ),
  )('%s: %s', (text, says) => {
    expect(placeImage(reference(text)).incomplete?.why).toContain(says);
  });

  it('sends nothing to a host that is not exactly one of Artifact Registry', () => {
    const hosts = rows
      .filter(({ image }) => image === undefined)
      .map(({ text }) => text.slice(0, text.indexOf('/')))
      .filter((host) => !/^(?:us-docker\.pkg\.dev)?$/.test(host));
    expect(hosts.filter(isArtifactRegistryHost)).toEqual([]);
    expect(hosts.length).toBeGreaterThan(40);
  });
});

/** What is said of a text, in the table's words; of what is malformed, the words that the table has. */
function readRow(text: string): object {
  const { image, incomplete, toldByText } = placeImage(reference(text));
  const parsed = parseImageName(text);
  const row = rows.find((one) => one.text === text);
  return {
    image: image?.repository.location ?? null,
    invalid: incomplete === null ? undefined : incomplete.replacement,
    near: toldByText?.kind === 'unknown' ? toldByText.proposal?.image : undefined,
    other: otherHost(parsed),
    placeholder: parsed.kind === 'templated' ? parsed.placeholder : null,
    small: inSmallLetters(text),
    malformed: parsed.kind === 'malformed' ? wordsOf(parsed.why, row?.malformed) : null,
  };
}

function otherHost(parsed: ReturnType<typeof parseImageName>): string | null {
  const read = parsed.kind === 'name' ? readArtifactImage(parsed.name) : null;
  return read?.kind === 'other-registry' ? read.host : null;
}

function wordsOf(why: string, expected: string | undefined): string {
  return expected !== undefined && why.includes(expected) ? expected : why;
}

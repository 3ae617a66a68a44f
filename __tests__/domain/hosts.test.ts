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
}

const file = path.join(import.meta.dirname, 'hosts.yaml');
const rows: readonly Row[] = parse(readFileSync(file, 'utf8'));

describe('names by their hosts', () => {
  it.each(rows.map((row) => [row.text, row] as const))('%s', (text, row) => {
    const { image, incomplete, toldByText } = placeImage(reference(text));
    const parsed = parseImageName(text);
    const proposal = toldByText?.kind === 'unknown' ? toldByText.proposal : null;
    expect(image?.repository.location).toBe(row.image);
    expect(incomplete !== null).toBe(row.invalid !== undefined);
    if (row.invalid !== undefined) expect(incomplete?.replacement).toBe(row.invalid);
    expect(proposal !== null).toBe(row.near !== undefined);
    if (typeof row.near === 'string') expect(proposal?.image).toBe(row.near);
    if (row.placeholder !== undefined)
      expect(parsed).toEqual({ kind: 'templated', placeholder: row.placeholder });
    expect(inSmallLetters(text) ?? undefined).toBe(row.small);
    if (row.malformed !== undefined)
      expect(parsed.kind === 'malformed' ? parsed.why : parsed).toContain(row.malformed);
    if (row.other !== undefined && parsed.kind === 'name')
      expect(readArtifactImage(parsed.name)).toEqual({
        kind: 'other-registry',
        host: row.other,
      });
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

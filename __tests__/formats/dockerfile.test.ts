import { describe, expect, it } from 'vitest';
import { mayHoldReferences, readFile } from '../../src/formats/read-file.ts';

const TEXT =
  'FROM --platform=linux/amd64 us-docker.pkg.dev/p/r/base:1 AS build\nRUN true\nfrom build\nFROM scratch\nFROM us-docker.pkg.dev/p/r/run:${V}\n';

describe('Dockerfiles', () => {
  it('are read when asked for alone', () => {
    expect(
      mayHoldReferences('a/Dockerfile', {
        imageRules: [],
        extraFormats: [],
      }),
    ).toBe(false);
    expect(
      mayHoldReferences('a/Dockerfile', { imageRules: [], extraFormats: ['dockerfile'] }),
    ).toBe(true);
  });

  it('name their bases, with the place; stages and scratch are none', () => {
    const { references } = readFile('Dockerfile', TEXT, {
      imageRules: [],
      extraFormats: ['dockerfile'],
      valuesRules: [],
      isValues: () => false,
      neighbour: () => null,
    });
    expect(
      references.map(({ image, parsed, location: { line, column, endColumn } }) => [
        line,
        column,
        endColumn,
        parsed.kind,
        image,
      ]),
    ).toEqual([
      [1, 29, 57, 'name', 'us-docker.pkg.dev/p/r/base:1'],
      [5, 6, 36, 'templated', 'us-docker.pkg.dev/p/r/run:${V}'],
    ]);
  });
});

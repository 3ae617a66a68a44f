import { describe, expect, it } from 'vitest';
import { gone, type LookupCase, spread, tagged } from '../../bench/lookup-worlds.ts';
import { readArtifactImage } from '../../src/domain/artifact-image.ts';
import type { Existence } from '../../src/domain/facts.ts';
import { parseImageName } from '../../src/domain/image-name.ts';
import { imageSource } from '../../src/google/images/existence.ts';
import { startClock } from '../../src/google/wire/clock.ts';
import { connectTo, memosOf } from './connect.ts';

interface Looked {
  readonly kinds: readonly Existence['kind'][];
  readonly paths: readonly string[];
  readonly milliseconds: number;
}

async function lookUp({ world, images }: LookupCase): Promise<Looked> {
  const clock = startClock(60_000);
  const { sandbox, client } = await connectTo(world, {}, clock);
  const source = imageSource(client, memosOf(client), {
    remote: 'never',
    waitMs: 0,
    clock,
    now: () => new Date('2026-11-24T12:00:00Z'),
    progress: () => undefined,
  });
  const started = performance.now();
  const found = await Promise.all(images.map((text) => source.existence(imageOf(text))));
  const milliseconds = performance.now() - started;
  await sandbox.close();
  return {
    kinds: [...new Set(found.map(({ kind }) => kind))],
    paths: sandbox.served.map(({ path }) => path),
    milliseconds,
  };
}

function imageOf(text: string) {
  const name = parseImageName(text);
  const read = name.kind === 'name' ? readArtifactImage(name.name) : null;
  if (read?.kind !== 'image') throw new Error(`no image: ${text}`);
  return read.image;
}

function counted(paths: readonly string[], pattern: RegExp): number {
  return paths.filter((one) => pattern.test(one)).length;
}

describe('how many requests a look-up is', () => {
  it('asks two an image and two a repository', async () => {
    const { kinds, paths } = await lookUp(spread(20, 10, 0));
    expect(kinds).toEqual(['found']);
    expect(paths).toHaveLength(200 + 200 + 20 + 20);
    expect(counted(paths, /\/repositories\/r\d+$/)).toBe(20);
    expect(counted(paths, /\/rules$/)).toBe(20);
    expect(counted(paths, /\/tags\/1$/)).toBe(200);
    expect(counted(paths, /\/dockerImages\//)).toBe(200);
  });

  it('lists the tags of one package where many are looked for', async () => {
    const { kinds, paths } = await lookUp(tagged(300, 0));
    expect(kinds).toEqual(['found']);
    expect(counted(paths, /\/tags$/)).toBe(1);
    expect(counted(paths, /\/tags\/.+$/)).toBe(0);
    expect(paths).toHaveLength(1 + 1 + 300 + 1);
  });

  it.each([
    [30, 1],
    [30, 30],
    [2400, 12],
  ])(
    'asks once for each of %i absent tags, and at most three a package (%i) and twenty a project',
    async (tags, packages) => {
      const { kinds, paths } = await lookUp(gone(tags, packages, 0));
      expect(kinds).toEqual(['missing']);
      expect(counted(paths, /\/tags\/.+$/)).toBe(tags);
      expect(counted(paths, /\/packages\/app\d+$/)).toBe(packages);
      expect(counted(paths, /\/r\/packages\/app\d+\/(?:tags|versions)$/)).toBe(
        2 * packages,
      );
      expect(paths.length).toBeLessThanOrEqual(tags + 3 * packages + 20);
      expect(counted(paths, /\/locations\/-\/repositories$/)).toBe(1);
    },
  );
});

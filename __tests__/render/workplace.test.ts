import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorkplace, type Workplace } from '../../src/render/workplace.ts';
import { treeOf } from './trees.ts';

describe('where tools work', () => {
  let place: Workplace;

  beforeEach(async () => {
    place = await openWorkplace();
  });

  afterEach(() => place.release());

  it('is gone once it is released', async () => {
    await place.write('a/b.yaml', 'b');
    await place.release();
    expect(existsSync(place.folder)).toBe(false);
  });

  it.each(['../beside', '/tmp', 'a/../../beside'])(
    'writes nothing outside of its folder: %s',
    async (folder) => {
      const file = `${folder}/${path.basename(place.folder)}.yaml`;
      const outside = path.resolve(place.folder, file);
      await place.write(file, 'text');
      const written = existsSync(outside);
      rmSync(outside, { force: true });
      expect(written).toBe(false);
    },
  );

  it('copies what is text, once, and says what is not', async () => {
    const tree = treeOf({ 'a.yaml': 'a', 'b.png': null });
    expect(await place.copy(tree, ['a.yaml', 'b.png', 'none'], 'tree')).toEqual([
      'b.png',
    ]);
    await place.copy(treeOf({ 'a.yaml': 'another' }), ['a.yaml'], 'tree');
    expect(readFileSync(path.join(place.folder, 'tree/a.yaml'), 'utf8')).toBe('a');
    expect(existsSync(path.join(place.folder, 'tree/none'))).toBe(false);
  });
});

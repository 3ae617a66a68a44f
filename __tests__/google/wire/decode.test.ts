import { describe, expect, it } from 'vitest';
import { decodeDockerImage, decodeTag } from '../../../src/google/images/messages.ts';
import type { Answer } from '../../../src/google/wire/answers.ts';
import type { Call, GoogleClient } from '../../../src/google/wire/client.ts';
import {
  below,
  decodeInteger,
  decodeTime,
  isSameName,
  parseObject,
} from '../../../src/google/wire/decode.ts';
import { readPages } from '../../../src/google/wire/pages.ts';

const PKG = 'projects/p/locations/us/repositories/r/packages/team%2Fapp';
const DIGEST = `sha256:${'7'.repeat(64)}`;

describe('a resource name', () => {
  it.each([
    [`${PKG}/tags/1`, '1'],
    ['projects/p/locations/us/repositories/r/packages/team/app/tags/1', '1'],
    ['projects/p/locations/us/repositories/r/packages/team%252Fapp/tags/1', '1'],
    ['projects/q/locations/us/repositories/r/packages/team%2Fapp/tags/1', null],
    [`${PKG}/tags/`, null],
    [`${PKG}x/tags/1`, null],
    ['x', null],
    [1, null],
  ])('%s stands below its package as %s', (name, id) => {
    expect(below(name, `${PKG}/tags`)).toBe(id);
  });

  it('is the same however it is escaped, and broken escapes are no other name', () => {
    expect(isSameName('a/team%2Fapp', 'a/team/app')).toBe(true);
    expect(isSameName('a/%zz', 'a/b')).toBe(false);
    expect(isSameName(undefined, 'a')).toBe(false);
  });
});

describe('a message', () => {
  it('of a tag must point at a version of its own package', () => {
    const name = `${PKG}/tags/1`;
    const tag = { name, version: `${PKG}/versions/${DIGEST}` };
    expect(decodeTag(tag, PKG)).toEqual({ tag: '1', digest: DIGEST });
    expect(decodeTag({ name }, PKG)).toBeNull();
    expect(decodeTag({ name, version: `${PKG}/versions/sha256:77` }, PKG)).toBeNull();
    const other = PKG.replace('team%2Fapp', 'other');
    expect(decodeTag({ name, version: `${other}/versions/${DIGEST}` }, PKG)).toBeNull();
  });

  it('of an image must be of the image that was asked for, and its tags are none that are not told', () => {
    const name = 'projects/p/locations/us/repositories/r/dockerImages/app@sha256:7';
    expect(decodeDockerImage({ name }, name, DIGEST)).toMatchObject({ tags: [] });
    expect(decodeDockerImage({ name, tags: 'x' }, name, DIGEST)).toMatchObject({
      tags: null,
    });
    expect(decodeDockerImage({ name: `${name}8` }, name, DIGEST)).toBeNull();
    expect(decodeDockerImage({ name, imageManifests: {} }, name, DIGEST)).toBeNull();
  });

  it('holds times and numbers as protobuf writes them', () => {
    expect(decodeTime('2026-11-24T12:00:00.123456Z')).toBe('2026-11-24T12:00:00.123Z');
    expect(decodeTime('yesterday')).toBeNull();
    expect(decodeTime('2026')).toBeNull();
    expect(decodeInteger('42')).toBe(42);
    expect(decodeInteger('4e2')).toBeNull();
    expect(decodeInteger({})).toBeNull();
    expect(parseObject('[1]')).toBeNull();
    expect(parseObject('{')).toBeNull();
  });
});

describe('a list in pages', () => {
  const call: Call = {
    service: 'iam',
    method: 'GET',
    path: '/x',
    needs: { permission: 'x.list', resource: 'projects/p' },
  };
  const decode = (item: unknown) => (typeof item === 'string' ? item : null);
  const listed = async (pages: readonly object[]) => {
    let asked = 0;
    const client = {
      call: async (): Promise<Answer> => {
        const value = { ...pages[Math.min(asked, pages.length - 1)] };
        asked += 1;
        return { kind: 'ok', value };
      },
    };
    const listing = { field: 'items', decode };
    const answer = await readPages(client as unknown as GoogleClient, call, listing);
    return { answer, asked };
  };

  it('is whole or not known', async () => {
    const two = [{ items: ['a'], nextPageToken: '2' }, { items: ['b'] }];
    expect((await listed(two)).answer).toEqual({ kind: 'ok', value: ['a', 'b'] });
    expect((await listed([{}])).answer).toEqual({ kind: 'ok', value: [] });
    for (const odd of [
      { items: 'a' },
      { items: [1] },
      { name: 'x' },
      { items: [], nextPageToken: 7 },
    ])
      expect((await listed([odd])).answer.kind).toBe('unknown');
  });

  it('is not walked in a circle, nor for ever', async () => {
    const circle = await listed([{ items: ['a'], nextPageToken: 'again' }]);
    expect(circle).toMatchObject({ answer: { kind: 'unknown' }, asked: 2 });
    const endless = Array.from({ length: 50 }, (_, page) => ({
      items: ['a'],
      nextPageToken: `page ${page}`,
    }));
    expect(await listed(endless)).toMatchObject({
      answer: { kind: 'unknown' },
      asked: 20,
    });
  });
});

import { describe, expect, it } from 'vitest';
import { unknown } from '../../../src/domain/facts.ts';
import { tagFinder } from '../../../src/google/images/tag-finder.ts';
import type { Answer } from '../../../src/google/wire/answers.ts';

const REPOSITORY = { project: 'p', location: 'us', repository: 'r' };
const REFUSED = unknown('refused', 'We were refused.', 'Grant it.');
const facts = (tag: string, digest: string) => ({ tag, digest });

/** A package of which `list` is listed, and each tag by itself answers `one`. */
function finder(
  list: Answer<readonly { tag: string; digest: string }[]>,
  one: (tag: string) => Answer<{ tag: string; digest: string }>,
) {
  const asked: string[] = [];
  const find = tagFinder({
    tags: async () => {
      asked.push('list');
      return list;
    },
    tag: async (_name, _pkg, tag) => {
      asked.push(tag);
      return one(tag);
    },
  });
  const all = (tags: readonly string[]) =>
    Promise.all(tags.map((tag) => find(REPOSITORY, 'app', tag)));
  return { asked, all };
}

const EIGHT = ['1', '2', '3', '4', '5', '6', '7', '8'];
const ABSENT: Answer<never> = { kind: 'absent', message: 'Not found.' };

describe('many tags of one package', () => {
  const listed = EIGHT.map((tag) => facts(tag, `sha256:${tag}`));

  it('are found by one list', async () => {
    const { asked, all } = finder({ kind: 'ok', value: listed }, () => ABSENT);
    const found = await all(EIGHT);
    expect(found.map((one) => one.kind === 'ok' && one.value)).toEqual(listed);
    expect(asked).toEqual(['list']);
  });

  it('and those that it does not name are asked for by themselves', async () => {
    const { asked, all } = finder({ kind: 'ok', value: listed.slice(1) }, () => ABSENT);
    expect((await all(EIGHT))[0]).toEqual(ABSENT);
    expect(asked).toEqual(['list', '1']);
  });

  it('are each asked for where the list may not be read, or was not heard', async () => {
    for (const answer of [REFUSED, ABSENT]) {
      const { asked, all } = finder(answer, (tag) => ({
        kind: 'ok',
        value: facts(tag, 'sha256:own'),
      }));
      const found = await all(EIGHT);
      expect(found).toEqual(
        EIGHT.map((tag) => ({ kind: 'ok', value: facts(tag, 'sha256:own') })),
      );
      expect(asked).toEqual(['list', ...EIGHT]);
    }
  });

  it('are each asked for where they are few, and none stands in for another', async () => {
    const { asked, all } = finder({ kind: 'ok', value: listed }, (tag) =>
      tag === '2' ? REFUSED : ABSENT,
    );
    const seven = EIGHT.slice(1);
    expect((await all(seven)).map(({ kind }) => kind)).toEqual([
      'unknown',
      ...seven.slice(1).map(() => 'absent'),
    ]);
    expect(asked).toEqual(seven);
    await all(['1']);
    expect(asked.at(-1)).toBe('1');
  });
});

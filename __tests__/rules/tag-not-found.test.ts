import { describe, expect, it } from 'vitest';
import { tagNotFound as rule } from '../../src/rules/tag-not-found.ts';
import { APP, drafts, found, messages, missing, OPEN, targetOf } from './cases.ts';

describe('tag-not-found', () => {
  it('says what is missing, and what exists', () => {
    const [draft] = drafts(
      rule,
      targetOf(`${APP}:1`, missing('tag', [`${APP}:2`], 65_000)),
    );
    expect(draft?.message).toContain('api has no tag 1.');
    expect(draft?.message).toContain(`There is ${APP}:2 (the nearest tag).`);
    expect(draft?.message).toContain('It was waited for 1 min 5 s.');
    expect(draft?.fix).toEqual({ replacement: `${APP}:2` });
  });

  it('keeps quiet where something else is missing, or nothing', () => {
    for (const what of ['repository', 'image', 'digest'] as const)
      expect(messages(rule, targetOf(`${APP}:1`, missing(what)))).toEqual([]);
    expect(messages(rule, targetOf(`${APP}:1`, found()))).toEqual([]);
  });

  it('never takes an unknown for a no', () => {
    expect(messages(rule, targetOf(`${APP}:1`, OPEN))).toEqual([]);
  });
});

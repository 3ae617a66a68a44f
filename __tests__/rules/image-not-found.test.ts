import { describe, expect, it } from 'vitest';
import { imageNotFound as rule } from '../../src/rules/image-not-found.ts';
import { APP, drafts, found, messages, missing, OPEN, targetOf } from './cases.ts';

describe('image-not-found', () => {
  it('says what is missing, and what exists', () => {
    const [draft] = drafts(
      rule,
      targetOf(`${APP}:1`, missing('image', [`${APP}:2`], 65_000)),
    );
    expect(draft?.message).toContain('The repository apps holds no image api.');
    expect(draft?.message).toContain(`There is ${APP}:2 (the nearest tag).`);
    expect(draft?.message).toContain('It was waited for 1 min 5 s.');
    expect(draft?.fix).toEqual({ replacement: `${APP}:2` });
  });

  it('keeps quiet where something else is missing, or nothing', () => {
    for (const what of ['repository', 'tag', 'digest'] as const)
      expect(messages(rule, targetOf(`${APP}:1`, missing(what)))).toEqual([]);
    expect(messages(rule, targetOf(`${APP}:1`, found()))).toEqual([]);
  });

  it('never takes an unknown for a no', () => {
    expect(messages(rule, targetOf(`${APP}:1`, OPEN))).toEqual([]);
  });
});

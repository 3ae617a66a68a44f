import { describe, expect, it } from 'vitest';
import { digestNotFound as rule } from '../../src/rules/digest-not-found.ts';
import { APP, drafts, found, messages, missing, OPEN, targetOf } from './cases.ts';

describe('digest-not-found', () => {
  it('says what is missing, and what exists', () => {
    const [draft] = drafts(
      rule,
      targetOf(
        `${APP}@sha256:${'2'.repeat(64)}`,
        missing('digest', [`${APP}:2`], 65_000),
      ),
    );
    expect(draft?.message).toContain('api has no version sha256:');
    expect(draft?.message).toContain(`There is ${APP}:2 (the nearest tag).`);
    expect(draft?.message).toContain('It was waited for 1 min 5 s.');
    expect(draft?.fix).toEqual({ replacement: `${APP}:2` });
  });

  it('keeps quiet where something else is missing, or nothing', () => {
    for (const what of ['repository', 'image', 'tag'] as const)
      expect(
        messages(rule, targetOf(`${APP}@sha256:${'2'.repeat(64)}`, missing(what))),
      ).toEqual([]);
    expect(messages(rule, targetOf(`${APP}@sha256:${'2'.repeat(64)}`, found()))).toEqual(
      [],
    );
  });

  it('never takes an unknown for a no', () => {
    expect(messages(rule, targetOf(`${APP}@sha256:${'2'.repeat(64)}`, OPEN))).toEqual([]);
  });
});

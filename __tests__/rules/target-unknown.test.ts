import { describe, expect, it } from 'vitest';
import { targetUnknown as rule } from '../../src/rules/target-unknown.ts';
import { APP, GRANTED, messages, pullCase } from './cases.ts';

describe('target-unknown', () => {
  it('is said once, with how many more there are', () => {
    const { reference } = pullCase(GRANTED);
    expect(messages(rule as never, { targetless: [reference, reference] })).toHaveLength(1);
    expect(messages(rule as never, { targetless: [reference, reference] })[0]).toContain(
      'and 1 more like it',
    );
    expect(reference.image).toContain(APP);
  });

  it('keeps quiet where everybody is known', () => {
    expect(messages(rule as never, { targetless: [] })).toEqual([]);
  });
});

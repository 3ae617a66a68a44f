import { describe, expect, it } from 'vitest';
import { serviceAccountNotFound as rule } from '../../src/rules/service-account-not-found.ts';
import { GRANTED, messages, NODE, pullCase, REFUSED } from './cases.ts';

describe('service-account-not-found', () => {
  it('names the account', () => {
    expect(
      messages(rule, ...pullCase(GRANTED, { account: { kind: 'not-found' } }))[0],
    ).toContain(`serviceAccount:${NODE} does not exist`);
  });

  it('keeps quiet about one that is there, and never takes an unknown for a no', () => {
    expect(messages(rule, ...pullCase(GRANTED))).toEqual([]);
    expect(messages(rule, ...pullCase(GRANTED, { account: REFUSED }))).toEqual([]);
    expect(messages(rule, ...pullCase(GRANTED, { account: null }))).toEqual([]);
  });
});

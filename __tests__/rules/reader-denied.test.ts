import { describe, expect, it } from 'vitest';
import { readerDenied as rule } from '../../src/rules/reader-denied.ts';
import { DENIED, messages, NOT_GRANTED, pullCase, UNKNOWN } from './cases.ts';

describe('reader-denied', () => {
  it('names the policy and the rule', () => {
    expect(messages(rule, ...pullCase(DENIED))[0]).toContain(
      'by rule 1 of policies/x/denypolicies/no-pulls',
    );
  });

  it('keeps quiet where nothing denies, and never takes an unknown for a no', () => {
    expect(messages(rule, ...pullCase(NOT_GRANTED))).toEqual([]);
    expect(messages(rule, ...pullCase(UNKNOWN))).toEqual([]);
  });
});

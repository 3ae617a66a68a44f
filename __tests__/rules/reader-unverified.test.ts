import { describe, expect, it } from 'vitest';
import { readerUnverified as rule } from '../../src/rules/reader-unverified.ts';
import {
  CONDITIONAL,
  GRANTED,
  messages,
  NOT_GRANTED,
  pullCase,
  SECRET,
  UNKNOWN,
} from './cases.ts';

describe('reader-unverified', () => {
  it('says why, and what would settle it', () => {
    expect(messages(rule, ...pullCase(UNKNOWN))[0]).toContain(
      'We were refused x on y (or it may not exist). Grant x on y.',
    );
  });

  it('speaks of a pull secret that may help', () => {
    expect(
      messages(rule, ...pullCase(NOT_GRANTED, { pullSecrets: [SECRET] }))[0],
    ).toContain('the pull secret key');
  });

  it('keeps quiet about what is known', () => {
    for (const verdict of [GRANTED, CONDITIONAL, NOT_GRANTED])
      expect(messages(rule, ...pullCase(verdict))).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { imageUnverified as rule } from '../../src/rules/image-unverified.ts';
import {
  APP,
  ARM64,
  found,
  messages,
  missing,
  OPEN,
  REFUSED,
  targetOf,
} from './cases.ts';

describe('image-unverified', () => {
  it('says why, and what would settle it', () => {
    expect(messages(rule, targetOf(`${APP}:1`, OPEN))).toEqual([
      'Whether it exists could not be established. We were refused x on y (or it may not exist). Grant x on y.',
    ]);
  });

  it('speaks of platforms only where some were asked for', () => {
    const one = found({ platforms: REFUSED });
    expect(messages(rule, targetOf(`${APP}:1`, one))).toEqual([]);
    expect(
      messages(rule, targetOf(`${APP}:1`, one, { platforms: [ARM64] })),
    ).toHaveLength(1);
    expect(
      messages(rule, targetOf(`${APP}:1`, found({ download: REFUSED }))),
    ).toHaveLength(1);
  });

  it('keeps quiet about what is known', () => {
    expect(messages(rule, targetOf(`${APP}:1`, found()))).toEqual([]);
    expect(messages(rule, targetOf(`${APP}:1`, missing('tag')))).toEqual([]);
  });
});

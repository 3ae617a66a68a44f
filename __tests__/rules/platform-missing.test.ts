import { describe, expect, it } from 'vitest';
import { platformMissing as rule } from '../../src/rules/platform-missing.ts';
import {
  AMD64,
  APP,
  ARM64,
  found,
  messages,
  pulledBy,
  puller,
  REFUSED,
  targetOf,
} from './cases.ts';

describe('platform-missing', () => {
  it('says what the image has and what the nodes need', () => {
    const one = targetOf(`${APP}:1`, found(), { platforms: [ARM64, AMD64] });
    expect(messages(rule, one)).toEqual([
      'The image is for linux/amd64, and the nodes need linux/arm64. Build it for linux/arm64 too.',
    ]);
    const pools = targetOf(`${APP}:1`, found(), {
      pullers: [pulledBy({ ...puller, platforms: [ARM64] })],
    });
    expect(messages(rule, pools)).toHaveLength(1);
  });

  it('keeps quiet where the image has it: arm64 is arm64/v8', () => {
    const platforms = { kind: 'known' as const, value: [{ ...ARM64, variant: 'v8' }] };
    expect(
      messages(rule, targetOf(`${APP}:1`, found({ platforms }), { platforms: [ARM64] })),
    ).toEqual([]);
    expect(messages(rule, targetOf(`${APP}:1`, found()))).toEqual([]);
  });

  it('never takes an unknown for a no', () => {
    expect(
      messages(
        rule,
        targetOf(`${APP}:1`, found({ platforms: REFUSED }), { platforms: [ARM64] }),
      ),
    ).toEqual([]);
  });
});

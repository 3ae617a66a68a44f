import { describe, expect, it } from 'vitest';
import { platformMissing as rule } from '../../src/rules/platform-missing.ts';
import {
  AMD64,
  APP,
  ARM64,
  found,
  messages,
  puller,
  REFUSED,
  referenceCase,
} from './cases.ts';

describe('platform-missing', () => {
  it('says what the image has and what the nodes need', () => {
    const one = referenceCase(`${APP}:1`, found(), { platforms: [ARM64, AMD64] });
    expect(messages(rule as never, one)).toEqual([
      'The image is for linux/amd64, and the nodes need linux/arm64.',
    ]);
    const pools = referenceCase(`${APP}:1`, found(), {
      pullers: [{ ...puller, platforms: [ARM64] }],
    });
    expect(messages(rule as never, pools)).toHaveLength(1);
  });

  it('keeps quiet where the image has it: arm64 is arm64/v8', () => {
    const platforms = { kind: 'known' as const, value: [{ ...ARM64, variant: 'v8' }] };
    expect(
      messages(
        rule as never,
        referenceCase(`${APP}:1`, found({ platforms }), { platforms: [ARM64] }),
      ),
    ).toEqual([]);
    expect(messages(rule as never, referenceCase(`${APP}:1`, found()))).toEqual([]);
  });

  it('never takes an unknown for a no', () => {
    expect(
      messages(
        rule as never,
        referenceCase(`${APP}:1`, found({ platforms: REFUSED }), { platforms: [ARM64] }),
      ),
    ).toEqual([]);
  });
});

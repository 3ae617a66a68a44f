import { describe, expect, it } from 'vitest';
import { digestMismatch as rule } from '../../src/rules/digest-mismatch.ts';
import { APP, found, messages, OPEN, targetOf } from './cases.ts';

describe('digest-mismatch', () => {
  it('names both digests with their days', () => {
    const image = `${APP}:1@sha256:${'1'.repeat(64)}`;
    const moved = {
      digest: `sha256:${'2'.repeat(64)}`,
      uploadTime: '2026-11-20T00:00:00Z',
    };
    const [message] = messages(rule, targetOf(image, found({ moved })));
    expect(message).toContain(
      `The tag 1 now points at sha256:${'2'.repeat(64)} (uploaded 2026-11-20).`,
    );
    expect(message).toContain(`sha256:${'1'.repeat(64)} (uploaded 2026-11-01)`);
    expect(
      messages(
        rule,
        targetOf(image, found({ moved: { digest: null, uploadTime: null } })),
      )[0],
    ).toContain('The tag 1 is gone.');
  });

  it('keeps quiet where they agree, and never takes an unknown for a no', () => {
    expect(messages(rule, targetOf(`${APP}:1`, found()))).toEqual([]);
    expect(messages(rule, targetOf(`${APP}:1`, OPEN))).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { cleanupScheduled as rule } from '../../src/rules/cleanup-scheduled.ts';
import { APP, found, messages, REFUSED, targetOf } from './cases.ts';

describe('cleanup-scheduled', () => {
  it('names the policy and the day', () => {
    const cleanup = {
      kind: 'scheduled' as const,
      policy: 'old',
      from: '2026-11-28T10:00:00Z',
    };
    expect(messages(rule, targetOf(`${APP}:1`, found({ cleanup })))[0]).toContain(
      'The cleanup policy old of the repository deletes this version from 2026-11-28 on',
    );
  });

  it('keeps quiet where it is kept, and never takes an unknown for a no', () => {
    expect(messages(rule, targetOf(`${APP}:1`, found()))).toEqual([]);
    expect(messages(rule, targetOf(`${APP}:1`, found({ cleanup: REFUSED })))).toEqual([]);
  });
});

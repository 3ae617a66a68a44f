import { describe, expect, it } from 'vitest';
import { downloadDenied as rule } from '../../src/rules/download-denied.ts';
import { APP, found, messages, REFUSED, targetOf } from './cases.ts';

describe('download-denied', () => {
  it('names the rule', () => {
    expect(
      messages(
        rule,
        targetOf(`${APP}:1`, found({ download: { kind: 'denied', rule: 'old' } })),
      )[0],
    ).toContain('The download rule old');
  });

  it('keeps quiet where it is allowed, and never takes an unknown for a no', () => {
    expect(messages(rule, targetOf(`${APP}:1`, found()))).toEqual([]);
    expect(messages(rule, targetOf(`${APP}:1`, found({ download: REFUSED })))).toEqual(
      [],
    );
  });
});

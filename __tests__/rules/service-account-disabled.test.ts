import { describe, expect, it } from 'vitest';
import { serviceAccountDisabled as rule } from '../../src/rules/service-account-disabled.ts';
import { drafts, messages, NODE, pullerCase, REFUSED } from './cases.ts';

describe('service-account-disabled', () => {
  it('gives the command that enables it', () => {
    expect(drafts(rule, pullerCase({ account: { kind: 'disabled' } }))).toMatchObject([
      { fix: { command: `gcloud iam service-accounts enable ${NODE}` } },
    ]);
  });

  it('keeps quiet about one that is enabled, and never takes an unknown for a no', () => {
    expect(messages(rule as never, pullerCase())).toEqual([]);
    expect(messages(rule as never, pullerCase({ account: REFUSED }))).toEqual([]);
  });
});

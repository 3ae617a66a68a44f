import { describe, expect, it } from 'vitest';
import { serviceAccountDisabled as rule } from '../../src/rules/service-account-disabled.ts';
import { drafts, GRANTED, messages, NODE, pullCase, REFUSED } from './cases.ts';

describe('service-account-disabled', () => {
  it('gives the command that enables it', () => {
    expect(
      drafts(rule, ...pullCase(GRANTED, { account: { kind: 'disabled' } })),
    ).toMatchObject([
      {
        fix: {
          command: `gcloud iam service-accounts enable ${NODE} --project=my-project`,
        },
      },
    ]);
  });

  it('keeps quiet about one that is enabled, and never takes an unknown for a no', () => {
    expect(messages(rule, ...pullCase(GRANTED))).toEqual([]);
    expect(messages(rule, ...pullCase(GRANTED, { account: REFUSED }))).toEqual([]);
  });
});

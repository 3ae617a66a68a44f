import { describe, expect, it } from 'vitest';
import { readerDenied as rule } from '../../src/rules/reader-denied.ts';
import { DENIED, drafts, messages, NOT_GRANTED, pullCase, UNKNOWN } from './cases.ts';

describe('reader-denied', () => {
  it('names the policy and the rule', () => {
    expect(messages(rule, ...pullCase(DENIED))[0]).toContain(
      'rule 1 of the deny policy policies/x/denypolicies/no-pulls denies it',
    );
    const policy =
      'policies/cloudresourcemanager.googleapis.com%2Ffolders%2F7/denypolicies/no-pulls';
    const verdict = { ...NOT_GRANTED, denied: { policy, rule: 'rule 2' } };
    expect(messages(rule, ...pullCase(verdict))[0]).toContain(
      'rule 2 of the deny policy no-pulls on folders/7 denies it.',
    );
  });

  it('says how to except the principal, with the command', () => {
    const [draft] = drafts(rule, ...pullCase(DENIED));
    expect(draft?.message).toContain(
      'principal://iam.googleapis.com/projects/-/serviceAccounts/gke-node@my-project.iam.gserviceaccount.com',
    );
    expect(draft?.fix?.command).toContain('gcloud iam policies update no-pulls');
  });

  it('keeps quiet where nothing denies, and never takes an unknown for a no', () => {
    expect(messages(rule, ...pullCase(NOT_GRANTED))).toEqual([]);
    expect(messages(rule, ...pullCase(UNKNOWN))).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import type { WorkloadIdentityBinding } from '../../src/domain/facts.ts';
import type { ServiceAccountCase } from '../../src/rules/rule.ts';
import { workloadIdentityUnbound as rule } from '../../src/rules/workload-identity-unbound.ts';
import { drafts, messages, REFUSED } from './cases.ts';

describe('workload-identity-unbound', () => {
  const location = { file: 'sa.yaml', line: 5, column: 5, endLine: 5, endColumn: 9 };
  const serviceAccount = {
    namespace: 'shop',
    name: 'api',
    location,
    place: 'k8s/sa.yaml',
    googleServiceAccount: null,
    pullsAsItself: null,
    pullSecrets: [],
  };
  const one = (binding: WorkloadIdentityBinding): ServiceAccountCase => ({
    serviceAccount,
    email: 'api@p.iam.gserviceaccount.com',
    location,
    namespace: 'shop',
    workloadPool: 'p.svc.id.goog',
    binding,
  });

  it('gives the exact command', () => {
    expect(
      drafts(
        rule,
        one({
          kind: 'unbound',
          member: 'serviceAccount:p.svc.id.goog[shop/api]',
          conditions: 'none',
        }),
      ),
    ).toMatchObject([
      {
        fix: {
          command:
            "gcloud iam service-accounts add-iam-policy-binding api@p.iam.gserviceaccount.com --project=p --role=roles/iam.workloadIdentityUser '--member=serviceAccount:p.svc.id.goog[shop/api]'",
        },
      },
    ]);
  });

  it('speaks of an account that is missing or disabled', () => {
    expect(messages(rule, one({ kind: 'account-missing' }))[0]).toContain(
      'does not exist',
    );
    expect(messages(rule, one({ kind: 'account-disabled' }))[0]).toContain('is disabled');
  });

  it('keeps quiet where it is bound, and never takes an unknown for a no', () => {
    expect(messages(rule, one({ kind: 'bound' }))).toEqual([]);
    expect(messages(rule, one(REFUSED))).toEqual([]);
  });
});

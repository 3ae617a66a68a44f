import { type RepositoryName, repositoryResource } from '../domain/artifact-image.ts';
import { type Grant, unknown, type Verdict } from '../domain/facts.ts';
import type { Puller } from '../domain/puller.ts';
import { PULL_PERMISSION } from '../domain/role-catalogue.ts';
import { asObject } from './answers.ts';
import type { GoogleClient } from './client.ts';

/** Asks Policy Troubleshooter v3; `null` where it cannot be asked: another kind of principal, its API off, or a refusal. */
export async function troubleshoot(
  client: GoogleClient,
  { identity }: Puller,
  repository: RepositoryName,
  now: Date,
): Promise<Verdict | null> {
  if (identity.kind !== 'google-service-account') return null;
  const answer = await client.call({
    service: 'policytroubleshooter',
    method: 'POST',
    path: '/v3/iam:troubleshoot',
    body: {
      accessTuple: {
        principal: identity.email,
        fullResourceName: `//artifactregistry.googleapis.com/${repositoryResource(repository)}`,
        permission: PULL_PERMISSION,
        conditionContext: { request: { receiveTime: now.toISOString() } },
      },
    },
    needs: {
      permission: 'policytroubleshooter.googleapis.com (the API enabled)',
      resource: `projects/${repository.project}`,
    },
  });
  if (answer.kind !== 'ok') return null;
  const body = asObject(answer.body) ?? {};
  const because = grantsOf(body);
  const base = { because, remarks: ['Policy Troubleshooter says so.'] };
  switch (body['overallAccessState']) {
    case 'CAN_ACCESS':
      return { ...base, verdict: 'granted' };
    case 'CANNOT_ACCESS': {
      const denied =
        asObject(body['denyPolicyExplanation'])?.['denyAccessState'] === 'DENY_ACCESS_STATE_DENIED';
      return {
        ...base,
        verdict: 'not-granted',
        looked: ['every level, by Policy Troubleshooter'],
        denied: denied ? { policy: 'a deny policy', rule: 'that Policy Troubleshooter names' } : null,
      };
    }
    case 'UNKNOWN_CONDITIONAL':
      return {
        ...base,
        verdict: 'conditional',
        why: 'Policy Troubleshooter says that it depends on a condition.',
      };
    default:
      return {
        ...base,
        verdict: 'unknown',
        unknowns: [
          unknown(
            'undecidable',
            'Policy Troubleshooter could not see every policy.',
            'Grant roles/iam.securityReviewer on the organization.',
          ),
        ],
      };
  }
}

function grantsOf(body: Readonly<Record<string, unknown>>): readonly Grant[] {
  const policies = asObject(body['allowPolicyExplanation'])?.['explainedPolicies'];
  if (!Array.isArray(policies)) return [];
  return policies.flatMap((policy) => {
    const resource = String(policy?.fullResourceName ?? '').replace(/^\/\/[^/]+\//, '');
    const bindings = Array.isArray(policy?.bindingExplanations) ? policy.bindingExplanations : [];
    return bindings
      .filter(
        (one: Readonly<Record<string, unknown>>) => one['allowAccessState'] === 'ALLOW_ACCESS_STATE_GRANTED',
      )
      .map((one: Readonly<Record<string, unknown>>) => ({
        resource,
        role: String(one['role'] ?? ''),
        member: Object.keys(asObject(one['memberships']) ?? {})[0] ?? '',
        condition: null,
      }));
  });
}

import { type RepositoryName, repositoryResource } from '../../domain/artifact-image.ts';
import { type Grant, type Unknown, unknown, type Verdict } from '../../domain/facts.ts';
import type { Puller } from '../../domain/puller.ts';
import { PULL_PERMISSION } from '../../domain/role-catalogue.ts';
import { objects, strange } from '../wire/answers.ts';
import type { GoogleClient } from '../wire/client.ts';
import { asObject } from '../wire/decode.ts';

/** A verdict of Policy Troubleshooter's, or why there is none. */
export type Troubleshot = { readonly kind: 'ok'; readonly value: Verdict } | Unknown;

/** Asks Policy Troubleshooter v3; an `Unknown` where it cannot be asked: its API off, a refusal, or another kind of principal. */
export async function troubleshoot(
  client: GoogleClient,
  { identity, principal }: Puller,
  repository: RepositoryName,
  now: Date,
): Promise<Troubleshot> {
  if (identity.kind !== 'google-service-account') {
    return unknown(
      'undecidable',
      `Policy Troubleshooter does not know principals like ${principal}.`,
      'Use --permission-source policies.',
    );
  }
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
      permission: 'policytroubleshooter.googleapis.com',
      resource: `projects/${repository.project}`,
    },
  });
  if (answer.kind === 'absent') return strange('Policy Troubleshooter was not found');
  if (answer.kind === 'unknown') return answer;
  const { principal: told } = asObject(answer.value['accessTuple']) ?? {};
  if (told !== undefined && told !== identity.email)
    return strange('Policy Troubleshooter spoke of another principal');
  return readVerdict(answer.value);
}

function readVerdict(body: Readonly<Record<string, unknown>>): Troubleshot {
  const base = { because: grantsOf(body), remarks: ['Policy Troubleshooter says so.'] };
  switch (body['overallAccessState']) {
    case 'CAN_ACCESS':
      return ok({ ...base, verdict: 'granted' });
    case 'CANNOT_ACCESS':
      return ok({
        ...base,
        verdict: 'not-granted',
        looked: ['every level, by Policy Troubleshooter'],
        conditionsOn: [],
        denied: deniedBy(body),
      });
    case 'UNKNOWN_CONDITIONAL':
      return ok({
        ...base,
        verdict: 'conditional',
        why: 'Policy Troubleshooter says that it depends on a condition.',
      });
    case 'UNKNOWN_INFO':
      return unknown(
        'undecidable',
        'Policy Troubleshooter could not see every policy.',
        'Grant the identity that runs this check roles/iam.securityReviewer on the organization.',
      );
    default:
      return strange('Policy Troubleshooter answered in an unknown form');
  }
}

function ok(value: Verdict): Troubleshot {
  return { kind: 'ok', value };
}

function deniedBy(
  body: Readonly<Record<string, unknown>>,
): { readonly policy: string; readonly rule: string } | null {
  const explanation = asObject(body['denyPolicyExplanation']);
  if (explanation?.['denyAccessState'] !== 'DENY_ACCESS_STATE_DENIED') return null;
  const policies = objects(explanation['explainedResources']).flatMap((one) =>
    objects(one['explainedPolicies']),
  );
  const denying = policies.find(
    (one) => one['denyAccessState'] === 'DENY_ACCESS_STATE_DENIED',
  );
  const name = asObject(denying?.['policy'])?.['name'];
  return {
    policy: typeof name === 'string' ? name : 'a deny policy',
    rule: ruleOf(denying),
  };
}

/** Rules are explained in the order in which the policy has them. */
function ruleOf(policy: Readonly<Record<string, unknown>> | undefined): string {
  const at = objects(policy?.['ruleExplanations']).findIndex(
    (one) => one['denyAccessState'] === 'DENY_ACCESS_STATE_DENIED',
  );
  return at === -1 ? 'a rule' : `rule ${at + 1}`;
}

function grantsOf(body: Readonly<Record<string, unknown>>): readonly Grant[] {
  return objects(asObject(body['allowPolicyExplanation'])?.['explainedPolicies']).flatMap(
    (policy) => {
      const resource = String(policy['fullResourceName'] ?? '').replace(
        /^\/\/[^/]+\//,
        '',
      );
      return objects(policy['bindingExplanations'])
        .filter((one) => one['allowAccessState'] === 'ALLOW_ACCESS_STATE_GRANTED')
        .map((one) => {
          const expression = asObject(one['condition'])?.['expression'];
          return {
            resource,
            role: String(one['role'] ?? ''),
            member: matchedMember(one['memberships']),
            condition: typeof expression === 'string' ? expression : null,
          };
        });
    },
  );
}

/** The member that brought the grant, not merely the first that the binding names. */
function matchedMember(memberships: unknown): string {
  const members = Object.entries(asObject(memberships) ?? {});
  const matched = members.find(
    ([, one]) => asObject(one)?.['membership'] === 'MEMBERSHIP_MATCHED',
  );
  return (matched ?? members[0])?.[0] ?? '';
}

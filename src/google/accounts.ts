import { parseAllowPolicy } from '../domain/allow-policy.ts';
import { evaluateCondition } from '../domain/condition.ts';
import { type AccountState, unknown, type WorkloadIdentityBinding } from '../domain/facts.ts';
import { covers } from '../domain/member.ts';
import type { AccountSource } from '../engine/sources.ts';
import { asObject, strange } from './answers.ts';
import type { GoogleClient } from './client.ts';
import { once } from './registry-api.ts';

const USER = 'roles/iam.workloadIdentityUser';

/** Service accounts, and who may act as them; each asked once. */
export function accountSource(client: GoogleClient, now: () => Date): AccountSource {
  const states = new Map<string, Promise<AccountState>>();
  const account = (email: string): Promise<AccountState> =>
    once(states, email, () => readAccount(client, email));
  return {
    account,
    binding: async (email, workload) => {
      const state = await account(email);
      if (state.kind === 'not-found') return { kind: 'account-missing' };
      if (state.kind === 'disabled') return { kind: 'account-disabled' };
      return readBinding(client, email, workload, now());
    },
  };
}

async function readAccount(client: GoogleClient, email: string): Promise<AccountState> {
  const answer = await client.call({
    service: 'iam',
    method: 'GET',
    path: `/v1/projects/-/serviceAccounts/${encodeURIComponent(email)}`,
    needs: { permission: 'iam.serviceAccounts.get', resource: email },
  });
  if (answer.kind === 'absent') return { kind: 'not-found' };
  if (answer.kind === 'unknown') return answer;
  const fields = asObject(answer.body) ?? {};
  if (typeof fields['email'] !== 'string')
    return strange(`IAM described the service account ${email} in an unknown form`);
  return { kind: fields['disabled'] === true ? 'disabled' : 'enabled' };
}

async function readBinding(
  client: GoogleClient,
  email: string,
  workload: {
    readonly pool: string;
    readonly projectNumber: string;
    readonly namespace: string;
    readonly name: string;
  },
  now: Date,
): Promise<WorkloadIdentityBinding> {
  const resource = `projects/-/serviceAccounts/${email}`;
  const answer = await client.call({
    service: 'iam',
    method: 'POST',
    path: `/v1/projects/-/serviceAccounts/${encodeURIComponent(email)}:getIamPolicy`,
    query: { 'options.requestedPolicyVersion': '3' },
    needs: { permission: 'iam.serviceAccounts.getIamPolicy', resource: email },
  });
  if (answer.kind === 'unknown') return answer;
  if (answer.kind === 'absent') return { kind: 'account-missing' };
  const policy = parseAllowPolicy(resource, answer.body);
  if (policy === null)
    return strange(`The allow policy of ${email} came without an etag or in an unknown form`);
  const identity = {
    kind: 'kubernetes-service-account' as const,
    projectNumber: workload.projectNumber,
    workloadPool: workload.pool,
    namespace: workload.namespace,
    name: workload.name,
    cluster: null,
  };
  const results = policy.bindings
    .filter(
      ({ role, condition }) =>
        role === USER && (condition === null || evaluateCondition(condition, now).holds !== 'no'),
    )
    .flatMap(({ members }) =>
      members.map((member) => covers(member, identity, { projectNumber: null, ancestors: null })),
    );
  if (results.some((one) => one.covers === 'yes')) return { kind: 'bound' };
  const open = results.find((one) => one.covers === 'unknown');
  if (open?.covers === 'unknown')
    return unknown('undecidable', `Whether it is bound is open: ${open.why}.`, open.settle);
  return {
    kind: 'unbound',
    member: `serviceAccount:${workload.pool}[${workload.namespace}/${workload.name}]`,
  };
}

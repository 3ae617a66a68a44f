import {
  evaluateAccess,
  type RoleExpansion,
  rolesToExpand,
} from '../../domain/evaluate-access.ts';
import {
  type AccountState,
  unknown,
  type WorkloadIdentityBinding,
} from '../../domain/facts.ts';
import { ACT_AS_PERMISSION } from '../../domain/role-catalogue.ts';
import { homeOf } from '../../domain/service-account.ts';
import type { AccountSource } from '../../engine/sources.ts';
import { strange } from '../wire/answers.ts';
import type { GoogleClient } from '../wire/client.ts';
import { once } from '../wire/once.ts';
import { type PolicyChain, type PolicyReader, readPolicy } from './allow-policies.ts';
import { type RoleExpander, roleExpander } from './roles.ts';

/** Service accounts, and who may act as them; each asked once. */
export function accountSource(
  client: GoogleClient,
  policies: PolicyReader,
  now: () => Date,
): AccountSource {
  const states = new Map<string, Promise<AccountState>>();
  const chains = new Map<string, Promise<PolicyChain>>();
  const expand = roleExpander(client, ACT_AS_PERMISSION);
  const account = (email: string): Promise<AccountState> =>
    once(states, email, () => readAccount(client, email));
  return {
    account,
    binding: async (email, workload) => {
      const state = await account(email);
      if (state.kind === 'not-found') return { kind: 'account-missing' };
      if (state.kind === 'disabled') return { kind: 'account-disabled' };
      const chain = await once(chains, email, () => policiesOf(client, policies, email));
      return judgeBinding(chain, workload, expand, now());
    },
  };
}

/**
 * By the project that the e-mail names: with the `-` wildcard an account that does not exist may answer 403 instead of 404. The default
 * accounts name none by its id.
 */
function accountPath(email: string): string {
  const { project } = homeOf(email);
  const isNamed =
    email.toLowerCase().endsWith('.iam.gserviceaccount.com') && project !== null;
  const under = isNamed ? encodeURIComponent(project).replaceAll('%3A', ':') : '-';
  return `/v1/projects/${under}/serviceAccounts/${encodeURIComponent(email)}`;
}

async function readAccount(client: GoogleClient, email: string): Promise<AccountState> {
  const answer = await client.call({
    service: 'iam',
    method: 'GET',
    path: accountPath(email),
    needs: { permission: 'iam.serviceAccounts.get', resource: email },
  });
  if (answer.kind === 'absent') {
    if (homeOf(email).kind === 'user') return { kind: 'not-found' };
    return unknown(
      'undecidable',
      `${email} is an agent of Google's own, which no project lists.`,
      'Nothing needs to be done: whether it exists cannot be seen.',
    );
  }
  if (answer.kind === 'unknown') return answer;
  const { email: told, disabled = false } = answer.value;
  const isAsked = typeof told === 'string' && told.toLowerCase() === email.toLowerCase();
  if (!isAsked || typeof disabled !== 'boolean')
    return strange(`IAM described the service account ${email} in an unknown form`);
  return { kind: disabled ? 'disabled' : 'enabled' };
}

/** A service account's own policy, and those above it: what they grant holds for it too. */
async function policiesOf(
  client: GoogleClient,
  policies: PolicyReader,
  email: string,
): Promise<PolicyChain> {
  const permission = 'iam.serviceAccounts.getIamPolicy';
  const answer = await client.call({
    service: 'iam',
    method: 'POST',
    path: `${accountPath(email)}:getIamPolicy`,
    query: { 'options.requestedPolicyVersion': '3' },
    needs: { permission, resource: email },
  });
  const own = readPolicy(
    answer,
    { permission, resource: `serviceAccounts/${email}` },
    'roles/iam.serviceAccountViewer',
    client.ours,
  );
  const { project } = homeOf(email);
  const above = project === null ? NOTHING_ABOVE : await policies.ofProject(project);
  return {
    policies: [...(own.kind === 'ok' ? [own.value] : []), ...above.policies],
    sealed: [...(own.kind === 'ok' ? [] : [own]), ...above.sealed],
    place: above.place,
  };
}

const NOTHING_ABOVE: PolicyChain = {
  policies: [],
  sealed: [],
  place: { number: null, ancestors: [], gap: null },
};

async function judgeBinding(
  { policies, sealed }: PolicyChain,
  { pool, projectNumber, namespace, name }: Parameters<AccountSource['binding']>[1],
  expand: RoleExpander,
  now: Date,
): Promise<WorkloadIdentityBinding> {
  const identity = {
    kind: 'kubernetes-service-account' as const,
    projectNumber,
    workloadPool: pool,
    namespace,
    name,
    cluster: null,
  };
  const ancestry = { projectNumber: null, ancestors: null };
  const roles = await Promise.all(
    rolesToExpand(policies, identity, ancestry).map(
      async (role): Promise<readonly [string, RoleExpansion]> => [
        role,
        await expand(role),
      ],
    ),
  );
  const verdict = evaluateAccess({
    identity,
    ancestry,
    policies,
    sealed,
    roles: new Map(roles),
    deny: { kind: 'none' },
    remarks: [],
    now,
  });
  switch (verdict.verdict) {
    case 'granted':
      return { kind: 'bound' };
    case 'not-granted':
      return {
        kind: 'unbound',
        member: `serviceAccount:${pool}[${namespace}/${name}]`,
        conditions: verdict.conditionsOn.some((one) => one.startsWith('serviceAccounts/'))
          ? 'some'
          : 'none',
      };
    case 'conditional':
      return unknown(
        'undecidable',
        verdict.why,
        'Grant roles/iam.workloadIdentityUser without a condition.',
      );
    case 'unknown':
      return verdict.unknowns[0] ?? strange('Whether it is bound is not known');
  }
}

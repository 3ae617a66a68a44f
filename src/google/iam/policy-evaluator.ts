import { type RepositoryName, repositoryResource } from '../../domain/artifact-image.ts';
import { evaluateDeny } from '../../domain/deny-policy.ts';
import {
  type AccessInputs,
  evaluateAccess,
  type RoleExpansion,
  rolesToExpand,
} from '../../domain/evaluate-access.ts';
import type { Verdict } from '../../domain/facts.ts';
import type { Ancestry } from '../../domain/member.ts';
import type { Puller } from '../../domain/puller.ts';
import { PULL_PERMISSION } from '../../domain/role-catalogue.ts';
import { homeOf } from '../../domain/service-account.ts';
import type { OpenRepositories } from '../images/open-repositories.ts';
import type { GoogleClient } from '../wire/client.ts';
import type { PolicyChain, PolicyReader } from './allow-policies.ts';
import type { Ancestries } from './ancestry.ts';
import { type DenyPolicies, denyPolicyReader } from './deny-policies.ts';
import { roleExpander } from './roles.ts';

/** May the puller download, by the policies alone? */
export type PolicyEvaluator = (
  puller: Puller,
  repository: RepositoryName,
) => Promise<Verdict>;

/** What is read once for all who ask over one connection. */
export interface Memos {
  readonly open: OpenRepositories;
  readonly ancestry: Ancestries;
  readonly policies: PolicyReader;
}

/** Gathers what a verdict is made of: the allow policies up to the organization, the deny policies, and the roles that decide. */
export function policyEvaluator(
  client: GoogleClient,
  { ancestry: places, policies, open }: Memos,
  now: () => Date,
): PolicyEvaluator {
  const readDeny = denyPolicyReader(client);
  const expand = roleExpander(client, PULL_PERMISSION);
  return async ({ identity }, repository) => {
    const chain = await policies.ofRepository(repository);
    const deny = await readDeny([
      `projects/${repository.project}`,
      ...chain.place.ancestors,
    ]);
    const ancestry = namesProjects(chain, deny)
      ? await placeOf(places, identity)
      : NOWHERE;
    const roles = await Promise.all(
      rolesToExpand(chain.policies, identity, ancestry).map(
        async (role): Promise<readonly [string, RoleExpansion]> => [
          role,
          await expand(role),
        ],
      ),
    );
    const inputs: AccessInputs = {
      identity,
      ancestry,
      policies: chain.policies,
      sealed: chain.sealed,
      roles: new Map(roles),
      deny: evaluateDeny(deny.policies, identity, ancestry, now()),
      remarks: [...deny.remarks, ...unseenDeny(repository, chain)],
      now: now(),
    };
    const verdict = evaluateAccess(inputs);
    if (verdict.verdict !== 'unknown' && verdict.verdict !== 'conditional')
      return verdict;
    return (await open.isOpen(repository))
      ? evaluateAccess(openedTo(repository, inputs))
      : verdict;
  };
}

/** What an anonymous token reads is granted to everyone, unless somebody is denied it. */
function openedTo(repository: RepositoryName, inputs: AccessInputs): AccessInputs {
  const policy = {
    resource: repositoryResource(repository),
    bindings: [{ role: OPEN, members: ['allUsers'], condition: null }],
  };
  const remark = 'An anonymous token reads it: it is open to everyone.';
  const holds = { kind: 'known', holds: true, remark } as const;
  return {
    ...inputs,
    policies: [policy],
    sealed: [],
    roles: new Map([[OPEN, holds]]),
  };
}

const OPEN = 'what is open to everyone';

const NOWHERE: Ancestry = { projectNumber: null, ancestors: null };

/** Only principal sets of projects, folders and organizations ask where the puller itself stands. */
function namesProjects({ policies }: PolicyChain, deny: DenyPolicies): boolean {
  return JSON.stringify([policies, deny.policies]).includes(
    'principalSet://cloudresourcemanager',
  );
}

async function placeOf(
  places: Ancestries,
  identity: Puller['identity'],
): Promise<Ancestry> {
  if (identity.kind !== 'google-service-account') return NOWHERE;
  const { project } = homeOf(identity.email);
  if (project === null) return NOWHERE;
  const { number, ancestors, gap } = await places.ofProject(project);
  const own = number ?? (/^\d+$/.test(project) ? project : null);
  return {
    projectNumber: own,
    ancestors: gap !== null || own === null ? null : [`projects/${own}`, ...ancestors],
  };
}

/** Where the way up is not known, so are the deny policies up there. */
function unseenDeny(
  { project }: RepositoryName,
  { place }: PolicyChain,
): readonly string[] {
  if (place.gap === null) return [];
  const last = place.ancestors.at(-1) ?? `projects/${project}`;
  return [
    `Deny policies above ${last} could not be looked for, so they were not counted.`,
  ];
}

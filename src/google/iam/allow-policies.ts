import { type AllowPolicy, parseAllowPolicy } from '../../domain/allow-policy.ts';
import { type RepositoryName, repositoryResource } from '../../domain/artifact-image.ts';
import { type Unknown, unknown } from '../../domain/facts.ts';
import { advice, type Need, type Ours } from '../wire/advice.ts';
import { type Answer, strange } from '../wire/answers.ts';
import type { GoogleClient } from '../wire/client.ts';
import { once } from '../wire/once.ts';
import type { Ancestries, ProjectPlace } from './ancestry.ts';

/** The allow policies from a repository up to the organization: those that could be read, and why the others could not. */
export interface PolicyChain {
  readonly policies: readonly AllowPolicy[];
  readonly sealed: readonly Unknown[];
  readonly place: ProjectPlace;
}

/** A policy that was read, or why it is sealed. */
type PolicyAnswer = { readonly kind: 'ok'; readonly value: AllowPolicy } | Unknown;

/** Reads each policy once, always asking for version 3: else conditions stay hidden. */
export interface PolicyReader {
  readonly ofRepository: (repository: RepositoryName) => Promise<PolicyChain>;
  /** From a project up. */
  readonly ofProject: (project: string) => Promise<PolicyChain>;
}

/** Reads allow policies over one connection; what several chains share is read once. */
export function policyReader(client: GoogleClient, ancestry: Ancestries): PolicyReader {
  const policies = new Map<string, Promise<PolicyAnswer>>();
  const ofProject = async (project: string): Promise<PolicyChain> => {
    const place = await ancestry.ofProject(project);
    const levels = [`projects/${project}`, ...place.ancestors];
    const read = await Promise.all(
      levels.map((resource) =>
        once(policies, resource, () => resourcePolicy(client, resource)),
      ),
    );
    return { ...sorted(read, place.gap), place };
  };
  return {
    ofProject,
    ofRepository: async (repository: RepositoryName): Promise<PolicyChain> => {
      const [own, above] = await Promise.all([
        once(policies, repositoryResource(repository), () =>
          repositoryPolicy(client, repository),
        ),
        ofProject(repository.project),
      ]);
      const { policies: read, sealed } = sorted([own], null);
      return {
        policies: [...read, ...above.policies],
        sealed: [...sealed, ...above.sealed],
        place: above.place,
      };
    },
  };
}

function sorted(
  read: readonly PolicyAnswer[],
  gap: Unknown | null,
): Pick<PolicyChain, 'policies' | 'sealed'> {
  const sealed = read.flatMap((one) => (one.kind === 'unknown' ? [one] : []));
  return {
    policies: read.flatMap((one) => (one.kind === 'ok' ? [one.value] : [])),
    sealed: gap === null ? sealed : [...sealed, gap],
  };
}

async function repositoryPolicy(
  client: GoogleClient,
  name: RepositoryName,
): Promise<PolicyAnswer> {
  const resource = repositoryResource(name);
  const permission = 'artifactregistry.repositories.getIamPolicy';
  const answer = await client.call({
    service: 'artifactregistry',
    method: 'GET',
    path: `/v1/${resource}:getIamPolicy`,
    query: { 'options.requestedPolicyVersion': '3' },
    needs: { permission, resource },
  });
  const role = 'roles/artifactregistry.viewer';
  return readPolicy(answer, { permission, resource }, role, client.ours);
}

const LEVELS: Readonly<
  Record<string, { readonly permission: string; readonly role: string }>
> = {
  projects: {
    permission: 'resourcemanager.projects.getIamPolicy',
    role: 'roles/browser',
  },
  folders: {
    permission: 'resourcemanager.folders.getIamPolicy',
    role: 'roles/iam.securityReviewer',
  },
  organizations: {
    permission: 'resourcemanager.organizations.getIamPolicy',
    role: 'roles/iam.securityReviewer',
  },
};

async function resourcePolicy(
  client: GoogleClient,
  resource: string,
): Promise<PolicyAnswer> {
  const level = LEVELS[resource.split('/')[0] ?? ''];
  if (level === undefined)
    return strange(`${resource} is no project, folder or organization`);
  const answer = await client.call({
    service: 'cloudresourcemanager',
    method: 'POST',
    path: `/v3/${resource}:getIamPolicy`,
    body: { options: { requestedPolicyVersion: 3 } },
    needs: { permission: level.permission, resource },
  });
  const { permission, role } = level;
  return readPolicy(answer, { permission, resource }, role, client.ours);
}

/** What an answer to a `getIamPolicy` says; a sealed policy comes with the smallest role that would open it. */
export function readPolicy(
  answer: Answer,
  need: Need,
  role: string,
  ours: Ours,
): PolicyAnswer {
  const { resource } = need;
  if (answer.kind === 'ok') {
    const value = parseAllowPolicy(resource, answer.value);
    if (value !== null) return { kind: 'ok', value };
    return strange(
      `The allow policy of ${resource} came without an etag or in an unknown form`,
    );
  }
  if (answer.kind === 'absent') {
    return unknown(
      'undecidable',
      `${resource} is not there, so nobody's access to it can be told.`,
      'See whether it exists under that name.',
    );
  }
  return unknown(
    answer.reason,
    `The allow policy of ${resource} is sealed: ${answer.why}`,
    answer.reason === 'refused'
      ? `${advice(need, ours)} The smallest role that holds it is ${role}.`
      : answer.settle,
  );
}

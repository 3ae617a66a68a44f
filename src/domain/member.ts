import { clusterResource, type PullerIdentity } from './puller.ts';
import { homeOf } from './service-account.ts';

/** Does a member of an allow policy cover the puller? */
export type Coverage =
  | { readonly covers: 'yes' }
  | {
      readonly covers: 'no';
      /** Why it looks as if it did; `null` where nobody would take it so. */
      readonly remark: string | null;
    }
  | { readonly covers: 'unknown'; readonly why: string; readonly settle: string };

/** Where the puller itself stands: its project's number and the ancestors of that project, where they could be read. */
export interface Ancestry {
  readonly projectNumber: string | null;
  /** `projects/NUMBER`, `folders/N`, `organizations/N`, nearest first; `null` where the way up could not be read. */
  readonly ancestors: readonly string[] | null;
}

const YES: Coverage = { covers: 'yes' };
const NO: Coverage = { covers: 'no', remark: null };
const BY_NAME = 'Grant the service account by name.';

/** Reads a member by IAM's principal identifiers (facts: docs.cloud.google.com/iam/docs/principal-identifiers). */
export function covers(
  member: string,
  identity: PullerIdentity,
  ancestry: Ancestry,
): Coverage {
  if (identity.kind === 'unnamed')
    return open('the puller has no name', 'Let the cluster be read.');
  if (member === 'allUsers') return YES;
  if (member === 'allAuthenticatedUsers') {
    return identity.kind === 'google-service-account'
      ? YES
      : open(
          'whether allAuthenticatedUsers covers a Kubernetes service account is not documented',
          'Grant the principal by name.',
        );
  }
  if (member.startsWith('deleted:')) return coversDeleted(member, identity);
  if (member.startsWith('group:')) {
    return open(
      `it may be in the group ${member.slice(6)}, whose members cannot be looked into`,
      'Grant the service account by name, or see whether it is in the group.',
    );
  }
  if (member.startsWith('domain:')) {
    return open(`whether ${member} covers it is not documented`, BY_NAME);
  }
  if (/^project(?:Owner|Editor|Viewer):/.test(member)) {
    return open(`${member} stands for whoever has a basic role in that project`, BY_NAME);
  }
  return identity.kind === 'google-service-account'
    ? coversGoogle(member, identity.email, ancestry)
    : coversKubernetes(member, identity);
}

function coversGoogle(member: string, email: string, ancestry: Ancestry): Coverage {
  if (member.startsWith('serviceAccount:')) {
    return member.slice('serviceAccount:'.length).toLowerCase() === email.toLowerCase()
      ? YES
      : NO;
  }
  if (isOtherIdentity(member)) return NO;
  const [, resource = '', type = ''] = PROJECTS.exec(member) ?? [];
  if (type !== 'ServiceAccount' && type !== 'ServiceAgent') return strange(member);
  const kind = homeOf(email).kind === 'agent' ? 'ServiceAgent' : 'ServiceAccount';
  if (kind !== type)
    return kind === 'ServiceAgent'
      ? open(`whether ${member} covers it is not documented`, BY_NAME)
      : NO;
  return coversProjects(resource, ancestry);
}

const PROJECTS =
  /^principalSet:\/\/cloudresourcemanager\.googleapis\.com\/((?:projects|folders|organizations)\/[^/]+)\/type\/(\w+)$/;

/** Is the service account's project the one that a principal set names, or below it? */
function coversProjects(
  resource: string,
  { projectNumber, ancestors }: Ancestry,
): Coverage {
  if (projectNumber !== null && resource.startsWith('projects/'))
    return resource === `projects/${projectNumber}` ? YES : NO;
  if (ancestors !== null) return ancestors.includes(resource) ? YES : NO;
  return open(
    `whether the service account's project is below ${resource} could not be read`,
    "Grant the identity that runs this check resourcemanager.projects.get on the service account's project.",
  );
}

/** Who is surely somebody else than a Google service account or a GKE Kubernetes service account. */
function isOtherIdentity(member: string): boolean {
  return (
    /^(?:user|principal):/.test(member) ||
    /^principalSet:\/\/(?:iam\.googleapis\.com|agents[^/]*)\//.test(member)
  );
}

type Kubernetes = Extract<PullerIdentity, { kind: 'kubernetes-service-account' }>;

function coversKubernetes(
  member: string,
  { projectNumber, workloadPool, namespace, name, cluster }: Kubernetes,
): Coverage {
  if (member === `serviceAccount:${workloadPool}[${namespace}/${name}]`) return YES;
  // Only members by the pool's number hang on it; the older spelling needs none.
  if (
    projectNumber === null &&
    member.includes(`/workloadIdentityPools/${workloadPool}/`)
  )
    return open(
      `whether ${member} is of the cluster's project is not known: the project's number could not be read`,
      "Let the number of the cluster's project be read (resourcemanager.projects.get).",
    );
  const pool = `//iam.googleapis.com/projects/${projectNumber}/locations/global/workloadIdentityPools/${workloadPool}/`;
  const [, rest] = member.startsWith('principal') ? member.split(pool) : [];
  if (rest === undefined) {
    const known = member.startsWith('serviceAccount:') || isOtherIdentity(member);
    return known || PROJECTS.exec(member)?.[2]?.startsWith('Service')
      ? NO
      : strange(member);
  }
  if (
    rest === '*' ||
    rest === `namespace/${namespace}` ||
    rest === `subject/ns/${namespace}/sa/${name}`
  )
    return YES;
  if (rest.startsWith('namespace/') || rest.startsWith('subject/')) return NO;
  if (rest.startsWith('kubernetes.cluster/')) return coversCluster(rest, cluster);
  if (rest.startsWith('kubernetes.serviceaccount.uid/')) {
    return open(
      'the policy names a Kubernetes service account by its uid, which only the cluster knows',
      'Grant the principal by namespace and name.',
    );
  }
  return open(
    `whether it is in ${member} is not known`,
    'Grant the principal by namespace and name.',
  );
}

function coversCluster(set: string, cluster: Kubernetes['cluster']): Coverage {
  if (cluster === null)
    return open(
      'which cluster it runs on is not known',
      'Name the cluster with --cluster.',
    );
  return set.endsWith(`/v1/${clusterResource(cluster)}`) ? YES : NO;
}

/** A deleted account grants nothing, and one made again with its name is another. */
function coversDeleted(member: string, identity: PullerIdentity): Coverage {
  const email =
    identity.kind === 'google-service-account' ? identity.email.toLowerCase() : '\u0000';
  const same = member.toLowerCase().startsWith(`deleted:serviceaccount:${email}?`);
  return {
    covers: 'no',
    remark: same
      ? `${member} is the account that was deleted; the one made again with its name is another and needs a grant of its own.`
      : null,
  };
}

/** A kind of member that is not known here is nobody's no. */
function strange(member: string): Coverage {
  return open(`${member} is a kind of member that this tool does not know`, BY_NAME);
}

function open(why: string, settle: string): Coverage {
  return { covers: 'unknown', why, settle };
}

import type { PullerIdentity } from './puller.ts';

/** Does a member of an allow policy cover the puller? */
export type Coverage =
  | { readonly covers: 'yes' }
  | { readonly covers: 'no' /** Worth a word to the reader, or `null`. */; readonly remark: string | null }
  | { readonly covers: 'unknown'; readonly why: string; readonly settle: string };

/** Where the puller itself stands: its project's number and the ancestors of that project, where they could be read. */
export interface Ancestry {
  readonly projectNumber: string | null;
  /** `projects/NUMBER`, `folders/N`, `organizations/N`, nearest first; `null` where the way up could not be read. */
  readonly ancestors: readonly string[] | null;
}

const YES: Coverage = { covers: 'yes' };
const NO: Coverage = { covers: 'no', remark: null };

/** Reads a member by IAM's principal identifiers (facts: docs.cloud.google.com/iam/docs/principal-identifiers). */
export function covers(member: string, identity: PullerIdentity, ancestry: Ancestry): Coverage {
  if (identity.kind === 'unnamed') return open('the puller has no name', 'Let the cluster be read.');
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
    return open(`whether ${member} covers it is not documented`, 'Grant the service account by name.');
  }
  if (/^project(?:Owner|Editor|Viewer):/.test(member)) {
    return open(
      `${member} stands for whoever has a basic role in that project`,
      'Grant the service account by name.',
    );
  }
  return identity.kind === 'google-service-account'
    ? coversGoogle(member, identity.email, ancestry)
    : coversKubernetes(member, identity);
}

function coversGoogle(member: string, email: string, { projectNumber, ancestors }: Ancestry): Coverage {
  if (member.startsWith('serviceAccount:')) {
    return member.slice('serviceAccount:'.length).toLowerCase() === email.toLowerCase() ? YES : NO;
  }
  const set =
    /^principalSet:\/\/cloudresourcemanager\.googleapis\.com\/((?:projects|folders|organizations)\/[^/]+)\/type\/(ServiceAccount|ServiceAgent)$/.exec(
      member,
    );
  if (set === null) return NO;
  if (set[2] === 'ServiceAgent') return NO;
  if (projectNumber !== null && set[1] === `projects/${projectNumber}`) return YES;
  if (ancestors === null) {
    return open(
      `whether the service account's project is below ${set[1]} could not be read`,
      "Grant the identity that runs this check resourcemanager.projects.get on the service account's project.",
    );
  }
  return ancestors.includes(set[1] ?? '') ? YES : NO;
}

type Kubernetes = Extract<PullerIdentity, { kind: 'kubernetes-service-account' }>;

function coversKubernetes(
  member: string,
  { projectNumber, workloadPool, namespace, name, cluster }: Kubernetes,
): Coverage {
  if (member === `serviceAccount:${workloadPool}[${namespace}/${name}]`) return YES;
  const pool = `//iam.googleapis.com/projects/${projectNumber}/locations/global/workloadIdentityPools/${workloadPool}`;
  if (member === `principal:${pool}/subject/ns/${namespace}/sa/${name}`) return YES;
  if (!member.startsWith(`principal:${pool}/`) && !member.startsWith(`principalSet:${pool}/`)) return NO;
  const rest = member.slice(member.indexOf(pool) + pool.length + 1);
  if (rest === '*') return YES;
  if (rest === `namespace/${namespace}`) return YES;
  if (rest.startsWith('kubernetes.cluster/')) {
    if (cluster === null)
      return open('which cluster it runs on is not known', 'Name the cluster with --cluster.');
    const resource = `projects/${cluster.project}/locations/${cluster.location}/clusters/${cluster.cluster}`;
    return rest.endsWith(`/v1/${resource}`) ? YES : NO;
  }
  if (rest.startsWith('kubernetes.serviceaccount.uid/')) {
    return open(
      'the policy names a Kubernetes service account by its uid, which only the cluster knows',
      'Grant the principal by namespace and name.',
    );
  }
  if (rest.startsWith('group/') || rest.startsWith('attribute.')) {
    return open(`whether it is in ${member} is not known`, 'Grant the principal by namespace and name.');
  }
  return NO;
}

/** A deleted account grants nothing, and one made again with its name is another. */
function coversDeleted(member: string, identity: PullerIdentity): Coverage {
  const email = identity.kind === 'google-service-account' ? identity.email.toLowerCase() : '\u0000';
  const same = member.toLowerCase().startsWith(`deleted:serviceaccount:${email}?`);
  return {
    covers: 'no',
    remark: same
      ? `${member} is the account that was deleted; the one made again with its name is another and needs a grant of its own.`
      : null,
  };
}

function open(why: string, settle: string): Coverage {
  return { covers: 'unknown', why, settle };
}

import { distance } from 'fastest-levenshtein';
import { repositoryResource } from './artifact-image.ts';
import type { NotGrantedVerdict } from './facts.ts';
import { homeOf } from './service-account.ts';
import type { Pull, Target } from './target.ts';

/** Why somebody whom nothing grants the download has no grant, likeliest first: a sentence each; empty where nothing tells. */
export function likelyCauses(
  pull: Pull,
  { runsAs }: Pick<Target, 'runsAs'>,
  { causes = [], grantedTo = [] }: NotGrantedVerdict,
): readonly string[] {
  return [
    ...causes,
    ...toTheWorkload(pull, runsAs, grantedTo),
    ...toAnother(pull, runsAs, grantedTo),
    ...onAnother(pull),
  ];
}

/** The reader was given to what the containers run as, and images are pulled as somebody else. */
function toTheWorkload(
  { puller: { identity } }: Pull,
  runsAs: readonly string[],
  grantedTo: readonly string[],
): readonly string[] {
  const isNode = identity.kind === 'google-service-account';
  const own = new Set(runsAs.map((email) => `serviceaccount:${email.toLowerCase()}`));
  const toGoogle = grantedTo.filter((one) => own.has(one.toLowerCase()));
  const toKubernetes = isNode ? grantedTo.filter(isKubernetes) : [];
  const [member, ...more] = [...toGoogle, ...toKubernetes];
  if (member === undefined) return [];
  const others = more.length === 0 ? '' : ` (and ${more.length} more like it)`;
  const puller = isNode ? 'the node' : 'the Kubernetes service account itself';
  return [
    `It is granted to ${member}${others}, which containers run as by Workload Identity; images are pulled as ${puller}.`,
  ];
}

function isKubernetes(member: string): boolean {
  return (
    /^serviceAccount:[^@]+\.svc\.id\.goog\[/.test(member) ||
    /^principal(?:Set)?:\/\/.*\.svc\.id\.goog\//.test(member)
  );
}

/** An account of nearly the same name, or of this name in another project. */
function toAnother(
  { puller: { identity } }: Pull,
  runsAs: readonly string[],
  grantedTo: readonly string[],
): readonly string[] {
  if (identity.kind !== 'google-service-account') return [];
  const email = identity.email.toLowerCase();
  const near = grantedTo
    .map((member) => member.toLowerCase())
    .filter((member) => member.startsWith('serviceaccount:'))
    .map((member) => member.slice('serviceaccount:'.length))
    .filter((one) => isNear(one, email) && !runsAs.includes(one));
  return near
    .slice(0, 1)
    .map(
      (one) => `It is granted to serviceAccount:${one}, whose name is nearly the same.`,
    );
}

function isNear(one: string, other: string): boolean {
  if (one === other) return false;
  const [first = '', second = ''] = [one.split('@')[0], other.split('@')[0]];
  return first === second || distance(one, other) <= 2;
}

/** What it may read beside this: a grant on a repository reaches no other. */
function onAnother({ readsElsewhere = [] }: Pull): readonly string[] {
  return readsElsewhere.length === 0
    ? []
    : [onAnotherSaid(readsElsewhere.map(repositoryResource))];
}

function onAnotherSaid(names: readonly string[]): string {
  return `It may download from ${names.slice(0, 2).join(' and ')}, and that grant does not reach this repository.`;
}

const SAID =
  /\b([Ii])t may download from .+?, and that grant does not reach this repository\./;
/** What a message says that found no cause, up to where the remedies begin. */
const NOTHING_FOUND =
  /: no policy from the repository up grants it\.(?: It is the Compute Engine default service account, .+? by default\.| It is an account of the project \S+: .+? this repository\.)?/;
const REMEDIES =
  /The virtual repository \S+ reads this|\d+ of \d+ node pools can pull it\.|Grant it roles\/artifactregistry\.reader/;

/** The message of a `reader-missing` as a run would have said it that knew all of what its principal may read, by name. */
export function retold(message: string, names: readonly string[]): string {
  if (names.length === 0) return message;
  const said = onAnotherSaid(names);
  const begun = `i${said.slice(1)}`;
  if (SAID.test(message))
    return message.replace(SAID, (_, letter) => (letter === 'i' ? begun : said));
  if (NOTHING_FOUND.test(message))
    return message.replace(NOTHING_FOUND, () => `: ${begun}`);
  return message.replace(REMEDIES, (remedy) => `${said} ${remedy}`);
}

const DEFAULT_ACCOUNT = '@developer.gserviceaccount.com';

/** What most often is behind it where nothing was found, by where the account stands; empty where that says nothing. */
export function usualCause({ puller: { identity }, part, repository }: Pull): string {
  if (identity.kind !== 'google-service-account' || part === 'agent') return '';
  const { project } = homeOf(identity.email);
  if (identity.email.endsWith(DEFAULT_ACCOUNT))
    return 'It is the Compute Engine default service account, which organizations made since May 2024 give no role by default.';
  if (project === null || project === repository.project || /^\d+$/.test(project))
    return '';
  return `It is an account of the project ${project}: what is granted there does not reach this repository.`;
}

import { findPlaceholder, isFilledIn } from './placeholder.ts';

/** Does a build fill some part of an account's email in, or of a project's or a namespace's name? */
export function isToBeFilledIn(name: string): boolean {
  return findPlaceholder(name) !== null || name.split(/[@.:/]/).some(isFilledIn);
}

/** A name as it stands, `null` where a build fills it in: then nobody can be asked about it. */
export function asWritten(name: string | null): string | null {
  return name === null || isToBeFilledIn(name) ? null : name;
}

/** What a service account's email says of where it stands. */
export interface AccountHome {
  /** `user`: somebody made it, or it is a default one, in a project; `agent`: Google's own, which no project lists. */
  readonly kind: 'user' | 'agent';
  /** The project's id or number, whichever the email holds; `null` where it holds neither. */
  readonly project: string | null;
}

/** Projects of Google's own in which its agents stand. */
const AGENTS: ReadonlySet<string> = new Set([
  'compute-system',
  'container-engine-robot',
  'containerregistry',
  'gcf-admin-robot',
  'serverless-robot-prod',
]);

/** Reads where a service account stands from its email, as far as that says it. */
export function homeOf(email: string): AccountHome {
  const [local = '', domain = ''] = email.toLowerCase().split('@');
  const number = /^(?:service-)?(\d+)(?:-compute)?$/.exec(local)?.[1] ?? null;
  if (domain === 'developer.gserviceaccount.com')
    return { kind: 'user', project: number };
  if (domain === 'appspot.gserviceaccount.com')
    return { kind: 'user', project: projectId(local) };
  const named = /^(.+)\.iam\.gserviceaccount\.com$/.exec(domain)?.[1];
  if (named === undefined || named.startsWith('gcp-sa-'))
    return { kind: 'agent', project: number };
  // Older agents have domains of their own: service-NUMBER@container-engine-robot.iam.gserviceaccount.com
  const isAgent = AGENTS.has(named) ? /^service-\d+$/ : /^service-\d{6,}$/;
  if (isAgent.test(local)) return { kind: 'agent', project: number };
  return { kind: 'user', project: projectId(named) };
}

/** `my-project`, and `my-project.example.com` for the domain-scoped `example.com:my-project`. */
function projectId(text: string): string | null {
  const [, name = '', scope] = /^([a-z0-9-]+)(?:\.([a-z0-9.-]+))?$/.exec(text) ?? [];
  if (name === '') return null;
  return scope === undefined ? name : `${scope}:${name}`;
}

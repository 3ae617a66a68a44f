import type { PullerIdentity } from './puller.ts';

/** One rule of a deny policy. */
export interface DenyRule {
  readonly deniedPrincipals: readonly string[];
  readonly exceptionPrincipals: readonly string[];
  readonly deniedPermissions: readonly string[];
  readonly exceptionPermissions: readonly string[];
  readonly condition: string | null;
}

export interface DenyPolicy {
  readonly name: string;
  readonly resource: string;
  readonly rules: readonly DenyRule[];
}

/** What the deny policies do to the puller. */
export type DenyResult =
  | { readonly kind: 'none' }
  | { readonly kind: 'denied'; readonly policy: string; readonly rule: string }
  /** A group that cannot be looked into, or a condition that hangs on tags. */
  | { readonly kind: 'open'; readonly why: string };

const PERMISSION = 'artifactregistry.googleapis.com/repositories.downloadArtifacts';

/** Reads a deny policy from IAM v2's JSON; `null` for any other shape. */
export function parseDenyPolicy(resource: string, json: unknown): DenyPolicy | null {
  if (!isObject(json) || typeof json['name'] !== 'string') return null;
  const listed = json['rules'] ?? [];
  if (!Array.isArray(listed)) return null;
  const rules = listed.flatMap((rule) => {
    const deny = isObject(rule) && isObject(rule['denyRule']) ? rule['denyRule'] : null;
    if (deny === null) return [];
    const condition = isObject(deny['denialCondition']) ? deny['denialCondition']['expression'] : undefined;
    return [
      {
        deniedPrincipals: texts(deny['deniedPrincipals']),
        exceptionPrincipals: texts(deny['exceptionPrincipals']),
        deniedPermissions: texts(deny['deniedPermissions']),
        exceptionPermissions: texts(deny['exceptionPermissions']),
        condition: typeof condition === 'string' && condition !== '' ? condition : null,
      },
    ];
  });
  return { name: json['name'], resource, rules };
}

/** Puts every rule to the puller. A rule that surely applies wins over one that is open. */
export function evaluateDeny(
  policies: readonly DenyPolicy[],
  identity: PullerIdentity,
  ancestry: { readonly projectNumber: string | null; readonly ancestors: readonly string[] | null },
): DenyResult {
  let open: DenyResult | null = null;
  for (const { name, rules } of policies) {
    for (const [index, rule] of rules.entries()) {
      const result = applies(rule, identity, ancestry);
      if (result === 'no') continue;
      if (result === 'yes') return { kind: 'denied', policy: name, rule: `rule ${index + 1}` };
      open ??= { kind: 'open', why: `rule ${index + 1} of the deny policy ${name} ${result}` };
    }
  }
  return open ?? { kind: 'none' };
}

function applies(
  rule: DenyRule,
  identity: PullerIdentity,
  ancestry: { readonly projectNumber: string | null; readonly ancestors: readonly string[] | null },
): 'yes' | 'no' | string {
  if (!rule.deniedPermissions.some(isPull) || rule.exceptionPermissions.some(isPull)) return 'no';
  const denied = rule.deniedPrincipals.map((principal) => matches(principal, identity, ancestry));
  if (denied.every((one) => one === 'no')) return 'no';
  const excepted = rule.exceptionPrincipals.map((principal) => matches(principal, identity, ancestry));
  if (excepted.includes('yes')) return 'no';
  if (!denied.includes('yes')) return 'names a group or a set that cannot be looked into';
  if (excepted.includes('maybe')) return 'excepts a group or a set that cannot be looked into';
  if (rule.condition === null || rule.condition.trim() === 'true') return 'yes';
  return rule.condition.trim() === 'false' ? 'no' : 'has a condition on tags';
}

function isPull(permission: string): boolean {
  if (permission === PERMISSION) return true;
  return /^artifactregistry\.googleapis\.com\/(?:\*|repositories\.\*|\*\.downloadArtifacts|\*\.\*)$/.test(
    permission,
  );
}

function matches(
  principal: string,
  identity: PullerIdentity,
  {
    projectNumber,
    ancestors,
  }: { readonly projectNumber: string | null; readonly ancestors: readonly string[] | null },
): 'yes' | 'no' | 'maybe' {
  if (principal === 'principalSet://goog/public:all') return 'yes';
  if (principal.startsWith('deleted:')) return 'no';
  if (principal.startsWith('principalSet://goog/group/')) return 'maybe';
  if (principal.startsWith('principalSet://goog/cloudIdentityCustomerId/')) return 'no';
  if (identity.kind === 'unnamed') return 'maybe';
  if (identity.kind === 'google-service-account') {
    const email = /^principal:\/\/iam\.googleapis\.com\/projects\/-\/serviceAccounts\/(.+)$/.exec(
      principal,
    )?.[1];
    if (email !== undefined) return email.toLowerCase() === identity.email.toLowerCase() ? 'yes' : 'no';
    const set =
      /^principalSet:\/\/cloudresourcemanager\.googleapis\.com\/((?:projects|folders|organizations)\/[^/]+)\/type\/ServiceAccount$/.exec(
        principal,
      )?.[1];
    if (set === undefined) return 'no';
    if (projectNumber !== null && set === `projects/${projectNumber}`) return 'yes';
    return ancestors === null ? 'maybe' : ancestors.includes(set) ? 'yes' : 'no';
  }
  const pool = `iam.googleapis.com/projects/${identity.projectNumber}/locations/global/workloadIdentityPools/${identity.workloadPool}`;
  if (principal === `principal://${pool}/subject/ns/${identity.namespace}/sa/${identity.name}`) return 'yes';
  if (
    principal === `principalSet://${pool}/*` ||
    principal === `principalSet://${pool}/namespace/${identity.namespace}`
  )
    return 'yes';
  return principal.startsWith(`principalSet://${pool}/`) ? 'maybe' : 'no';
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

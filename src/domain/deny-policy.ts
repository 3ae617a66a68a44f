import { evaluateCondition } from './condition.ts';
import { type Ancestry, covers } from './member.ts';
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
  /** Names or excepts a group or a set that cannot be looked into, or has a condition that cannot be read. */
  | { readonly kind: 'open'; readonly why: string }
  /** Applies under a condition on tags. */
  | { readonly kind: 'depends'; readonly why: string };

const PERMISSION = 'artifactregistry.googleapis.com/repositories.downloadArtifacts';

/** Reads a deny policy from IAM v2's JSON; `null` for any other shape: a rule that is not understood must not look like none. */
export function parseDenyPolicy(resource: string, json: unknown): DenyPolicy | null {
  if (
    !isObject(json) ||
    typeof json['name'] !== 'string' ||
    !Array.isArray(json['rules'])
  )
    return null;
  const rules = json['rules'].map(parseRule);
  const known = rules.flatMap((rule) => rule ?? []);
  return known.length === rules.length
    ? { name: json['name'], resource, rules: known }
    : null;
}

function parseRule(rule: unknown): DenyRule | null {
  const deny = isObject(rule) ? rule['denyRule'] : undefined;
  if (!isObject(deny)) return null;
  const [denied, excepted, permissions, spared] = [
    texts(deny['deniedPrincipals']),
    texts(deny['exceptionPrincipals']),
    texts(deny['deniedPermissions']),
    texts(deny['exceptionPermissions']),
  ];
  if (denied === null || excepted === null || permissions === null || spared === null)
    return null;
  const condition = deny['denialCondition'];
  const expression = isObject(condition) ? condition['expression'] : undefined;
  return {
    deniedPrincipals: denied,
    exceptionPrincipals: excepted,
    deniedPermissions: permissions,
    exceptionPermissions: spared,
    condition:
      condition == null || expression === ''
        ? null
        : String(expression ?? '<unreadable>'),
  };
}

/** Puts every rule to the puller. A rule that surely applies wins over one that is open, and that over one that hangs on tags. */
export function evaluateDeny(
  policies: readonly DenyPolicy[],
  identity: PullerIdentity,
  ancestry: Ancestry,
  now: Date,
): DenyResult {
  const results = policies.flatMap(({ name, rules }) =>
    rules.map((rule, index) =>
      evaluateRule(rule, `rule ${index + 1}`, name, identity, ancestry, now),
    ),
  );
  return (
    results.find(({ kind }) => kind === 'denied') ??
    results.find(({ kind }) => kind === 'open') ??
    results.find(({ kind }) => kind === 'depends') ?? { kind: 'none' }
  );
}

function evaluateRule(
  rule: DenyRule,
  label: string,
  policy: string,
  identity: PullerIdentity,
  ancestry: Ancestry,
  now: Date,
): DenyResult {
  const open = (why: string): DenyResult => ({
    kind: 'open',
    why: `${label} of the deny policy ${policy} ${why}`,
  });
  if (!rule.deniedPermissions.some(isPull) || rule.exceptionPermissions.some(isPull))
    return { kind: 'none' };
  const names = (principals: readonly string[]): readonly string[] =>
    principals.map((principal) => covers(asMember(principal), identity, ancestry).covers);
  const denied = names(rule.deniedPrincipals);
  const excepted = names(rule.exceptionPrincipals);
  if (excepted.includes('yes') || denied.every((one) => one === 'no'))
    return { kind: 'none' };
  const condition =
    rule.condition === null
      ? ({ holds: 'yes' } as const)
      : evaluateCondition(rule.condition, now);
  if (condition.holds === 'no') return { kind: 'none' };
  if (!denied.includes('yes'))
    return open('names a group or a set that cannot be looked into');
  if (excepted.includes('unknown'))
    return open('excepts a group or a set that cannot be looked into');
  if (condition.holds === 'yes') return { kind: 'denied', policy, rule: label };
  if (condition.holds === 'unknown') return open('has a condition that cannot be read');
  return {
    kind: 'depends',
    why: `${label} of the deny policy ${policy} takes it away under a condition: ${condition.why}`,
  };
}

/** The member of an allow policy that says the same as a principal of a deny policy. */
function asMember(principal: string): string {
  if (principal === 'principalSet://goog/public:all') return 'allUsers';
  return principal
    .replace('principalSet://goog/group/', 'group:')
    .replace('principalSet://goog/cloudIdentityCustomerId/', 'domain:')
    .replace('principal://goog/subject/', 'user:')
    .replace(
      /^principal:\/\/iam\.googleapis\.com\/projects\/-\/serviceAccounts\//,
      'serviceAccount:',
    );
}

function isPull(permission: string): boolean {
  if (permission === PERMISSION) return true;
  return /^artifactregistry\.googleapis\.com\/(?:\*|repositories\.\*|\*\.downloadArtifacts|\*\.\*)$/.test(
    permission,
  );
}

/** A list of texts, empty where it is left out; `null` for anything else. */
function texts(value: unknown): readonly string[] | null {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
    ? value
    : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

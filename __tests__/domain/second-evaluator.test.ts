import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DenyPolicy, evaluateDeny } from '../../src/domain/deny-policy.ts';
import { evaluateAccess, type RoleExpansion } from '../../src/domain/evaluate-access.ts';
import { unknown } from '../../src/domain/facts.ts';

/**
 * A second evaluator, written from IAM's documentation alone: it knows of each piece what it is worth, and adds up by the rule that
 * deny wins, then a plain grant, then a conditional one, then anything that cannot be read.
 */
type Worth = 'yes' | 'no' | 'open' | 'depends';

const NODE = 'node@p.iam.gserviceaccount.com';
const NOW = new Date('2026-11-24T12:00:00Z');
const WHY = unknown('refused', 'x.', 'y.');

const members: Readonly<Record<string, Worth>> = {
  [`serviceAccount:${NODE}`]: 'yes',
  [`serviceAccount:${NODE.toUpperCase()}`]: 'yes',
  'serviceAccount:other@p.iam.gserviceaccount.com': 'no',
  [`deleted:serviceAccount:${NODE}?uid=1`]: 'no',
  [`user:${NODE}`]: 'no',
  allUsers: 'yes',
  allAuthenticatedUsers: 'yes',
  'group:g@example.com': 'open',
  'domain:example.com': 'open',
  'projectEditor:p': 'open',
  'principalSet://cloudresourcemanager.googleapis.com/projects/111/type/ServiceAccount': 'yes',
  'principalSet://cloudresourcemanager.googleapis.com/projects/222/type/ServiceAccount': 'no',
  'principalSet://cloudresourcemanager.googleapis.com/folders/2/type/ServiceAccount': 'yes',
  'principalSet://cloudresourcemanager.googleapis.com/organizations/9/type/ServiceAccount': 'no',
  'principalSet://cloudresourcemanager.googleapis.com/organizations/1/type/ServiceAgent': 'no',
  'serviceAccount:p.svc.id.goog[ns/ksa]': 'no',
  'principal://iam.googleapis.com/projects/111/locations/global/workloadIdentityPools/p.svc.id.goog/subject/ns/n/sa/k':
    'no',
};
const roles: Readonly<Record<string, { readonly worth: Worth; readonly expansion: RoleExpansion }>> = {
  'roles/artifactregistry.reader': { worth: 'yes', expansion: { kind: 'known', pulls: true, remark: null } },
  'roles/owner': { worth: 'yes', expansion: { kind: 'known', pulls: true, remark: null } },
  'roles/browser': { worth: 'no', expansion: { kind: 'known', pulls: false, remark: null } },
  'roles/container.defaultNodeServiceAccount': {
    worth: 'no',
    expansion: { kind: 'known', pulls: false, remark: null },
  },
  'projects/p/roles/sealed': { worth: 'open', expansion: WHY },
};
const conditions: readonly { readonly expression: string | null; readonly worth: Worth }[] = [
  { expression: null, worth: 'yes' },
  { expression: null, worth: 'yes' },
  { expression: 'request.time < timestamp("2027-01-01T00:00:00Z")', worth: 'yes' },
  { expression: 'request.time < timestamp("2026-01-01T00:00:00Z")', worth: 'no' },
  { expression: 'resource.name == "projects/p/locations/us/repositories/r"', worth: 'no' },
  { expression: 'resource.service == "x" || request.time > timestamp("2026-01-01T00:00:00Z")', worth: 'yes' },
  { expression: 'resource.matchTag("1/env", "prod")', worth: 'depends' },
  {
    expression: 'resource.matchTag("1/env", "prod") && request.time > timestamp("2027-01-01T00:00:00Z")',
    worth: 'no',
  },
  { expression: 'request.auth.claims.x == "y"', worth: 'depends' },
  { expression: 'not ( cel', worth: 'open' },
];
const deniedPrincipals: Readonly<Record<string, Worth>> = {
  [`principal://iam.googleapis.com/projects/-/serviceAccounts/${NODE}`]: 'yes',
  'principal://iam.googleapis.com/projects/-/serviceAccounts/other@p.iam.gserviceaccount.com': 'no',
  'principalSet://goog/public:all': 'yes',
  'principalSet://goog/group/g@example.com': 'open',
  'principalSet://cloudresourcemanager.googleapis.com/folders/2/type/ServiceAccount': 'yes',
  'principalSet://cloudresourcemanager.googleapis.com/folders/3/type/ServiceAccount': 'no',
};
const permissions: Readonly<Record<string, boolean>> = {
  'artifactregistry.googleapis.com/repositories.downloadArtifacts': true,
  'artifactregistry.googleapis.com/repositories.*': true,
  'artifactregistry.googleapis.com/*': true,
  'artifactregistry.googleapis.com/repositories.uploadArtifacts': false,
  'iam.googleapis.com/roles.get': false,
};

const keys = <T>(record: Readonly<Record<string, T>>): fc.Arbitrary<string> =>
  fc.constantFrom(...Object.keys(record));
const binding = fc.record({
  role: keys(roles),
  members: fc.array(keys(members), { maxLength: 3 }),
  condition: fc.constantFrom(...conditions),
});
const rule = fc.record({
  denied: fc.array(keys(deniedPrincipals), { maxLength: 2 }),
  excepted: fc.array(keys(deniedPrincipals), { maxLength: 1 }),
  permissions: fc.array(keys(permissions), { minLength: 1, maxLength: 2 }),
  exceptPermissions: fc.array(keys(permissions), { maxLength: 1 }),
  condition: fc.constantFrom(null, null, 'resource.matchTag("a/b", "c")'),
});
const world = fc.record({
  bindings: fc.array(binding, { maxLength: 5 }),
  sealed: fc.boolean(),
  rules: fc.array(rule, { maxLength: 2 }),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

function judge({ bindings, sealed, rules }: World): string {
  const denials = rules.map(denial);
  if (denials.includes('yes')) return 'not-granted';
  const grants = bindings.flatMap(({ role, members: named, condition }) =>
    named.map((member): Worth => {
      const pieces = [members[member] ?? 'no', roles[role]?.worth ?? 'no', condition.worth];
      if (pieces.includes('no')) return 'no';
      if (pieces.includes('open')) return 'open';
      return pieces.includes('depends') ? 'depends' : 'yes';
    }),
  );
  if (grants.includes('yes')) return denials.includes('open') ? 'unknown' : 'granted';
  if (grants.includes('depends')) return 'conditional';
  return sealed || grants.includes('open') ? 'unknown' : 'not-granted';
}

function denial({
  denied,
  excepted,
  permissions: named,
  exceptPermissions,
  condition,
}: World['rules'][number]): Worth {
  if (!named.some((one) => permissions[one]) || exceptPermissions.some((one) => permissions[one]))
    return 'no';
  const hit = denied.map((one) => deniedPrincipals[one]);
  const spared = excepted.map((one) => deniedPrincipals[one]);
  if (spared.includes('yes') || (!hit.includes('yes') && !hit.includes('open'))) return 'no';
  return hit.includes('yes') && !spared.includes('open') && condition === null ? 'yes' : 'open';
}

describe('a second evaluator', () => {
  it('agrees on ten thousand random policies', () => {
    const ancestry = { projectNumber: '111', ancestors: ['projects/111', 'folders/2', 'organizations/1'] };
    const identity = { kind: 'google-service-account' as const, email: NODE };
    fc.assert(
      fc.property(world, (one) => {
        const policy: DenyPolicy = {
          name: 'policies/x',
          resource: 'projects/p',
          rules: one.rules.map((rule) => ({
            deniedPrincipals: rule.denied,
            exceptionPrincipals: rule.excepted,
            deniedPermissions: rule.permissions,
            exceptionPermissions: rule.exceptPermissions,
            condition: rule.condition,
          })),
        };
        const verdict = evaluateAccess({
          identity,
          ancestry,
          policies: [
            {
              resource: 'projects/p',
              bindings: one.bindings.map(({ role, members: named, condition }) => ({
                role,
                members: named,
                condition: condition.expression,
              })),
            },
          ],
          sealed: one.sealed ? [WHY] : [],
          roles: new Map(Object.entries(roles).map(([role, { expansion }]) => [role, expansion])),
          deny: evaluateDeny([policy], identity, ancestry),
          remarks: [],
          now: NOW,
        });
        expect(verdict.verdict).toBe(judge(one));
      }),
      { numRuns: 10_000 },
    );
  });
});

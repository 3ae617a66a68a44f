import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAllowPolicy } from '../../src/domain/allow-policy.ts';
import { evaluateCondition } from '../../src/domain/condition.ts';
import { evaluateDeny, parseDenyPolicy } from '../../src/domain/deny-policy.ts';
import {
  evaluateAccess,
  type RoleExpansion,
  rolesToExpand,
} from '../../src/domain/evaluate-access.ts';
import { unknown } from '../../src/domain/facts.ts';
import type { PullerIdentity } from '../../src/domain/puller.ts';
import { runs } from '../thorough.ts';
import {
  type Condition,
  judge,
  type Member,
  type World,
  worthOf,
} from './second-evaluator.ts';

const NODE = 'node@p.iam.gserviceaccount.com';
const NOW = new Date('2026-11-24T12:00:00Z');
const WHY = unknown('refused', 'x.', 'y.');

const leaf = fc.record({
  is: fc.constantFrom('past', 'future', 'name', 'tag', 'host', 'garbage'),
});
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    leaf as fc.Arbitrary<Condition>,
    fc.record({ is: fc.constant('not' as const), of: tie('condition') }),
    fc.record({
      is: fc.constantFrom('and' as const, 'or' as const),
      left: tie('condition'),
      right: tie('condition'),
    }),
    fc.record({
      is: fc.constant('if' as const),
      test: tie('condition'),
      yes: tie('condition'),
      no: tie('condition'),
    }),
  ),
}));
/** The brute force of the second evaluator takes every assignment: no more open leaves than it can carry. */
const smallCondition = condition.filter(
  (one) => (JSON.stringify(one).match(/tag|host|garbage/g) ?? []).length <= 5,
);
const maybeCondition = fc.option(smallCondition, { freq: 2 });

const member: fc.Arbitrary<Member> = fc.oneof(
  fc.record({
    is: fc.constantFrom(
      ...([
        'everyone',
        'authenticated',
        'group',
        'domain',
        'project-editor',
        'user',
        'workforce',
      ] as const),
    ),
  }),
  fc.record({
    is: fc.constantFrom(
      'account' as const,
      'account' as const,
      'deleted-account' as const,
    ),
    email: fc.constantFrom('node', 'other'),
    letters: fc.constantFrom('as-is' as const, 'capitals' as const),
  }),
  fc.record({
    is: fc.constantFrom('accounts-below' as const, 'agents-below' as const),
    resource: fc.constantFrom(
      ...([
        'projects/111',
        'projects/222',
        'folders/2',
        'folders/3',
        'organizations/1',
      ] as const),
    ),
  }),
  fc.record({
    is: fc.constantFrom(
      ...([
        'ksa',
        'ksa-of-old',
        'ksa-namespace',
        'ksa-cluster',
        'ksa-pool',
        'ksa-uid',
        'ksa-attribute',
      ] as const),
    ),
    pool: fc.constantFrom('p' as const, 'p' as const, 'q' as const),
    namespace: fc.constantFrom('shop' as const, 'other' as const),
    name: fc.constantFrom('api' as const, 'other' as const),
  }),
);
/** Deny policies know no older forms, no domains and no convenience values. */
const deniedMember = member.filter(
  ({ is }) =>
    ![
      'authenticated',
      'domain',
      'project-editor',
      'ksa-of-old',
      'deleted-account',
    ].includes(is),
);
const bindings = fc.array(
  fc.record({
    role: fc.constantFrom(
      'pulls' as const,
      'pulls' as const,
      'does-not' as const,
      'sealed' as const,
    ),
    members: fc.array(member, { maxLength: 2 }),
    condition: maybeCondition,
  }),
  { maxLength: 2 },
);
const world: fc.Arbitrary<World> = fc.record({
  puller: fc.constantFrom('node', 'ksa'),
  place: fc.constantFrom('known', 'known', 'unknown'),
  levels: fc.array(
    fc.oneof({ weight: 6, arbitrary: bindings }, fc.constant('sealed' as const)),
    {
      minLength: 4,
      maxLength: 4,
    },
  ),
  deny: fc.array(
    fc.record({
      denied: fc.array(deniedMember, { maxLength: 2 }),
      excepted: fc.array(deniedMember, { maxLength: 1 }),
      permissions: fc.array(fc.boolean(), { minLength: 1, maxLength: 2 }),
      spared: fc.array(
        fc.boolean().filter((one) => !one),
        { maxLength: 1 },
      ),
      condition: fc.option(fc.record({ is: fc.constant('tag' as const) }), { freq: 2 }),
    }),
    { maxLength: 2 },
  ),
});

/** A condition as people write one. */
function celOf(one: Condition): string {
  switch (one.is) {
    case 'past':
      return 'request.time < timestamp("2026-01-01T00:00:00Z")';
    case 'future':
      return 'request.time < timestamp("2027-01-01T00:00:00Z")';
    case 'name':
      return 'resource.name.startsWith("projects/p/locations/us/repositories/r")';
    case 'tag':
      return 'resource.matchTag("1/env", "prod")';
    case 'host':
      return 'request.host == "example.com || true"';
    case 'garbage':
      return 'nobody.knows(this)';
    case 'not':
      return `!(${celOf(one.of)})`;
    case 'and':
      return `(${celOf(one.left)}) && (${celOf(one.right)})`;
    case 'or':
      return `((${celOf(one.left)}) || (${celOf(one.right)}))`;
    case 'if':
      return `(${celOf(one.test)}) ? (${celOf(one.yes)}) : (${celOf(one.no)})`;
  }
}

const SHAPES: Readonly<Record<string, string>> = {
  everyone: 'allUsers',
  authenticated: 'allAuthenticatedUsers',
  group: 'group:g@example.com',
  domain: 'domain:example.com',
  'project-editor': 'projectEditor:p',
  user: 'user:node@p.iam.gserviceaccount.com',
  workforce: 'principalSet://iam.googleapis.com/locations/global/workforcePools/w/*',
};

function memberText(one: Member): string {
  if ('email' in one) {
    const email = `${one.email}@p.iam.gserviceaccount.com`;
    const text = `serviceAccount:${one.letters === 'capitals' ? email.toUpperCase() : email}`;
    return one.is === 'account' ? text : `deleted:${text}?uid=123`;
  }
  if ('resource' in one) {
    const type = one.is === 'accounts-below' ? 'ServiceAccount' : 'ServiceAgent';
    return `principalSet://cloudresourcemanager.googleapis.com/${one.resource}/type/${type}`;
  }
  return 'pool' in one ? ksaText(one) : (SHAPES[one.is] ?? '');
}

function ksaText({
  is,
  pool,
  namespace,
  name,
}: Extract<Member, { pool: string }>): string {
  const number = pool === 'p' ? '111' : '222';
  const set = `iam.googleapis.com/projects/${number}/locations/global/workloadIdentityPools/${pool}.svc.id.goog`;
  const cluster = `projects/${pool}/locations/us/clusters/${namespace === 'shop' ? 'c' : 'd'}`;
  switch (is) {
    case 'ksa':
      return `principal://${set}/subject/ns/${namespace}/sa/${name}`;
    case 'ksa-of-old':
      return `serviceAccount:${pool}.svc.id.goog[${namespace}/${name}]`;
    case 'ksa-namespace':
      return `principalSet://${set}/namespace/${namespace}`;
    case 'ksa-cluster':
      return `principalSet://${set}/kubernetes.cluster/https://container.googleapis.com/v1/${cluster}`;
    case 'ksa-pool':
      return `principalSet://${set}/*`;
    case 'ksa-uid':
      return `principal://${set}/kubernetes.serviceaccount.uid/0000-1111`;
    case 'ksa-attribute':
      return `principalSet://${set}/attribute.color/red`;
  }
}

function deniedText(one: Member): string {
  if (one.is === 'everyone') return 'principalSet://goog/public:all';
  if (one.is === 'group') return 'principalSet://goog/group/g@example.com';
  if (one.is === 'user') return 'principal://goog/subject/someone@example.com';
  const text = memberText(one);
  return text.replace(
    /^serviceAccount:/,
    'principal://iam.googleapis.com/projects/-/serviceAccounts/',
  );
}

const ROLES: Readonly<Record<string, readonly [string, RoleExpansion]>> = {
  pulls: ['roles/artifactregistry.reader', { kind: 'known', holds: true, remark: null }],
  'does-not': ['roles/browser', { kind: 'known', holds: false, remark: null }],
  sealed: ['projects/p/roles/sealed', WHY],
};
const PULLING = [
  'repositories.downloadArtifacts',
  'repositories.*',
  '*.downloadArtifacts',
  '*.*',
];

/** The verdict of the tool, by way of the JSON that Google would send. */
function verdictOf({ puller, place, levels, deny }: World): string {
  const isKnown = place === 'known';
  const identity: PullerIdentity =
    puller === 'node'
      ? { kind: 'google-service-account', email: NODE }
      : {
          kind: 'kubernetes-service-account',
          projectNumber: '111',
          workloadPool: 'p.svc.id.goog',
          namespace: 'shop',
          name: 'api',
          cluster: isKnown ? { project: 'p', location: 'us', cluster: 'c' } : null,
        };
  const ancestry =
    puller === 'node' && isKnown
      ? {
          projectNumber: '111',
          ancestors: ['projects/111', 'folders/2', 'organizations/1'],
        }
      : { projectNumber: null, ancestors: null };
  const policies = levels.flatMap((level, index) => {
    if (level === 'sealed') return [];
    const json = {
      etag: 'AA==',
      bindings: level.map(({ role, members, condition: tree }) => ({
        role: ROLES[role]?.[0],
        members: members.map(memberText),
        ...(tree === null ? {} : { condition: { title: 't', expression: celOf(tree) } }),
      })),
    };
    return [parseAllowPolicy(`level ${index}`, json) ?? expect.fail('no policy')];
  });
  const denyPolicy =
    parseDenyPolicy('projects/p', {
      name: 'policies/x/denypolicies/y',
      rules: deny.map((rule, index) => ({
        denyRule: {
          deniedPrincipals: rule.denied.map(deniedText),
          exceptionPrincipals: rule.excepted.map(deniedText),
          deniedPermissions: rule.permissions.map((pulls) =>
            pulls
              ? `artifactregistry.googleapis.com/${PULLING[index]}`
              : 'iam.googleapis.com/roles.get',
          ),
          exceptionPermissions: rule.spared.map((pulls) =>
            pulls
              ? `artifactregistry.googleapis.com/*`
              : 'artifactregistry.googleapis.com/tags.get',
          ),
          ...(rule.condition === null
            ? {}
            : { denialCondition: { expression: celOf(rule.condition) } }),
        },
      })),
    }) ?? expect.fail('no deny policy');
  const expansions = new Map(Object.values(ROLES));
  const needed = rolesToExpand(policies, identity, ancestry);
  const verdict = evaluateAccess({
    identity,
    ancestry,
    policies,
    sealed: levels.includes('sealed') ? [WHY] : [],
    roles: new Map(needed.map((role) => [role, expansions.get(role) ?? WHY])),
    deny: evaluateDeny([denyPolicy], identity, ancestry, NOW),
    remarks: [],
    now: NOW,
  });
  return verdict.verdict;
}

describe('a second evaluator', () => {
  it('agrees on ten thousand random policies', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(world, (one) => {
        const expected = judge(one);
        seen.set(expected, (seen.get(expected) ?? 0) + 1);
        expect(verdictOf(one)).toBe(expected);
      }),
      { numRuns: runs(10_000) },
    );
    // A test that met one verdict alone would have shown nothing.
    for (const verdict of ['granted', 'not-granted', 'conditional', 'unknown'])
      expect(seen.get(verdict) ?? 0, verdict).toBeGreaterThan(runs(100));
  });

  it('agrees on ten thousand random conditions', () => {
    const words = { yes: 'yes', no: 'no', depends: 'depends', open: 'unknown' } as const;
    fc.assert(
      fc.property(smallCondition, (one) => {
        expect(evaluateCondition(celOf(one), NOW).holds).toBe(words[worthOf(one)]);
      }),
      { numRuns: runs(10_000) },
    );
  });
});

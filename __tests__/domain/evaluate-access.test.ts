import { describe, expect, it } from 'vitest';
import {
  type AccessInputs,
  evaluateAccess,
  rolesToExpand,
} from '../../src/domain/evaluate-access.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const ROLE = 'roles/artifactregistry.reader';
const NODE = 'serviceAccount:n@p.iam.gserviceaccount.com';
const until = (day: string): string => `request.time < timestamp("${day}T12:00:00Z")`;
const from = (day: string): string => `request.time >= timestamp("${day}T12:00:00Z")`;

/** One binding for each condition; `null` is a plain one. */
function decide(conditions: readonly (string | null)[], member = NODE) {
  return evaluateAccess({
    identity: { kind: 'google-service-account', email: NODE.slice(15) },
    ancestry: { projectNumber: '1', ancestors: [] },
    policies: [
      {
        resource: 'projects/p',
        bindings: conditions.map((condition) => ({
          role: ROLE,
          members: [member],
          condition,
        })),
      },
    ],
    sealed: [],
    roles: new Map([[ROLE, { kind: 'known' as const, holds: true, remark: null }]]),
    deny: { kind: 'none' },
    remarks: [],
    now: NOW,
  });
}

describe('a grant in time', () => {
  it.each([
    [[until('2026-11-30')], '2026-11-30'],
    [[until('2026-12-01')], '2026-12-01'],
    [[until('2026-12-02')], undefined],
    [[until('2026-11-26'), until('2026-11-28')], '2026-11-28'],
    [[until('2026-11-28'), until('2026-11-26')], '2026-11-28'],
    [[until('2026-11-26'), null], undefined],
    [[until('2026-11-26'), until('2027-11-26')], undefined],
    [[null], undefined],
  ] as const)('%j ends on %s', (conditions, ends) => {
    const verdict = decide(conditions);
    expect(verdict.verdict).toBe('granted');
    expect('ends' in verdict ? verdict.ends : undefined).toBe(ends);
  });

  it.each([
    [until('2026-11-01'), 'ended on 2026-11-01'],
    [from('2026-12-24'), 'begins on 2026-12-24'],
    ['request.time < timestamp("2026-01-01T00:00:00Z") && false', 'not'],
  ])('%s grants nothing, and is told', (condition, told) => {
    const verdict = decide([condition]);
    expect(verdict.verdict).toBe('not-granted');
    expect(verdict.remarks.join(' ')).toContain(told);
  });

  it('of a group is unknown while it holds, and says nothing once it does not', () => {
    const group = 'group:devs@example.com';
    expect(decide([until('2026-11-30')], group).verdict).toBe('unknown');
    const over = decide([until('2026-11-01')], group);
    expect([over.verdict, over.remarks]).toEqual(['not-granted', []]);
  });
});

/** Policies of bindings as they are written: `role member [condition]`. */
function judge(bindings: readonly string[], more: Partial<AccessInputs> = {}) {
  return evaluateAccess({ ...inputsOf(bindings), ...more });
}

function inputsOf(bindings: readonly string[]): AccessInputs {
  return {
    identity: { kind: 'google-service-account', email: NODE.slice(15) },
    ancestry: { projectNumber: '1', ancestors: [] },
    policies: [
      {
        resource: 'projects/p',
        bindings: bindings.map((one) => {
          const [role = '', member = '', ...condition] = one.split(' ');
          return { role, members: [member], condition: condition.join(' ') || null };
        }),
      },
    ],
    sealed: [],
    roles: new Map([[ROLE, { kind: 'known' as const, holds: true, remark: null }]]),
    deny: { kind: 'none' },
    remarks: [],
    now: NOW,
  };
}

const OTHER = 'serviceAccount:other@p.iam.gserviceaccount.com';

describe('who else reads there', () => {
  it.each([
    ['a reader', [`${ROLE} ${OTHER}`], [OTHER]],
    ['a reader, twice', [`${ROLE} ${OTHER}`, `${ROLE} ${OTHER}`], [OTHER]],
    ['a writer, who reads too', [`roles/artifactregistry.writer ${OTHER}`], [OTHER]],
    [
      'a viewer of lists, who pulls nothing',
      [`roles/artifactregistry.aptReader ${OTHER}`],
      [],
    ],
    ['an owner of all, who says nothing of images', [`roles/owner ${OTHER}`], []],
    ['one under a condition', [`${ROLE} ${OTHER} ${until('2026-11-30')}`], []],
    [
      'one whose condition no longer holds',
      [`${ROLE} ${OTHER} ${until('2026-11-01')}`],
      [],
    ],
  ])('%s', (_, bindings, expected) => {
    const verdict = judge(bindings);
    expect(verdict.verdict).toBe('not-granted');
    expect('grantedTo' in verdict ? verdict.grantedTo : null).toEqual(expected);
  });
});

describe('which roles are looked into', () => {
  const { identity, ancestry } = inputsOf([]);
  it.each([
    ['those of the puller itself', `roles/a ${NODE}`, ['roles/a']],
    ['those of everybody', 'roles/a allUsers', ['roles/a']],
    ['those of a group, in which it may be', 'roles/a group:g@example.com', ['roles/a']],
    ['those of a deleted one of its name', `roles/a deleted:${NODE}?uid=1`, ['roles/a']],
    ['not those of another', `roles/a ${OTHER}`, []],
  ])('%s', (_, binding, expected) => {
    const { policies } = inputsOf([binding, binding]);
    expect(rolesToExpand(policies, identity, ancestry)).toEqual(expected);
  });
});

describe('what leaves it open, or takes it away', () => {
  it('names what a deny policy was held against', () => {
    const deny = { kind: 'denied' as const, policy: 'd', rule: 'r' };
    expect(judge([`${ROLE} ${NODE}`], { deny })).toMatchObject({
      verdict: 'not-granted',
      looked: ['projects/p'],
      denied: { policy: 'd', rule: 'r' },
    });
  });

  it('is a role of which nobody knows what it holds', () => {
    expect(judge([`projects/p/roles/own ${NODE}`])).toMatchObject({
      verdict: 'unknown',
      unknowns: [
        {
          reason: 'undecidable',
          why: 'What projects/p/roles/own holds is not known.',
          settle: 'See gcloud iam roles describe projects/p/roles/own',
        },
      ],
    });
  });

  it('is a condition that cannot be read', () => {
    expect(judge([`${ROLE} ${NODE} resource.name ==`])).toMatchObject({
      verdict: 'unknown',
      unknowns: [{ reason: 'undecidable' }],
    });
  });

  it('is a group in which it may be', () => {
    expect(judge([`${ROLE} group:g@example.com`])).toMatchObject({
      verdict: 'unknown',
      unknowns: [{ reason: 'undecidable' }],
    });
  });

  it('says nothing of a role without the permission that another has', () => {
    const role = 'roles/trap';
    const remark = 'roles/trap reads no images';
    const roles = new Map([[role, { kind: 'known' as const, holds: false, remark }]]);
    expect(judge([`${role} ${OTHER}`], { roles }).remarks).toEqual([]);
    expect(judge([`${role} ${NODE}`], { roles }).remarks).toEqual([remark]);
  });
});

import { describe, expect, it } from 'vitest';
import { evaluateAccess } from '../../src/domain/evaluate-access.ts';

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

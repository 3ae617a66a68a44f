import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ACCESS, drawVerdict, EXISTENCE } from '../../scripts/draw-verdict.ts';
import type { AllowPolicy } from '../../src/domain/allow-policy.ts';
import { type AccessInputs, evaluateAccess } from '../../src/domain/evaluate-access.ts';
import { unknown } from '../../src/domain/facts.ts';
import { ruleIds } from '../../src/rules/catalogue.ts';
import { ROOT } from './blocks.ts';

const EMAIL = 'node@p.iam.gserviceaccount.com';
const READER = 'roles/artifactregistry.reader';
const repository = 'projects/p/locations/us/repositories/r';
const binding = (condition: AllowPolicy['bindings'][number]['condition']) => ({
  role: READER,
  members: [`serviceAccount:${EMAIL}`],
  condition,
});
const TAGS = 'resource.matchTag("p/env", "prod")';

/** What the picture's questions are about, the first on top. */
const PIECES: readonly Partial<AccessInputs>[] = [
  { deny: { kind: 'denied', policy: 'policy', rule: 'rule' } },
  { policies: [{ resource: repository, bindings: [binding(null)] } as AllowPolicy] },
  { policies: [{ resource: repository, bindings: [binding(TAGS)] } as AllowPolicy] },
  { sealed: [unknown('refused', 'The folder is sealed.', 'Let it be read.')] },
  {},
];

/** A world in which a question and all those below it would be answered with yes. */
function verdictFrom(step: number): string {
  const parts = PIECES.slice(step);
  const policies = parts.flatMap((one) => one.policies ?? []);
  return evaluateAccess({
    identity: { kind: 'google-service-account', email: EMAIL },
    ancestry: { projectNumber: '1', ancestors: ['projects/1'] },
    policies,
    sealed: parts.flatMap((one) => one.sealed ?? []),
    roles: new Map([[READER, { kind: 'known', holds: true, remark: null }]]),
    deny: parts.find((one) => one.deny !== undefined)?.deny ?? { kind: 'none' },
    remarks: [],
    now: new Date('2026-11-28T00:00:00Z'),
  }).verdict;
}

describe('the picture of a verdict', () => {
  it.each(ACCESS.map((step, index) => [step.asks, step.verdict, index] as const))(
    'asks in the order in which the pieces add up: %s',
    (_, verdict, index) => {
      expect(verdictFrom(index)).toBe(verdict);
    },
  );

  it('names rules that are there', () => {
    const named = [...EXISTENCE, ...ACCESS].flatMap(
      ({ rule }) => /\b(?:\w+-)+\w+\b/.exec(rule) ?? [],
    );
    expect(named.length).toBeGreaterThan(5);
    for (const rule of named) expect(ruleIds).toContain(rule);
  });

  it('is drawn from the source, and legible on dark pages', () => {
    const drawn = readFileSync(path.join(ROOT, 'docs/images/verdict.svg'), 'utf8');
    expect(drawn).toBe(drawVerdict());
    expect(drawn).toContain('prefers-color-scheme: dark');
    expect(drawn).not.toMatch(/<script|href=/);
  });
});

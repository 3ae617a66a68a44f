import type { AllowPolicy } from './allow-policy.ts';
import { type ConditionResult, evaluateCondition } from './condition.ts';
import { beginsAt, endedAt, overTime } from './condition-time.ts';
import type { DenyResult } from './deny-policy.ts';
import { type Grant, type Unknown, unknown, type Verdict } from './facts.ts';
import { type Ancestry, covers } from './member.ts';
import type { PullerIdentity } from './puller.ts';
import { bundledRoleHolds, PULL_PERMISSION, trapOf } from './role-catalogue.ts';

/** Does a role hold the permission that was asked about? */
export type RoleExpansion =
  | { readonly kind: 'known'; readonly holds: boolean; readonly remark: string | null }
  | Unknown;

/** Everything that a verdict is made of. */
export interface AccessInputs {
  readonly identity: PullerIdentity;
  readonly ancestry: Ancestry;
  /** The readable policies, nearest first. */
  readonly policies: readonly AllowPolicy[];
  /** A reason for each level that could not be read. */
  readonly sealed: readonly Unknown[];
  /** At least the roles that `rolesToExpand` names. */
  readonly roles: ReadonlyMap<string, RoleExpansion>;
  readonly deny: DenyResult;
  /** What to mention besides: deny policies that may not be read. */
  readonly remarks: readonly string[];
  readonly now: Date;
}

/**
 * May the puller download? The pieces add up in this order (contract §8): a deny that surely applies, a plain grant, a conditional
 * one, anything that cannot be read, and only then: not granted.
 */
export function evaluateAccess(inputs: AccessInputs): Verdict {
  const sum = addUp(inputs);
  const remarks = [...new Set([...inputs.remarks, ...sum.remarks])];
  const base = { because: sum.grants, remarks };
  if (inputs.deny.kind === 'denied') {
    const { policy, rule } = inputs.deny;
    return {
      ...base,
      verdict: 'not-granted',
      looked: inputs.policies.map((one) => one.resource),
      conditionsOn: conditionsOn(inputs.policies),
      denied: { policy, rule },
    };
  }
  if (sum.grants.length > 0) {
    if (inputs.deny.kind === 'none')
      return { ...base, ...endOf(sum.ends), verdict: 'granted' };
    if (inputs.deny.kind === 'depends')
      return { ...base, verdict: 'conditional', why: `${inputs.deny.why}.` };
    return { ...base, verdict: 'unknown', unknowns: [openDeny(inputs.deny.why)] };
  }
  const [conditional] = sum.conditional;
  if (conditional !== undefined) {
    return {
      verdict: 'conditional',
      because: sum.conditional.map(({ grant }) => grant),
      remarks,
      why: `${conditional.grant.role} on ${conditional.grant.resource} is granted under a condition: ${conditional.why}.`,
    };
  }
  const unknowns = [...inputs.sealed, ...sum.unknowns];
  if (unknowns.length > 0) return { ...base, verdict: 'unknown', unknowns };
  return {
    ...base,
    verdict: 'not-granted',
    looked: inputs.policies.map((one) => one.resource),
    conditionsOn: conditionsOn(inputs.policies),
    causes: sum.remarks,
    grantedTo: readersOf(inputs.policies),
    denied: null,
  };
}

/** The roles that decide something: those that some binding gives to the puller, or may give to it. */
export function rolesToExpand(
  policies: readonly AllowPolicy[],
  identity: PullerIdentity,
  ancestry: Ancestry,
): readonly string[] {
  const bindings = policies.flatMap((policy) => policy.bindings);
  const decisive = bindings.filter(({ members }) =>
    members.some((member) => isWorthAWord(covers(member, identity, ancestry))),
  );
  return [...new Set(decisive.map(({ role }) => role))];
}

function isWorthAWord(coverage: ReturnType<typeof covers>): boolean {
  return coverage.covers !== 'no' || coverage.remark !== null;
}

interface Sum {
  readonly grants: Grant[];
  readonly conditional: { readonly grant: Grant; readonly why: string }[];
  readonly unknowns: Unknown[];
  readonly remarks: string[];
  /** When each grant ends; `null` for one that does not soon. */
  readonly ends: (Date | null)[];
}

function addUp({ policies, identity, ancestry, roles, now }: AccessInputs): Sum {
  const sum: Sum = { grants: [], conditional: [], unknowns: [], remarks: [], ends: [] };
  for (const grant of policies.flatMap(grantsOf)) {
    const coverage = covers(grant.member, identity, ancestry);
    const expansion = roles.get(grant.role);
    if (expansion?.kind === 'known' && !expansion.holds) {
      if (coverage.covers === 'yes')
        addRemark(sum, trapOf(grant.role) ?? expansion.remark);
    } else if (coverage.covers === 'no') addRemark(sum, coverage.remark);
    else addGrant(sum, grant, coverage, expansion, now);
  }
  return sum;
}

/** A grant for each member of each binding. */
function grantsOf({ resource, bindings }: AllowPolicy): readonly Grant[] {
  return bindings.flatMap(({ role, members, condition }) =>
    members.map((member) => ({ resource, role, member, condition })),
  );
}

function addGrant(
  sum: Sum,
  grant: Grant,
  coverage: Exclude<ReturnType<typeof covers>, { covers: 'no' }>,
  expansion: RoleExpansion | undefined,
  now: Date,
): void {
  const { result, ends } = holdsIn(grant, now);
  const at = `${grant.role} on ${grant.resource}`;
  if (result.holds === 'no') {
    if (coverage.covers === 'yes')
      addRemark(sum, `${at} ${whyNot(grant, now)}: ${result.why}.`);
    return;
  }
  if (coverage.covers === 'unknown') {
    sum.unknowns.push(
      unknown(
        'undecidable',
        `${at} is granted to ${grant.member}: ${coverage.why}.`,
        coverage.settle,
      ),
    );
    return;
  }
  if (expansion === undefined || expansion.kind === 'unknown') {
    sum.unknowns.push(
      expansion ??
        unknown(
          'undecidable',
          `What ${grant.role} holds is not known.`,
          `See gcloud iam roles describe ${grant.role}`,
        ),
    );
    return;
  }
  addRemark(sum, expansion.remark);
  if (result.holds === 'yes') {
    sum.grants.push(grant);
    sum.ends.push(ends);
  } else if (result.holds === 'depends') sum.conditional.push({ grant, why: result.why });
  else {
    sum.unknowns.push(
      unknown(
        'undecidable',
        `${at} has a condition that is open: ${result.why}.`,
        'Grant it without a condition, or see what the condition comes to.',
      ),
    );
  }
}

const SOON_MS = 7 * 24 * 3_600_000;

/** Does a grant hold now, and does it end within seven days? One that comes and goes depends on the hour of the pull. */
function holdsIn(
  { condition }: Grant,
  now: Date,
): { readonly result: ConditionResult; readonly ends: Date | null } {
  if (condition === null) return { result: { holds: 'yes' }, ends: null };
  const result = evaluateCondition(condition, now);
  if (result.holds !== 'yes' && result.holds !== 'no') return { result, ends: null };
  const time = overTime(condition, now);
  if (time.kind === 'recurring') {
    const why = 'it holds at some hours or days only';
    return { result: { holds: 'depends', why }, ends: null };
  }
  const isSoon = time.kind === 'ends' && time.at.getTime() - now.getTime() <= SOON_MS;
  return { result, ends: isSoon ? time.at : null };
}

/** The day on which time ended a grant, or begins it, where it is time that does. */
function whyNot({ condition }: Grant, now: Date): string {
  const begins = condition === null ? null : beginsAt(condition, now);
  if (begins !== null) return `begins on ${dayOf(begins)}`;
  const ended = condition === null ? null : endedAt(condition, now);
  return ended === null ? 'does not grant' : `ended on ${dayOf(ended)}`;
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/** The last of the grants decides: one that stays is enough. */
function endOf(ends: readonly (Date | null)[]): { readonly ends?: string } {
  const known = ends.filter((one) => one !== null);
  if (known.length === 0 || known.length < ends.length) return {};
  const last = new Date(Math.max(...known.map((one) => one.getTime())));
  return { ends: dayOf(last) };
}

/** Who is plainly given a role that reads images, whoever asks. */
function readersOf(policies: readonly AllowPolicy[]): readonly string[] {
  const readers = policies.flatMap(({ bindings }) =>
    bindings.filter(
      ({ role, condition }) =>
        condition === null &&
        role.startsWith('roles/artifactregistry.') &&
        bundledRoleHolds(role, PULL_PERMISSION),
    ),
  );
  return [...new Set(readers.flatMap(({ members }) => members))];
}

function addRemark(sum: Sum, remark: string | null): void {
  if (remark !== null && !sum.remarks.includes(remark)) sum.remarks.push(remark);
}

function openDeny(why: string): Unknown {
  return unknown(
    'undecidable',
    `A deny policy may take it away: ${why}.`,
    'See gcloud iam policies get for that policy, and who is in its groups.',
  );
}

/** The resources whose policies have conditional bindings. */
function conditionsOn(policies: readonly AllowPolicy[]): readonly string[] {
  return policies
    .filter(({ bindings }) => bindings.some(({ condition }) => condition !== null))
    .map(({ resource }) => resource);
}

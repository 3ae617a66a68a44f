import { repositoryResource } from '../domain/artifact-image.ts';
import type { DocumentProblem, ImageReference } from '../domain/reference.ts';
import type { Finding, Severity } from '../domain/report.ts';
import type { SourceLocation } from '../domain/source-location.ts';
import { rules } from '../rules/index.ts';
import type {
  Draft,
  PullCase,
  PullerCase,
  ReferenceCase,
  Rule,
  RunCase,
  ServiceAccountCase,
} from '../rules/rule.ts';
import type { Settings } from '../settings/settings.ts';
import type { PullFacts, TargetFacts } from './gather-facts.ts';
import { proposeEdit } from './propose-edit.ts';

/** All that the rules are asked about. */
export interface Evidence {
  readonly problems: readonly DocumentProblem[];
  readonly renderFailures: readonly DocumentProblem[];
  readonly facts: readonly TargetFacts[];
  readonly serviceAccounts: readonly ServiceAccountCase[];
}

/** Puts every rule that is on to every case that it speaks of. */
export function judge(evidence: Evidence, settings: Settings): readonly Finding[] {
  const findings = rules.flatMap((rule) => {
    const severity = settings.severities[rule.id] ?? rule.severity;
    return severity === 'off' ? [] : apply(rule, severity, evidence);
  });
  return oncePerEntry(findings);
}

/** A pull secret's entry is spoken of once, however many images stand beside it. */
function oncePerEntry(findings: readonly Finding[]): readonly Finding[] {
  const entries = new Set<string>();
  return findings.filter(({ rule, file, line, column }) => {
    if (rule !== 'pull-secret-unneeded') return true;
    const entry = `${file}:${line}:${column}`;
    if (entries.has(entry)) return false;
    entries.add(entry);
    return true;
  });
}

function apply(rule: Rule, severity: Severity, evidence: Evidence): readonly Finding[] {
  const { facts } = evidence;
  switch (rule.on) {
    case 'document':
      return [
        ...evidence.problems.map((problem) => ({ problem, cause: 'invalid' as const })),
        ...evidence.renderFailures.map((problem) => ({
          problem,
          cause: 'render-failed' as const,
        })),
      ].flatMap((one) =>
        [...rule.check(one)].map((draft) =>
          finding(rule, severity, draft, one.problem.location, null),
        ),
      );
    case 'reference':
      return facts.flatMap((one) => {
        const { reference } = one.target;
        return [...rule.check(referenceCase(one))].map((draft) =>
          finding(rule, severity, draft, reference.location, reference),
        );
      });
    case 'pull':
      return facts.flatMap((one) =>
        pullCases(one).flatMap((pull) =>
          [...rule.check(pull)].map((draft) =>
            finding(
              rule,
              severity,
              withPull(draft, pull),
              pull.reference.location,
              pull.reference,
            ),
          ),
        ),
      );
    case 'puller':
      return pullerCases(facts).flatMap((one) =>
        [...rule.check(one)].map((draft) =>
          finding(
            rule,
            severity,
            { principal: one.puller.principal, ...draft },
            one.first.location,
            one.first,
          ),
        ),
      );
    case 'service-account':
      return evidence.serviceAccounts.flatMap((one) =>
        [...rule.check(one)].map((draft) =>
          finding(rule, severity, draft, one.location, null),
        ),
      );
    case 'run': {
      const one = runCase(facts);
      const first = one.targetless[0];
      if (first === undefined) return [];
      return [...rule.check(one)].map((draft) =>
        finding(rule, severity, draft, first.location, first),
      );
    }
  }
}

function finding(
  rule: Rule,
  severity: Severity,
  draft: Draft,
  place: SourceLocation,
  reference: ImageReference | null,
): Finding {
  const { file, line, column, endLine, endColumn } = draft.location ?? place;
  const replacement = draft.fix?.replacement ?? null;
  const atReference = draft.location === undefined && reference !== null;
  const edit =
    replacement === null || !atReference ? null : proposeEdit(reference, replacement);
  return {
    rule: rule.id,
    severity,
    title: draft.title ?? rule.title,
    message: draft.message,
    file,
    line,
    column,
    endLine,
    endColumn,
    image: draft.image ?? reference?.image ?? null,
    principal: draft.principal ?? null,
    repository: draft.repository ?? null,
    fix: {
      command: draft.fix?.command ?? null,
      replacement,
      ...(draft.fix?.terraform === undefined ? {} : { terraform: draft.fix.terraform }),
    },
    ...(edit === null ? {} : { edit }),
    ...(reference === null || reference.roots.length === 0
      ? {}
      : { roots: reference.roots }),
  };
}

function referenceCase({ target, existence }: TargetFacts): ReferenceCase {
  const { reference, image, incomplete, pullers, bystanders, platforms } = target;
  return {
    reference,
    image,
    incomplete,
    existence,
    pullers: [...pullers, ...bystanders],
    platforms,
  };
}

/** One case a reference and principal; node pools that share a service account are one puller. */
function pullCases(facts: TargetFacts): readonly PullCase[] {
  const { target, pulls, upstreams } = facts;
  const { reference, image, pullSecrets } = target;
  const base = { reference, image, pullSecrets };
  const pools = pulls.filter(({ puller }) => puller.origin.kind === 'node-pool');
  const counted = {
    granted: pools.filter(({ verdict }) => verdict.verdict === 'granted').length,
    total: pools.length,
  };
  const own = onePerPrincipal(pulls).map(
    ({ puller, repository, verdict, account }): PullCase => ({
      ...base,
      repository,
      puller,
      verdict,
      account,
      upstream: null,
      pools: puller.origin.kind === 'node-pool' ? counted : null,
    }),
  );
  const repository = target.repository;
  if (repository === null) return own;
  const agents = upstreams.map(
    ({ agent, verdict, upstream }): PullCase => ({
      ...base,
      pullSecrets: [],
      repository,
      puller: agent,
      verdict,
      account: null,
      upstream,
      pools: null,
    }),
  );
  return [...own, ...agents];
}

function withPull(draft: Draft, { puller, repository, upstream }: PullCase): Draft {
  return {
    ...(puller.identity.kind === 'unnamed' ? {} : { principal: puller.principal }),
    repository: repositoryResource(upstream ?? repository),
    ...draft,
  };
}

function onePerPrincipal(pulls: readonly PullFacts[]): readonly PullFacts[] {
  return [...new Map(pulls.map((pull) => [pull.puller.principal, pull])).values()];
}

/**
 * Each puller once, at the first reference it pulls. Node pools are pullers of their own, for their scopes; the account that they
 * share is spoken of at the first of them alone.
 */
function pullerCases(facts: readonly TargetFacts[]): readonly PullerCase[] {
  const cases = new Map<string, PullerCase>();
  const told = new Set<string>();
  for (const { target, pulls, bystanders } of facts) {
    for (const { puller, account, repository } of [...pulls, ...bystanders]) {
      if (puller.identity.kind === 'unnamed') continue;
      const key = JSON.stringify([puller.principal, puller.scopes, poolKey(puller)]);
      if (cases.has(key)) continue;
      const state = told.has(puller.principal) ? null : account;
      told.add(puller.principal);
      cases.set(key, { puller, account: state, first: target.reference, repository });
    }
  }
  return [...cases.values()];
}

function poolKey({ origin, scopes }: PullFacts['puller']): string | null {
  return origin.kind === 'node-pool' && scopes !== null ? origin.pool.name : null;
}

function runCase(facts: readonly TargetFacts[]): RunCase {
  return {
    targetless: facts.flatMap(({ target }) =>
      target.targetless && target.repository !== null ? [target.reference] : [],
    ),
  };
}

import { repositoryResource } from '../domain/artifact-image.ts';
import type { ImageLike } from '../domain/image-like.ts';
import type { DocumentProblem, InlineWaiver } from '../domain/reference.ts';
import type { Finding } from '../domain/report.ts';
import type { SourceLocation } from '../domain/source-location.ts';
import type { Pull, Target } from '../domain/target.ts';
import { ruleIds } from '../rules/catalogue.ts';
import { rules } from '../rules/index.ts';
import type { DocumentCase, Draft, Rule, ServiceAccountCase } from '../rules/rule.ts';
import type { Settings } from '../settings/settings.ts';
import { makeFinding, type Said } from './make-finding.ts';
import { worstOf } from './worst-pull.ts';

/** All that the rules are asked about. */
export interface Evidence {
  readonly problems: readonly DocumentProblem[];
  readonly renderFailures: readonly DocumentProblem[];
  readonly targets: readonly Target[];
  readonly serviceAccounts: readonly ServiceAccountCase[];
  readonly unread: readonly ImageLike[];
  /** Entries of the config that have no effect. */
  readonly unmatched: readonly DocumentProblem[];
  /** Every comment that waives, or is meant to. */
  readonly waivers: readonly InlineWaiver[];
}

/** What the rules say that are on, and what those would say that the config turns off: that is told to nobody, and makes nothing green. */
export interface Judged {
  readonly findings: readonly Finding[];
  readonly off: readonly Finding[];
}

/** Puts every rule to every case that it speaks of. */
export function judge(evidence: Evidence, settings: Settings): Judged {
  const findings: Finding[] = [];
  const off: Finding[] = [];
  for (const rule of rules) {
    const severity = settings.severities[rule.id] ?? rule.severity;
    const said = apply(rule, evidence);
    if (severity === 'off') off.push(...madeOf(rule, rule.severity, said));
    else findings.push(...madeOf(rule, severity, said));
  }
  return { findings, off };
}

function madeOf(
  rule: Rule,
  severity: Finding['severity'],
  said: readonly Said[],
): readonly Finding[] {
  return said.map((one) => makeFinding(rule, severity, one));
}

function apply(rule: Rule, evidence: Evidence): readonly Said[] {
  const { targets } = evidence;
  switch (rule.on) {
    case 'document':
      return documentCases(evidence).flatMap((one) =>
        [...rule.check(one)].map((draft) => at(one.problem.location, draft)),
      );
    case 'target':
      return targets.flatMap((target) =>
        [...rule.check(target)].map((draft) => of(target, draft)),
      );
    case 'pull':
      return targets.flatMap((target) =>
        readersOf(target).flatMap((pull) =>
          [...rule.check(pull, target)].map((draft) => of(target, withPull(draft, pull))),
        ),
      );
    case 'puller':
      return targets.flatMap((target) =>
        pullersOf(target).flatMap((pull) =>
          [...rule.check(pull, target)].map((draft) =>
            of(target, { principal: pull.puller.principal, ...draft }),
          ),
        ),
      );
    case 'service-account':
      return evidence.serviceAccounts.flatMap((one) =>
        [...rule.check(one)].map((draft) => at(one.location, draft)),
      );
    case 'config':
      return evidence.unmatched.flatMap((one) =>
        [...rule.check(one)].map((draft) => at(one.location, draft)),
      );
    case 'waiver':
      return evidence.waivers.flatMap((one) =>
        [...rule.check(one, ruleIds)].map((draft) => at(one.location, draft)),
      );
    case 'change':
      return evidence.unread.flatMap((one) =>
        [...rule.check(one)].map((draft) => at(one.location, draft)),
      );
    case 'run':
      return [...rule.check(targets)].map((draft) => ({
        draft,
        place: null,
        target: draft.target ?? null,
      }));
  }
}

function at(place: SourceLocation, draft: Draft): Said {
  return { draft, place, target: null };
}

function of(target: Target, draft: Draft): Said {
  return { draft, place: target.reference.location, target };
}

function documentCases(evidence: Evidence): readonly DocumentCase[] {
  return [
    ...evidence.problems.map((problem) => ({ problem, cause: 'invalid' as const })),
    ...evidence.renderFailures.map((problem) => ({
      problem,
      cause: 'render-failed' as const,
    })),
  ];
}

/** Those whose verdicts make findings, one a principal: node pools that share a service account are one. */
function readersOf({ pulls }: Target): readonly Pull[] {
  const pullers = pulls.filter(({ part }) => part === 'puller');
  const agents = pulls.filter(({ part }) => part === 'agent');
  return [...worstOf(pullers).values(), ...agents];
}

/** Everyone who pulls it and has a name; beside one who pulls as itself the nodes do not. */
function pullersOf({ pulls }: Target): readonly Pull[] {
  return pulls.filter(
    ({ part, puller }) => part === 'puller' && puller.identity.kind !== 'unnamed',
  );
}

function withPull(draft: Draft, { puller, repository }: Pull): Draft {
  return {
    ...(puller.identity.kind === 'unnamed' ? {} : { principal: puller.principal }),
    repository: repositoryResource(repository),
    ...draft,
  };
}

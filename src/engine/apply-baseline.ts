import {
  countFindings,
  type Finding,
  type Report,
  type WaivedFinding,
} from '../domain/report.ts';
import { rules } from '../rules/index.ts';
import type { Settings } from '../settings/settings.ts';
import { judgeReport } from './judge-report.ts';
import { conclude, sortFindings } from './make-report.ts';

/** The reason of what an earlier report already had. */
const BASELINE = 'baseline';

/**
 * A report in which what an earlier one already had is waived and counts for nothing. A finding is the same where rule, file, image,
 * principal and repository are, wherever its line went, or its file, where nothing is left of it there; of several alike as many are
 * waived as there were.
 */
export function applyBaseline(
  report: Report,
  baseline: Report,
  { failOn }: Pick<Settings, 'failOn'>,
): Report {
  const before = [
    ...baseline.findings,
    ...baseline.waived.filter(({ reason }) => reason === BASELINE),
  ];
  const inPlace = pairUp(report.findings, before, keyOf);
  const moved = pairUp(inPlace.fresh, inPlace.left, keyAnywhere);
  const fresh = new Set(moved.fresh);
  const findings = report.findings.filter((one) => fresh.has(one));
  const waived = report.findings
    .filter((one) => !fresh.has(one))
    .map((one): WaivedFinding => ({ ...one, reason: BASELINE, expires: null }));
  return judgeReport({
    ...report,
    conclusion: conclude(findings, failOn),
    summary: {
      ...report.summary,
      ...countFindings(findings),
    },
    findings,
    waived: sortFindings([...report.waived, ...waived]),
  });
}

/** What is new of the findings, and what is left of those before: each of those answers for one. */
function pairUp(
  findings: readonly Finding[],
  before: readonly Finding[],
  keyOfOne: (finding: Finding) => string,
): { readonly fresh: readonly Finding[]; readonly left: readonly Finding[] } {
  const known = new Map<string, Finding[]>();
  for (const one of before) {
    const key = keyOfOne(one);
    const alike = known.get(key);
    if (alike === undefined) known.set(key, [one]);
    else alike.push(one);
  }
  const fresh = findings.filter((finding) => {
    const alike = known.get(keyOfOne(finding)) ?? [];
    return (ONCE.has(finding.rule) ? alike[0] : alike.shift()) === undefined;
  });
  return { fresh, left: [...known.values()].flat() };
}

/** What is said once a run or a puller stands at whichever place comes first. */
const ONCE: ReadonlySet<string> = new Set(
  rules.flatMap(({ id, once }) => (once === 'puller' || once === 'run' ? [id] : [])),
);

/** The same wherever it stands; what concerns a file as a whole stands nowhere else. */
function keyAnywhere(finding: Finding): string {
  return keyOf(finding.image === null ? finding : { ...finding, file: '' });
}

function keyOf({ rule, file, image, principal, repository, message }: Finding): string {
  if (ONCE.has(rule)) return JSON.stringify([rule, principal]);
  const rest = image === null ? message : null;
  return JSON.stringify([rule, file, image, principal, repository, rest]);
}

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
 * principal and repository are, wherever its line went; of several alike as many are waived as there were.
 */
export function applyBaseline(
  report: Report,
  baseline: Report,
  { failOn }: Pick<Settings, 'failOn'>,
): Report {
  const known = tallyOf([
    ...baseline.findings,
    ...baseline.waived.filter(({ reason }) => reason === BASELINE),
  ]);
  const isKnown = (finding: Finding): boolean => {
    const key = keyOf(finding);
    const left = known.get(key) ?? 0;
    if (left > 0 && !ONCE.has(finding.rule)) known.set(key, left - 1);
    return left > 0;
  };
  const waived: WaivedFinding[] = [];
  const findings: Finding[] = [];
  for (const finding of report.findings) {
    if (isKnown(finding)) waived.push({ ...finding, reason: BASELINE, expires: null });
    else findings.push(finding);
  }
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

function tallyOf(findings: readonly Finding[]): Map<string, number> {
  const known = new Map<string, number>();
  for (const finding of findings) {
    const key = keyOf(finding);
    known.set(key, (known.get(key) ?? 0) + 1);
  }
  return known;
}

/** What is said once a run or a puller stands at whichever place comes first. */
const ONCE: ReadonlySet<string> = new Set(
  rules.flatMap(({ id, once }) => (once === 'puller' || once === 'run' ? [id] : [])),
);

function keyOf({ rule, file, image, principal, repository, message }: Finding): string {
  if (ONCE.has(rule)) return JSON.stringify([rule, principal]);
  const rest = image === null ? message : null;
  return JSON.stringify([rule, file, image, principal, repository, rest]);
}

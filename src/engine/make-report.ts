import {
  countFindings,
  type Finding,
  type Report,
  SEVERITY_RANK,
  type Severity,
} from '../domain/report.ts';
import { compareLocations } from '../domain/source-location.ts';
import type { Target } from '../domain/target.ts';
import { rules } from '../rules/index.ts';
import type { Settings } from '../settings/settings.ts';
import { judgeReport, withSilenced } from './judge-report.ts';
import { reportAccess } from './report-access.ts';
import { reportImages } from './report-images.ts';
import type { Waived } from './waive.ts';

/** What a report is made of. */
export interface ReportParts extends Waived {
  readonly scope: NonNullable<Report['scope']>;
  readonly files: readonly string[];
  readonly targets: readonly Target[];
  /** What rules would say that the config turns off. */
  readonly off: readonly Finding[];
  readonly requests: Readonly<Record<string, number>>;
  readonly remarks: readonly string[];
}

/** Makes the report: sorted and counted once, so that every reporter only writes it down. */
export function makeReport(parts: ReportParts, settings: Settings): Report {
  const findings = sortFindings(parts.findings);
  const access = reportAccess(parts.targets);
  const images = withSilenced(reportImages(parts.targets), parts.off, access);
  return judgeReport({
    version: 1,
    scope: parts.scope,
    conclusion: conclude(findings, settings.failOn),
    summary: {
      files: parts.files.length,
      references: parts.targets.length,
      images: images.length,
      ...countFindings(findings),
    },
    images,
    access,
    findings,
    waived: sortFindings(parts.waived),
    requests: parts.requests,
    remarks: [...new Set(parts.remarks)],
  });
}

/** By file and line, as a reader meets them; at one place the worst first. */
export function sortFindings<T extends Finding>(findings: readonly T[]): readonly T[] {
  const rank = SEVERITY_RANK;
  return [...findings].sort(
    (a, b) =>
      compareLocations(a, b) ||
      rank[a.severity] - rank[b.severity] ||
      (a.rule < b.rule ? -1 : 1),
  );
}

const OPEN: ReadonlySet<string> = new Set(
  rules.flatMap(({ id, leaves }) => (leaves === 'open' ? [id] : [])),
);

const FAILING: Readonly<Record<Settings['failOn'], readonly Severity[]>> = {
  error: ['error'],
  warning: ['error', 'warning'],
  never: [],
};

export function conclude(
  findings: readonly Finding[],
  failOn: Settings['failOn'],
): Report['conclusion'] {
  if (findings.some((one) => FAILING[failOn].includes(one.severity))) return 'failure';
  const open = findings.some((one) => one.severity === 'error' || OPEN.has(one.rule));
  return open ? 'neutral' : 'success';
}

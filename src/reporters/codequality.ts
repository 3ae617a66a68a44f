import type { Finding, Severity } from '../domain/report.ts';
import { capped, jsonText, printable } from './escape.ts';
import { fingerprints } from './fingerprint.ts';
import { mending } from './mending.ts';
import type { Reporter } from './reporter.ts';

/** GitLab's words for how much a finding matters. */
const SEVERITIES: Readonly<Record<Severity, string>> = {
  error: 'major',
  warning: 'minor',
  notice: 'info',
};

/** GitLab's code quality report: findings in the merge request's widget and on its lines. */
export const codequality: Reporter = {
  id: 'codequality',
  title: "GitLab's code quality report",
  render: ({ findings }) => {
    const prints = fingerprints(findings);
    return jsonText(
      findings.map((finding, index) => issueOf(finding, prints[index] ?? '')),
    );
  },
};

function issueOf(finding: Finding, fingerprint: string): object {
  const { rule, severity, message, file, line, endLine } = finding;
  const lines = [message, ...mending(finding)].map(printable);
  return {
    description: capped(lines.join(' '), 2000),
    check_name: rule,
    fingerprint,
    severity: SEVERITIES[severity],
    location: { path: file, lines: { begin: line, end: endLine } },
  };
}

import { createHash } from 'node:crypto';
import type { Finding, Report, Severity, WaivedFinding } from '../domain/report.ts';
import { capped, jsonText, printable } from './escape.ts';
import type { Reporter } from './reporter.ts';

const RESULTS_AT_MOST = 5000;

/** SARIF 2.1.0, for code scanning. */
export const sarif: Reporter = {
  id: 'sarif',
  title: 'SARIF 2.1.0, for code scanning',
  render: (report, { rules }) => {
    const log = {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'GAR Preflight',
              informationUri: 'https://github.com/gar-preflight/gar-preflight',
              rules: rules.map(({ id, title, severity, page }) => ({
                id,
                name: id,
                shortDescription: { text: `${title}.` },
                fullDescription: { text: `${title}.` },
                helpUri: page,
                help: {
                  text: `${title}. See ${page}`,
                  markdown: `${title}. See [the rule's page](${page}).`,
                },
                defaultConfiguration: { level: LEVELS[severity] },
              })),
            },
          },
          columnKind: 'unicodeCodePoints',
          results: resultsOf(report).map((one) =>
            resultOf(
              one,
              rules.map(({ id }) => id),
            ),
          ),
        },
      ],
    };
    return jsonText(log);
  },
};

const LEVELS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  notice: 'note',
};

function resultsOf({ findings, waived }: Report): readonly (Finding | WaivedFinding)[] {
  return [...findings, ...waived].slice(0, RESULTS_AT_MOST);
}

function resultOf(
  finding: Finding | WaivedFinding,
  ruleIds: readonly string[],
): Readonly<Record<string, unknown>> {
  const { rule, severity, message, file, line, column, endLine, endColumn, fix } = finding;
  const index = ruleIds.indexOf(rule);
  const text = [
    message,
    ...(fix.command === null ? [] : [`Fix: ${fix.command}`]),
    ...(fix.replacement === null ? [] : [`Write instead: ${fix.replacement}`]),
  ];
  return {
    ruleId: rule,
    ...(index < 0 ? {} : { ruleIndex: index }),
    level: LEVELS[severity],
    message: { text: capped(printable(text.join(' ')), 5000) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: {
            uri: file.split('/').map(encodeURIComponent).join('/'),
            uriBaseId: '%SRCROOT%',
          },
          region: { startLine: line, startColumn: column, endLine, endColumn },
        },
      },
    ],
    partialFingerprints: { 'garPreflight/v1': fingerprint(finding) },
    ...('reason' in finding
      ? { suppressions: [{ kind: 'external', justification: printable(finding.reason) }] }
      : {}),
  };
}

/** The same finding has the same print wherever its line moves. */
function fingerprint({ rule, file, image, principal, repository }: Finding): string {
  return createHash('sha256')
    .update(JSON.stringify([rule, file, image, principal, repository]))
    .digest('hex')
    .slice(0, 32);
}

import type { Finding, Report, Severity, WaivedFinding } from '../domain/report.ts';
import { capped, jsonText, printable } from './escape.ts';
import { fingerprints } from './fingerprint.ts';
import { mending } from './mending.ts';
import type { Reporter } from './reporter.ts';

const RESULTS_AT_MOST = 5000;

/** SARIF 2.1.0, for code scanning. */
export const sarif: Reporter = {
  id: 'sarif',
  title: 'SARIF 2.1.0, for code scanning',
  render: (report, { rules, version }) => {
    const results = resultsOf(report);
    const prints = fingerprints(results);
    const ruleIds = rules.map(({ id }) => id);
    const log = {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'GAR Preflight',
              ...(version === null ? {} : { version, semanticVersion: version }),
              informationUri: 'https://github.com/gar-preflight/gar-preflight',
              rules: rules.map(({ id, title, severity, page, help }) => ({
                id,
                name: id,
                shortDescription: { text: `${title}.` },
                fullDescription: { text: `${title}.` },
                helpUri: page,
                help: helpOf(title, page, help),
                defaultConfiguration: { level: LEVELS[severity] },
              })),
            },
          },
          columnKind: 'unicodeCodePoints',
          results: results.map((one, index) =>
            resultOf(one, ruleIds, prints[index] ?? ''),
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
  fingerprint: string,
): Readonly<Record<string, unknown>> {
  const { rule, severity, message, file, line, column, endLine, endColumn } = finding;
  const index = ruleIds.indexOf(rule);
  const text = [message, ...mending(finding)];
  return {
    ruleId: rule,
    ...(index < 0 ? {} : { ruleIndex: index }),
    level: LEVELS[severity],
    message: { text: capped(printable(text.join(' ')), 5000) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: {
            uri: file
              .split('/')
              .map((part) => encodeURIComponent(part.toWellFormed()))
              .join('/'),
            uriBaseId: '%SRCROOT%',
          },
          region: { startLine: line, startColumn: column, endLine, endColumn },
        },
      },
    ],
    partialFingerprints: {
      primaryLocationLineHash: fingerprint,
      'garPreflight/v1': fingerprint,
    },
    ...('reason' in finding
      ? { suppressions: [{ kind: 'external', justification: printable(finding.reason) }] }
      : {}),
  };
}

/** What an alert shows: the rule's page where it is at hand. */
function helpOf(
  title: string,
  page: string,
  help: string | undefined,
): { readonly text: string; readonly markdown: string } {
  const short = `${title}. See ${page}`;
  const linked = `${title}. See [the rule's page](${page}).`;
  return { text: help ?? short, markdown: help ?? linked };
}

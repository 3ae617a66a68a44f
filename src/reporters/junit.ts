import type { Finding, Report } from '../domain/report.ts';
import { capped, printable } from './escape.ts';
import type { Reporter } from './reporter.ts';

/** JUnit XML, for other CI systems: a case an image, a failure a finding that is an error. */
export const junit: Reporter = {
  id: 'junit',
  title: 'JUnit XML, for other CI systems',
  render: (report) => {
    const cases = report.images.map((image) =>
      caseOf(image.image, findingsOf(report, image.image)),
    );
    const others = report.findings.filter(
      ({ image }) => image === null || !report.images.some((one) => one.image === image),
    );
    const loose = others.map((finding) =>
      caseOf(`${finding.rule} ${finding.file}:${finding.line}`, [finding]),
    );
    const all = [...cases, ...loose];
    const failures = all.filter((one) => one.includes('<failure')).length;
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites name="GAR Preflight" tests="${all.length}" failures="${failures}">`,
      `  <testsuite name="images" tests="${all.length}" failures="${failures}">`,
      ...all,
      '  </testsuite>',
      '</testsuites>',
      '',
    ].join('\n');
  },
};

function findingsOf({ findings }: Report, image: string): readonly Finding[] {
  return findings.filter((one) => one.image === image);
}

function caseOf(name: string, findings: readonly Finding[]): string {
  const file = findings[0]?.file ?? '';
  const open = `    <testcase name="${xml(name)}" classname="${xml(file === '' ? 'images' : file)}"`;
  if (findings.length === 0) return `${open}/>`;
  const errors = findings.filter(({ severity }) => severity === 'error');
  const lines = findings.map(
    ({ severity, rule, message, file: at, line }) =>
      `${severity} ${rule} ${at}:${line}: ${message}`,
  );
  const [first] = errors;
  const inner =
    first === undefined
      ? `<system-out>${xml(lines.join('\n'))}</system-out>`
      : `<failure message="${xml(capped(first.message, 300))}" type="${xml(first.rule)}">${xml(lines.join('\n'))}</failure>`;
  return `${open}>\n      ${inner}\n    </testcase>`;
}

function xml(text: string): string {
  return text
    .split('\n')
    .map(printable)
    .join('\n')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

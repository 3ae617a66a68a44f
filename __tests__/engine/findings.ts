import type { Finding, WaivedFinding } from '../../src/domain/report.ts';

/** A finding of a rule at a place, `FILE:LINE`. */
export function findingAt(
  rule: string,
  place: string,
  more: Partial<Finding> = {},
): Finding {
  const [file = '', line = '1'] = place.split(':');
  const at = { line: Number(line), endLine: Number(line), column: 1, endColumn: 2 };
  return {
    rule,
    severity: 'error',
    title: rule,
    message: 'It is so.',
    file,
    ...at,
    image: null,
    principal: null,
    repository: null,
    fix: { command: null, replacement: null },
    ...more,
  };
}

/** The same, waived. */
export function waivedAt(
  rule: string,
  place: string,
  more: Partial<Finding> = {},
): WaivedFinding {
  return { ...findingAt(rule, place, more), reason: 'a demo', expires: null };
}

/** `RULE FILE:LINE` of each. */
export function toldOf(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ rule, file, line }) => `${rule} ${file}:${line}`);
}

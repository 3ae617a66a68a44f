import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding, Report } from '../../src/domain/report.ts';
import { judgeReport } from '../../src/engine/judge-report.ts';
import { junit } from '../../src/reporters/junit.ts';
import { PLAIN } from '../../src/reporters/reporter.ts';
import { findingAt } from '../engine/findings.ts';

const clean: Report = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'reports/clean.json'), 'utf8'),
);

/** `OUTCOME NAME` of each case, for a report whose images are those of `clean`. */
function casesOf(findings: readonly Finding[]): readonly string[] {
  const text = junit.render(judgeReport({ ...clean, findings }), PLAIN);
  const cases = text.split('<testcase ').slice(1);
  return cases.map((one) => {
    const [name = ''] = /(?<=^name=")[^"]*/.exec(one) ?? [];
    const outcome = ['failure', 'skipped'].find((word) => one.includes(`<${word} `));
    return `${outcome ?? 'passed'} ${name}`;
  });
}

describe('a case of JUnit', () => {
  const loose = (severity: Finding['severity']) =>
    findingAt('manifest-invalid', 'k8s/a.yaml:7', { severity });

  it('is a failure, or skipped, for what stands at no image: never passed', () => {
    const name = 'manifest-invalid k8s/a.yaml:7';
    expect(casesOf([loose('error')])).toContain(`failure ${name}`);
    expect(casesOf([loose('warning')])).toContain(`skipped ${name}`);
    expect(casesOf([loose('notice')])).toContain(`skipped ${name}`);
  });

  it('is there for a finding of an image that no entry has', () => {
    const image = 'us-docker.pkg.dev/p/r/lost:1';
    const lost = findingAt('tag-not-found', 'k8s/a.yaml:9', { image });
    expect(casesOf([lost])).toContain('failure tag-not-found k8s/a.yaml:9');
  });

  it('is one an image, whatever is found of it', () => {
    const image = clean.images[0]?.image ?? '';
    const error = findingAt('tag-not-found', 'k8s/a.yaml:9', { image });
    const also = findingAt('tag-mutable', 'k8s/a.yaml:9', { image, severity: 'notice' });
    const cases = casesOf([also, error]);
    expect(cases).toHaveLength(clean.images.length);
    expect(cases).toContain(`failure ${image}`);
  });

  it('counts what it holds', () => {
    const report = judgeReport({
      ...clean,
      findings: [loose('error'), loose('warning')],
    });
    const text = junit.render(report, PLAIN);
    const cases = casesOf(report.findings);
    const count = (word: string): number =>
      cases.filter((one) => one.startsWith(word)).length;
    expect(text).toContain(
      `tests="${cases.length}" failures="${count('failure')}" errors="0" skipped="${count('skipped')}"`,
    );
    expect(count('failure')).toBe(1);
  });
});

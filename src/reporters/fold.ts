import type { Finding, Severity } from '../domain/report.ts';

/** Findings that say the same of several places, told once. */
export interface Folded {
  readonly finding: Finding;
  /** Every place, the finding's own first. */
  readonly places: readonly Finding[];
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, notice: 2 };

/** Worst first; what says the same is folded: `reader-*` by puller and repository, the rest where rule and message are the same. */
export function foldFindings(findings: readonly Finding[]): readonly Folded[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of [...findings].sort((a, b) => RANK[a.severity] - RANK[b.severity])) {
    const key = finding.rule.startsWith('reader-')
      ? JSON.stringify([finding.rule, finding.principal, finding.repository])
      : JSON.stringify([finding.rule, finding.message, finding.image]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()].flatMap((places) => {
    const [finding] = places;
    return finding === undefined ? [] : [{ finding, places }];
  });
}

import { type Finding, SEVERITY_RANK } from '../domain/report.ts';
import type { RuleInfo } from './reporter.ts';

/** Findings that say the same of several places, told once. */
export interface Folded {
  readonly finding: Finding;
  /** Every place, the finding's own first. */
  readonly places: readonly Finding[];
}

/** Worst first; what says the same is folded, by what its rule's header says: else where rule, message and image are the same. */
export function foldFindings(
  findings: readonly Finding[],
  rules: readonly RuleInfo[],
): readonly Folded[] {
  const byPuller = new Set(
    rules.flatMap(({ id, folds }) => (folds === undefined ? [] : [id])),
  );
  const open = new Set(
    rules.flatMap(({ id, leaves }) => (leaves === undefined ? [] : [id])),
  );
  const keyOf = ({ rule, principal, repository, message, image }: Finding): string => {
    if (byPuller.has(rule)) return JSON.stringify([rule, principal, repository]);
    // What could not be verified for one reason is one thing, whatever the image.
    return JSON.stringify([rule, message, open.has(rule) ? null : image]);
  };
  const groups = new Map<string, Finding[]>();
  for (const finding of [...findings].sort(
    (a, b) => SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity],
  )) {
    const key = keyOf(finding);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()].flatMap((places) => {
    const [finding] = places;
    return finding === undefined ? [] : [{ finding, places }];
  });
}

import type { Finding } from '../domain/report.ts';
import { compareLocations } from '../domain/source-location.ts';
import { rules } from '../rules/index.ts';
import type { Rule } from '../rules/rule.ts';
import type { Waived } from './waive.ts';

const HEADERS: ReadonlyMap<string, Rule> = new Map(rules.map((rule) => [rule.id, rule]));

/**
 * Of findings that say the same once, the first that no waiver covers stands; it is waived only where every place is
 * (contract §8).
 */
export function sayOnce({ findings, waived }: Waived): Waived {
  const said = new Set<string>();
  return { findings: firsts(findings, said), waived: firsts(waived, said) };
}

/** The first of each kind by place; the others stay in their order. */
function firsts<T extends Finding>(
  findings: readonly T[],
  said: Set<string>,
): readonly T[] {
  const kept = new Set<T>();
  for (const finding of [...findings].sort(compareLocations)) {
    const key = onceKey(finding);
    if (key !== null && said.has(key)) continue;
    if (key !== null) said.add(key);
    kept.add(finding);
  }
  return findings.filter((finding) => kept.has(finding));
}

/** What two findings share that say the same; `null` where each stands for itself. */
export function onceKey(finding: Finding): string | null {
  const { rule, message, principal, file, line, column } = finding;
  switch (HEADERS.get(rule)?.once) {
    case undefined:
      return null;
    case 'place':
      return JSON.stringify([rule, file, line, column, message]);
    case 'puller':
      return JSON.stringify([rule, principal, message]);
    case 'run':
      return rule;
  }
}

import type { Finding } from '../domain/report.ts';
import { compareLocations } from '../domain/source-location.ts';
import { rules } from '../rules/index.ts';
import type { Rule } from '../rules/rule.ts';
import type { Waived } from './waive.ts';

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
    const isNew = key === null || !said.has(key);
    if (isNew) kept.add(finding);
    if (key !== null) said.add(key);
  }
  return findings.filter((finding) => kept.has(finding));
}

type Once = NonNullable<Rule['once']>;

/** What two findings of a rule share that say the same. */
const SHARED: Readonly<Record<Once, (finding: Finding) => readonly unknown[]>> = {
  place: ({ file, line, column, message }) => [file, line, column, message],
  puller: ({ principal, message }) => [principal, message],
  run: () => [],
};

/** What two findings share that say the same; `null` where each stands for itself. */
export function onceKey(finding: Finding): string | null {
  const { rule } = finding;
  const once = rules.find(({ id }) => id === rule)?.once;
  return once === undefined ? null : JSON.stringify([rule, ...SHARED[once](finding)]);
}

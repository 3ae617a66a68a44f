import type { Verdict } from '../domain/facts.ts';
import type { Pull } from '../domain/target.ts';

const WORST_FIRST: readonly Verdict['verdict'][] = [
  'not-granted',
  'unknown',
  'conditional',
  'granted',
];

/**
 * One pull a principal, the worst: a Kubernetes service account is one principal on every cluster of its project, and a policy may name
 * one of these alone; an account of several pools may surely be met in one, and perhaps in another.
 */
export function worstOf(pulls: readonly Pull[]): ReadonlyMap<string, Pull> {
  const worst = new Map<string, Pull>();
  for (const pull of pulls) {
    const { principal } = pull.puller;
    const known = worst.get(principal);
    if (known === undefined || rankOf(pull) < rankOf(known)) worst.set(principal, pull);
  }
  return worst;
}

/** Where it may not read, a workload that has a secret to try is better off than one that has none. */
function rankOf({ verdict, lands, pullSecrets = [] }: Pull): number {
  const rank = WORST_FIRST.indexOf(verdict.verdict);
  return 4 * rank + (lands === 'surely' ? 0 : 2) + (pullSecrets.length === 0 ? 0 : 1);
}

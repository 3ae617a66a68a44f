import type { PodContext } from './reference.ts';

/** The values of a label that a Pod may land on, by its selector or by every term of its affinity; `null` where it does not say. */
export function selected(pod: PodContext, key: string): readonly string[] | null {
  const own = pod.nodeSelector[key];
  if (own !== undefined) return [own];
  const terms = (pod.nodeAffinity ?? []).map(({ expressions }) =>
    expressions.find((one) => one.key === key && one.operator === 'In'),
  );
  if (terms.length === 0 || terms.includes(undefined)) return null;
  return [...new Set(terms.flatMap((one) => one?.values ?? []))];
}

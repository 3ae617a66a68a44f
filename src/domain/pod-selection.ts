import type { NodeSelectorTerm, PodContext } from './reference.ts';

/** The values of a label that a Pod may land on, by its selector or by every term of its affinity; `null` where it does not say. */
export function selected(pod: PodContext, key: string): readonly string[] | null {
  const own = pod.nodeSelector[key];
  if (own !== undefined) return [own];
  const terms = (pod.nodeAffinity ?? []).map((term) => namedIn(term, key));
  const named = terms.filter((values) => values !== null);
  if (terms.length === 0 || named.length < terms.length) return null;
  return [...new Set(named.flat())];
}

/** The values of a label that a selector or any term of the affinity names. */
export function anySelected(pod: PodContext, key: string): readonly string[] {
  const own = pod.nodeSelector[key];
  const named = (pod.nodeAffinity ?? []).flatMap((term) => namedIn(term, key) ?? []);
  return own === undefined ? named : [own, ...named];
}

/** What one term leaves of a label's values; `null` where it names none. */
function namedIn(
  { expressions }: NodeSelectorTerm,
  key: string,
): readonly string[] | null {
  const [first, ...more] = expressions.filter(
    (one) => one.key === key && one.operator === 'In',
  );
  if (first === undefined) return null;
  return first.values.filter((value) =>
    more.every(({ values }) => values.includes(value)),
  );
}

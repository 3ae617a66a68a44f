import type { NodePool, Puller } from './puller.ts';
import type { NodeSelectorTerm, PodContext, Toleration } from './reference.ts';

/**
 * The pullers that a Pod may meet: those of node pools that its selectors, affinity and tolerations allow. Pullers that are no node pool
 * stay. Labels that are not known of a pool are not held against it.
 */
export function poolsFor(pod: PodContext | null, pullers: readonly Puller[]): readonly Puller[] {
  return pullers.filter(({ origin }) => origin.kind !== 'node-pool' || mayLandOn(pod, origin.pool));
}

function mayLandOn(pod: PodContext | null, pool: NodePool): boolean {
  const { nodeSelector = {}, nodeAffinity = [], tolerations = [] } = pod ?? {};
  if (!pool.taints.every((taint) => isTolerated(taint, tolerations, nodeSelector))) return false;
  if (!Object.entries(nodeSelector).every(([key, value]) => mayHave(pool, key, (label) => label === value)))
    return false;
  return nodeAffinity.length === 0 || nodeAffinity.some((term) => mayMatch(pool, term));
}

function isTolerated(
  taint: NodePool['taints'][number],
  tolerations: readonly Toleration[],
  nodeSelector: Readonly<Record<string, string>>,
): boolean {
  if (/prefer/i.test(taint.effect)) return true;
  // GKE tolerates its own architecture and OS taints for a Pod that selects them.
  if (nodeSelector[taint.key === 'node.kubernetes.io/os' ? 'kubernetes.io/os' : taint.key] === taint.value)
    return true;
  return tolerations.some(({ key, operator, value, effect }) => {
    if (effect !== null && effect !== '' && normal(effect) !== normal(taint.effect)) return false;
    if (operator === 'Exists') return key === null || key === '' || key === taint.key;
    return key === taint.key && (value ?? '') === taint.value;
  });
}

/** `NO_SCHEDULE` is GKE's word for `NoSchedule`. */
function normal(effect: string): string {
  return effect.replaceAll('_', '').toLowerCase();
}

function mayHave(pool: NodePool, key: string, holds: (label: string) => boolean): boolean {
  const label = pool.labels[key];
  if (label !== undefined) return holds(label);
  return !isDecisive(key);
}

/** A label that every pool is known to have or to lack: GKE's own that we fill in, and what the pool's config sets. */
function isDecisive(key: string): boolean {
  return !/^(?:topology\.kubernetes\.io|failure-domain\.beta\.kubernetes\.io|topology\.gke\.io|kubernetes\.io\/hostname)/.test(
    key,
  );
}

function mayMatch(pool: NodePool, { expressions }: NodeSelectorTerm): boolean {
  return expressions.every(({ key, operator, values }) => {
    const label = pool.labels[key];
    switch (operator) {
      case 'In':
        return mayHave(pool, key, (one) => values.includes(one));
      case 'NotIn':
        return label === undefined || !values.includes(label);
      case 'Exists':
        return mayHave(pool, key, () => true);
      case 'DoesNotExist':
        return label === undefined;
      case 'Gt':
        return mayHave(pool, key, (one) => Number(one) > Number(values[0]));
      case 'Lt':
        return mayHave(pool, key, (one) => Number(one) < Number(values[0]));
      default:
        return true;
    }
  });
}

/** Can a node with these OAuth scopes ask Artifact Registry at all? */
export function scopesAllowPull(scopes: readonly string[]): boolean {
  return scopes.some((scope) =>
    /^(?:https:\/\/www\.googleapis\.com\/auth\/)?(?:devstorage|cloud-platform)/.test(scope),
  );
}

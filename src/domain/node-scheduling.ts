import type { NodePool, Platform, Puller } from './puller.ts';
import type { NodeSelectorTerm, PodContext, Toleration } from './reference.ts';

/**
 * The pullers that a Pod may meet: those of node pools that its selectors, affinity and tolerations allow. Pullers that are no node pool
 * stay. What cannot be known of a pool's nodes (their zone, labels that Kubernetes or Google set later) is not held against it. Empty where no pool
 * fits: then nobody can say who pulls.
 */
export function poolsFor(
  pod: PodContext | null,
  pullers: readonly Puller[],
): readonly Puller[] {
  return pullers.flatMap((puller) => {
    const { origin } = puller;
    if (origin.kind !== 'node-pool') return [puller];
    if (origin.pool.provisions === undefined)
      return mayLandOn(pod, origin.pool) ? [puller] : [];
    return mayBeProvisioned(pod, origin.pool) ? [provisionedFor(pod, puller)] : [];
  });
}

/** Can a node with these OAuth scopes ask Artifact Registry at all? */
export function scopesAllowPull(scopes: readonly string[]): boolean {
  return scopes.some((scope) =>
    /^(?:https:\/\/www\.googleapis\.com\/auth\/)?(?:devstorage|cloud-platform)/.test(scope),
  );
}

const ARCHITECTURE = 'kubernetes.io/arch';
const OS = 'kubernetes.io/os';
const POOL = 'cloud.google.com/gke-nodepool';

/** Neither makes Windows nodes, and a pool that is asked for by its name is there already. */
function mayBeProvisioned(pod: PodContext | null, { provisions }: NodePool): boolean {
  if (selected(pod, OS)?.includes('linux') === false) return false;
  return provisions === 'autopilot' || selected(pod, POOL) === null;
}

/** Nodes that are made for a Pod are of the architecture that it asks for. Where it asks for none, nobody here can say. */
function provisionedFor(pod: PodContext | null, puller: Puller): Puller {
  const [architecture, ...others] = selected(pod, ARCHITECTURE) ?? [];
  if (architecture === undefined || others.length > 0) return puller;
  const platform: Platform = { os: 'linux', architecture, variant: '', osVersion: '' };
  return { ...puller, platforms: [platform] };
}

/** The values of a label that a Pod may land on, by its selector or by every term of its affinity; `null` where it does not say. */
function selected(pod: PodContext | null, key: string): readonly string[] | null {
  const own = pod?.nodeSelector[key];
  if (own !== undefined) return [own];
  const terms = (pod?.nodeAffinity ?? []).map(({ expressions }) =>
    expressions.find((one) => one.key === key && one.operator === 'In'),
  );
  if (terms.length === 0 || terms.includes(undefined)) return null;
  return [...new Set(terms.flatMap((one) => one?.values ?? []))];
}

function mayLandOn(pod: PodContext | null, pool: NodePool): boolean {
  if (!pool.taints.every((taint) => isTolerated(taint, pod, pool))) return false;
  const labels = Object.entries(pod?.nodeSelector ?? {});
  if (!labels.every(([key, value]) => mayHave(pool, key, (label) => label === value)))
    return false;
  const terms = pod?.nodeAffinity ?? [];
  return terms.length === 0 || terms.some((term) => mayMatch(pool, term));
}

function isTolerated(
  taint: NodePool['taints'][number],
  pod: PodContext | null,
  pool: NodePool,
): boolean {
  if (/prefer/i.test(taint.effect)) return true;
  if (isImplied(taint.key) && isSelected(taint, pod, pool)) return true;
  return (pod?.tolerations ?? []).some((toleration) => tolerates(toleration, taint));
}

/** The taints with which GKE keeps Pods off Arm and Windows nodes that did not ask for them. */
function isImplied(key: string): boolean {
  return key === ARCHITECTURE || key === 'node.kubernetes.io/os';
}

/** GKE lets a Pod that selects such nodes onto them; one that names the pool means it. */
function isSelected(
  { key, value }: NodePool['taints'][number],
  pod: PodContext | null,
  pool: NodePool,
): boolean {
  const label = key === ARCHITECTURE ? ARCHITECTURE : OS;
  const named = selected(pod, POOL)?.includes(pool.name) === true;
  return named || anySelected(pod, label).includes(value);
}

/** The values of a label that a selector or any term of the affinity names. */
function anySelected(pod: PodContext | null, key: string): readonly string[] {
  const own = pod?.nodeSelector[key];
  const named = (pod?.nodeAffinity ?? []).flatMap(({ expressions }) =>
    expressions.flatMap((one) =>
      one.key === key && one.operator === 'In' ? one.values : [],
    ),
  );
  return own === undefined ? named : [own, ...named];
}

function tolerates(
  { key, operator, value, effect }: Toleration,
  taint: NodePool['taints'][number],
): boolean {
  if (effect !== null && effect !== '' && normal(effect) !== normal(taint.effect))
    return false;
  if (operator === 'Exists') return key === null || key === '' || key === taint.key;
  return key === taint.key && (value ?? '') === taint.value;
}

/** `NO_SCHEDULE` is GKE's word for `NoSchedule`. */
function normal(effect: string): string {
  return effect.replaceAll('_', '').toLowerCase();
}

function mayHave(pool: NodePool, key: string, holds: (label: string) => boolean): boolean {
  const label = pool.labels[key];
  return label === undefined ? !isAbsent(key) : holds(label);
}

/** Labels of Google's own that are filled in wherever a pool has them. */
const FILLED_IN: ReadonlySet<string> = new Set([
  POOL,
  'cloud.google.com/gke-spot',
  'cloud.google.com/gke-preemptible',
  'cloud.google.com/gke-accelerator',
]);

/** Is a label that a pool's config does not name surely not on its nodes? Not where Kubernetes or Google set such labels themselves. */
function isAbsent(key: string): boolean {
  if (FILLED_IN.has(key)) return true;
  return !/^(?:[^/]*\.)?(?:kubernetes\.io|k8s\.io|gke\.io|google\.com|nvidia\.com)\//.test(
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

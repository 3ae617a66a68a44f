import { landsWhereProvisioned, provisionedFor } from './node-provisioning.ts';
import { selected } from './pod-selection.ts';
import type { NodePool, Puller } from './puller.ts';
import type { NodeSelectorTerm, PodContext, Toleration } from './reference.ts';

/**
 * The pullers that a Pod may meet: those of node pools that its selectors, affinity, tolerations and devices allow. Pullers that are no
 * node pool stay. What cannot be known of a pool's nodes (labels that Kubernetes or Google set later) is not held against it. Empty where
 * no pool fits: then nobody can say who pulls. A Pod that nobody has seen (`null`) may land on any pool.
 */
export function poolsFor(
  pod: PodContext | null,
  pullers: readonly Puller[],
): readonly Puller[] {
  if (pod?.nodeName != null) return poolOfNode(pod.nodeName, pullers);
  return pullers.flatMap((puller) => {
    const { origin } = puller;
    if (origin.kind !== 'node-pool') return [puller];
    if (origin.pool.provisions === undefined)
      return pod === null || mayLandOn(pod, origin.pool) ? [puller] : [];
    if (pod === null) return [puller];
    return landsWhereProvisioned(pod, origin.pool) ? [provisionedFor(pod, puller)] : [];
  });
}

/** Can a node with these OAuth scopes ask Artifact Registry at all? */
export function scopesAllowPull(scopes: readonly string[]): boolean {
  return scopes.some((scope) =>
    /^(?:https:\/\/www\.googleapis\.com\/auth\/)?(?:devstorage|cloud-platform)/.test(scope),
  );
}

/** `gke-CLUSTER-POOL-1a2b3c4d-x5y6`, both cut where they are long: the pool that a named node is of; all where its name tells nothing. */
function poolOfNode(name: string, pullers: readonly Puller[]): readonly Puller[] {
  const named = pullers.filter(({ origin }) => {
    if (origin.kind !== 'node-pool') return false;
    const [, middle = ''] = /^gke-(.+)-[0-9a-f]{8}-[0-9a-z]{4}$/.exec(name) ?? [];
    return middle !== '' && endsWithPool(middle, origin.cluster.cluster, origin.pool.name);
  });
  return named.length === 0 ? pullers : named;
}

function endsWithPool(middle: string, cluster: string, pool: string): boolean {
  if (middle === `${cluster}-${pool}`) return true;
  // Either name may be cut short in a node's.
  return (
    middle.startsWith(`${cluster.slice(0, 10)}`) && middle.endsWith(`-${pool.slice(0, 10)}`)
  );
}

const ARCHITECTURE = 'kubernetes.io/arch';
const OS = 'kubernetes.io/os';
const POOL = 'cloud.google.com/gke-nodepool';

function mayLandOn(pod: PodContext, pool: NodePool): boolean {
  if (!pool.taints.every((taint) => isTolerated(taint, pod, pool))) return false;
  const { devices = [] } = pool;
  if (!pod.devices.filter(isCounted).every((device) => devices.includes(device)))
    return false;
  const labels = Object.entries(pod.nodeSelector);
  if (!labels.every(([key, value]) => mayHave(pool, key, (label) => label === value)))
    return false;
  return pod.nodeAffinity === null || pod.nodeAffinity.some((term) => mayMatch(pool, term));
}

/** Devices that GKE's own pools bring; another vendor's may come by a plugin that nobody here sees. */
function isCounted(device: string): boolean {
  return device === 'nvidia.com/gpu' || device === 'google.com/tpu';
}

type Taint = NodePool['taints'][number];

function isTolerated(taint: Taint, pod: PodContext, pool: NodePool): boolean {
  if (/prefer/i.test(taint.effect)) return true;
  if (isImplied(taint.key) && isSelected(taint, pod, pool)) return true;
  return pod.tolerations.some((toleration) => tolerates(toleration, taint));
}

/** The taints with which GKE keeps Pods off Arm and Windows nodes that did not ask for them. */
function isImplied(key: string): boolean {
  return key === ARCHITECTURE || key === 'node.kubernetes.io/os';
}

/** GKE lets a Pod that selects such nodes onto them; one that names the pool means it. */
function isSelected({ key, value }: Taint, pod: PodContext, pool: NodePool): boolean {
  const label = key === ARCHITECTURE ? ARCHITECTURE : OS;
  const named = selected(pod, POOL)?.includes(pool.name) === true;
  return named || anySelected(pod, label).includes(value);
}

/** The values of a label that a selector or any term of the affinity names. */
function anySelected(pod: PodContext, key: string): readonly string[] {
  const own = pod.nodeSelector[key];
  const named = (pod.nodeAffinity ?? []).flatMap(({ expressions }) =>
    expressions.flatMap((one) =>
      one.key === key && one.operator === 'In' ? one.values : [],
    ),
  );
  return own === undefined ? named : [own, ...named];
}

function tolerates({ key, operator, value, effect }: Toleration, taint: Taint): boolean {
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
  const some = pool.oneOf?.[key];
  if (some !== undefined) return some.some(holds);
  const label = pool.labels[key];
  return label === undefined ? !isAbsent(key) : holds(label);
}

/** Labels of Google's own that are filled in wherever a pool has them. */
const FILLED_IN: ReadonlySet<string> = new Set([
  POOL,
  'cloud.google.com/compute-class',
  'cloud.google.com/gke-accelerator',
  'cloud.google.com/gke-os-distribution',
  'cloud.google.com/gke-preemptible',
  'cloud.google.com/gke-provisioning',
  'cloud.google.com/gke-spot',
  'cloud.google.com/gke-tpu-accelerator',
  'cloud.google.com/gke-tpu-topology',
  'iam.gke.io/gke-metadata-server-enabled',
  'sandbox.gke.io/runtime',
]);

/** Is a label that a pool's config does not name surely not on its nodes? Not where Kubernetes or Google set such labels themselves. */
function isAbsent(key: string): boolean {
  if (FILLED_IN.has(key)) return true;
  return !/^(?:[^/]*\.)?(?:kubernetes\.io|k8s\.io|gke\.io|google\.com|nvidia\.com)\//.test(
    key,
  );
}

/** An empty term matches nothing; one that names nodes may match any. */
function mayMatch(pool: NodePool, { expressions, namesNodes }: NodeSelectorTerm): boolean {
  if (expressions.length === 0) return namesNodes;
  return expressions.every((one) => mayFit(pool, one));
}

function mayFit(
  pool: NodePool,
  { key, operator, values }: NodeSelectorTerm['expressions'][number],
): boolean {
  const label = pool.labels[key];
  const some = pool.oneOf?.[key];
  const isKnown = label !== undefined || some !== undefined;
  switch (operator) {
    case 'In':
      return mayHave(pool, key, (one) => values.includes(one));
    case 'NotIn':
      return !isKnown || mayHave(pool, key, (one) => !values.includes(one));
    case 'Exists':
      return mayHave(pool, key, () => true);
    case 'DoesNotExist':
      return !isKnown;
    case 'Gt':
      return mayHave(pool, key, (one) => compares(one, values, (a, b) => a > b));
    case 'Lt':
      return mayHave(pool, key, (one) => compares(one, values, (a, b) => a < b));
    default:
      return false;
  }
}

/** `Gt` and `Lt` take one whole number, and match nothing that is none. */
function compares(
  label: string,
  values: readonly string[],
  holds: (a: number, b: number) => boolean,
): boolean {
  const [bound = '', ...more] = values;
  const whole = /^[-+]?\d+$/;
  if (more.length > 0 || !whole.test(label) || !whole.test(bound)) return false;
  return holds(Number(label), Number(bound));
}

import { all, any, type Fit, surely } from './fit.ts';
import { fitsLabels, nodesOf } from './node-labels.ts';
import { fitsProvisioned, provisionedFor } from './node-provisioning.ts';
import type { NodePool, Puller } from './puller.ts';
import type { PodContext } from './reference.ts';
import { fitsTaints } from './tolerations.ts';

/** One whose nodes a Pod may land on; `maybe` where it hangs on a label that nobody here can know. */
export interface Landing {
  readonly puller: Puller;
  readonly fit: Exclude<Fit, 'no'>;
}

/**
 * The pullers that a Pod may meet: those of node pools that its selectors, affinity, tolerations and devices allow. Pullers that are no
 * node pool stay. What cannot be known of a pool's nodes (labels that Kubernetes or Google set later) is not held against it. Empty where
 * no pool fits: then nobody can say who pulls. A Pod that nobody has seen (`null`) may land on any pool.
 */
export function landingsOf(
  pod: PodContext | null,
  pullers: readonly Puller[],
): readonly Landing[] {
  if (pod === null) return pullers.map((puller) => ({ puller, fit: 'yes' }));
  if (pod.nodeName !== null) return onNode(pod.nodeName, pullers);
  const landings = pullers.flatMap((puller) => landingOn(pod, puller));
  const isSettled = landings.some(({ puller, fit }) => fit === 'yes' && !isMade(puller));
  // Nodes are not made for a label that a pool of somebody's own has.
  return landings.filter(
    ({ puller, fit }) => fit === 'yes' || !isSettled || !isMade(puller),
  );
}

function landingOn(pod: PodContext, puller: Puller): readonly Landing[] {
  const { origin } = puller;
  if (origin.kind !== 'node-pool') return [{ puller, fit: 'yes' }];
  const { pool } = origin;
  const fit = isMade(puller) ? fitsProvisioned(pod, pool) : fitsPool(pod, pool);
  if (fit === 'no') return [];
  return [{ puller: isMade(puller) ? provisionedFor(pod, puller) : puller, fit }];
}

/** Are its nodes made for the Pod? */
function isMade({ origin }: Puller): boolean {
  return origin.kind === 'node-pool' && origin.pool.provisions !== undefined;
}

/** The pullers of `landingsOf`. */
export function poolsFor(
  pod: PodContext | null,
  pullers: readonly Puller[],
): readonly Puller[] {
  return landingsOf(pod, pullers).map(({ puller }) => puller);
}

/** Can a node with these OAuth scopes ask Artifact Registry at all? */
export function scopesAllowPull(scopes: readonly string[]): boolean {
  return scopes.some((scope) =>
    /^(?:https:\/\/www\.googleapis\.com\/auth\/)?(?:devstorage|cloud-platform)/.test(
      scope,
    ),
  );
}

/** `gke-CLUSTER-POOL-1a2b3c4d-x5y6`, both cut where they are long: the pool that a named node is of; any where its name tells nothing. */
function onNode(name: string, pullers: readonly Puller[]): readonly Landing[] {
  const [, middle = ''] = /^gke-(.+)-[0-9a-f]{8}-[0-9a-z]{4}$/.exec(name) ?? [];
  const exact = pullers.filter(
    ({ origin }) =>
      origin.kind === 'node-pool' &&
      middle === `${origin.cluster.cluster}-${origin.pool.name}`,
  );
  const cut = pullers.filter(
    ({ origin }) =>
      origin.kind === 'node-pool' &&
      endsWithPool(middle, origin.cluster.cluster, origin.pool.name),
  );
  const [possible = []] = [exact, cut, pullers].filter((some) => some.length > 0);
  const fit = possible.length === 1 ? 'yes' : 'maybe';
  return possible.map((puller) => ({ puller, fit }));
}

/** Either name may be cut short in a node's. */
function endsWithPool(middle: string, cluster: string, pool: string): boolean {
  const hyphens = [...middle.matchAll(/-/g)].map(({ index }) => index);
  return hyphens.some(
    (at) =>
      isCutFrom(cluster, middle.slice(0, at)) && isCutFrom(pool, middle.slice(at + 1)),
  );
}

const SHORTEST_CUT = 8;

function isCutFrom(name: string, cut: string): boolean {
  return name === cut || (cut.length >= SHORTEST_CUT && name.startsWith(cut));
}

function fitsPool(pod: PodContext, pool: NodePool): Fit {
  const { devices = [] } = pool;
  const counted = pod.devices.filter(isCounted);
  return all([
    fitsTaints(pod, pool),
    surely(counted.every((device) => devices.includes(device))),
    any(nodesOf(pool).map((node) => fitsLabels(pod, node))),
  ]);
}

/** Devices that GKE's own pools bring; another vendor's may come by a plugin that nobody here sees. */
function isCounted(device: string): boolean {
  return device === 'nvidia.com/gpu' || device === 'google.com/tpu';
}

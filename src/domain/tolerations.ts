import { type Fit, surely } from './fit.ts';
import { anySelected, selected } from './pod-selection.ts';
import type { NodePool } from './puller.ts';
import type { PodContext, Toleration } from './reference.ts';

/** A taint of a node pool. */
export type Taint = NodePool['taints'][number];

/** May a Pod run beside a pool's taints? What only prefers keeps nobody off. */
export function fitsTaints(pod: PodContext, pool: NodePool): Fit {
  const hard = pool.taints.filter(({ effect }) => !/prefer/i.test(effect));
  return surely(
    hard.every(
      (taint) =>
        isToldByGke(taint, pod, pool) ||
        pod.tolerations.some((one) => tolerates(one, taint)),
    ),
  );
}

const ARCHITECTURE = 'kubernetes.io/arch';
const OS = 'kubernetes.io/os';
const POOL = 'cloud.google.com/gke-nodepool';
const CLASS = 'cloud.google.com/compute-class';

/** GKE itself gives the toleration to a Pod that selects such nodes; one that names the pool means it. */
function isToldByGke({ key, value }: Taint, pod: PodContext, pool: NodePool): boolean {
  if (key === CLASS) return anySelected(pod, CLASS).includes(value);
  if (key !== ARCHITECTURE && key !== 'node.kubernetes.io/os') return false;
  const label = key === ARCHITECTURE ? ARCHITECTURE : OS;
  const named = selected(pod, POOL)?.includes(pool.name) === true;
  return named || anySelected(pod, label).includes(value);
}

/** As Kubernetes has it; the operators that compare numbers are not on by default. */
export function tolerates(
  { key, operator, value, effect }: Toleration,
  taint: Taint,
): boolean {
  if (effect !== null && effect !== '' && normal(effect) !== normal(taint.effect))
    return false;
  if (key !== null && key !== '' && key !== taint.key) return false;
  if (operator === 'Exists') return true;
  if (key === null || key === '') return false;
  if (operator !== null && operator !== '' && operator !== 'Equal') return false;
  return (value ?? '') === taint.value;
}

/** `NO_SCHEDULE` is GKE's word for `NoSchedule`. */
function normal(effect: string): string {
  return effect.replaceAll('_', '').toLowerCase();
}

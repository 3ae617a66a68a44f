import { provisionedFor } from '../domain/node-provisioning.ts';
import { type Landing, landingsOf } from '../domain/node-scheduling.ts';
import { selected } from '../domain/pod-selection.ts';
import { type ClusterName, serviceAccountPuller } from '../domain/puller.ts';
import type { ComputeClass, ImageReference } from '../domain/reference.ts';
import type { ClusterPullers } from './sources.ts';

const CLASS = 'cloud.google.com/compute-class';

/** Autopilot's own, which have its defaults. */
const BUILT_IN =
  /^(?:Accelerator|Balanced|Performance|Scale-Out|autopilot(?:-spot)?|general-purpose)$/i;

/**
 * Who pulls for a Pod that asks for a compute class: the account that the class in the tree names for the nodes that it makes, beside
 * pools that carry its name. Empty where the class is nowhere to be seen: then nobody can say. `null` for a Pod that asks for none.
 */
export function ofComputeClass(
  { pod }: ImageReference,
  cluster: ClusterName,
  { pullers }: ClusterPullers,
  classes: readonly ComputeClass[],
): readonly Landing[] | null {
  const [name] = pod === null ? [] : (selected(pod, CLASS) ?? []);
  if (pod === null || name === undefined) return null;
  const pools = pullers.filter(
    ({ origin }) => origin.kind === 'node-pool' && origin.pool.provisions === undefined,
  );
  const standing = landingsOf(pod, pools);
  const making = pullers.filter(
    ({ origin }) => origin.kind === 'node-pool' && origin.pool.provisions !== undefined,
  );
  const known = classes.find((one) => one.name === name);
  if (known === undefined)
    return BUILT_IN.test(name) ? [...standing, ...landingsOf(pod, making)] : standing;
  const { serviceAccount } = known;
  if (serviceAccount === null) return [...standing, ...landingsOf(pod, making)];
  const pool = {
    name: `compute class ${name}`,
    labels: {},
    taints: [],
    provisions: 'node-auto-provisioning' as const,
  };
  const made = serviceAccountPuller(
    serviceAccount,
    { kind: 'node-pool', cluster, pool },
    [],
  );
  return [...standing, { puller: provisionedFor(pod, made), fit: 'yes' }];
}

import { architectureByFamily } from '../domain/machine-family.ts';
import {
  platform,
  provisionedFor,
  saysArchitecture,
} from '../domain/node-provisioning.ts';
import { type Landing, landingsOf } from '../domain/node-scheduling.ts';
import { selected } from '../domain/pod-selection.ts';
import { type ClusterName, type Puller, serviceAccountPuller } from '../domain/puller.ts';
import type { ComputeClass, ImageReference, PodContext } from '../domain/reference.ts';
import type { ClusterPullers } from './sources.ts';

const CLASS = 'cloud.google.com/compute-class';

/** Autopilot's own, which have its defaults. */
const BUILT_IN =
  /^(?:Accelerator|Balanced|Performance|Scale-Out|autopilot(?:-arm)?(?:-spot)?|general-purpose)$/i;

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
  if (known.makes === 'nothing' && !making.some(isAutopilot)) return standing;
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
  return [...standing, { puller: madeBy(known, pod, made), fit: 'yes' }];
}

/** The class that a Pod asks for, where it stands in the tree. */
export function classOf(
  pod: PodContext,
  classes: readonly ComputeClass[],
): ComputeClass | null {
  const [name] = selected(pod, CLASS) ?? [];
  return classes.find((one) => one.name === name) ?? null;
}

/** The class that a Pod asks for and that stands nowhere in the tree; `null` where it asks for none, or for a known one. */
export function unknownClass(
  { pod }: ImageReference,
  classes: readonly ComputeClass[],
): string | null {
  const [name = null] = pod === null ? [] : (selected(pod, CLASS) ?? []);
  if (name === null || BUILT_IN.test(name)) return null;
  return classes.some((one) => one.name === name) ? null : name;
}

/** The nodes of a class are of the architectures that its machines have; Arm ones beside others keep a Pod off that does not ask for them. */
function madeBy(
  { machines, taintsArm }: ComputeClass,
  pod: PodContext,
  made: Puller,
): Puller {
  const usual = provisionedFor(pod, made);
  if (saysArchitecture(pod) || machines.length === 0) return usual;
  const told = machines.map((one) =>
    one === null ? 'amd64' : architectureByFamily(one),
  );
  if (told.includes(null)) return { ...made, platforms: [] };
  const all = [...new Set(told.filter((one) => one !== null))];
  const isOpen = all.length === 1 || taintsArm === 'never';
  return isOpen ? { ...made, platforms: all.map(platform) } : usual;
}

function isAutopilot({ origin }: Puller): boolean {
  return origin.kind === 'node-pool' && origin.pool.provisions === 'autopilot';
}

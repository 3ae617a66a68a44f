import { selected } from './pod-selection.ts';
import type { NodePool, Platform, Puller } from './puller.ts';
import type { PodContext } from './reference.ts';

const ARCHITECTURE = 'kubernetes.io/arch';
const OS = 'kubernetes.io/os';
const POOL = 'cloud.google.com/gke-nodepool';

/** Are nodes made for such a Pod? Neither Autopilot nor auto-provisioning makes Windows nodes, and a pool that is asked for by its name is there already. */
export function landsWhereProvisioned(pod: PodContext, { provisions }: NodePool): boolean {
  if (selected(pod, OS)?.includes('linux') === false) return false;
  if (
    selected(pod, 'node.kubernetes.io/instance-type') !== null &&
    provisions === undefined
  )
    return false;
  return provisions === 'autopilot' || selected(pod, POOL) === null;
}

/** Nodes that are made for a Pod are of the architecture that it asks for; one that asks for none gets amd64. */
export function provisionedFor(pod: PodContext, puller: Puller): Puller {
  const [architecture = 'amd64', ...others] = selected(pod, ARCHITECTURE) ?? [];
  const asked = [architecture, ...others];
  return { ...puller, platforms: asked.map(platform) };
}

function platform(architecture: string): Platform {
  return { os: 'linux', architecture, variant: '', osVersion: '' };
}

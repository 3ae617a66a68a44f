import type { Fit } from './fit.ts';
import { architecturesOf } from './machine-family.ts';
import { fitsLabels, isSystemLabel, type NodeLabels } from './node-labels.ts';
import { selected } from './pod-selection.ts';
import type { NodePool, Platform, Puller } from './puller.ts';
import type { PodContext } from './reference.ts';

const ARCHITECTURE = 'kubernetes.io/arch';
const OS = 'kubernetes.io/os';
const POOL = 'cloud.google.com/gke-nodepool';
const ZONE = 'topology.kubernetes.io/zone';
const REGION = 'topology.kubernetes.io/region';

/**
 * Are nodes made for such a Pod? Neither Autopilot nor auto-provisioning makes Windows nodes, nor any outside of the cluster's places, and a
 * pool that is asked for by its name is there already. A label of the user's own is made for a Pod that tolerates a taint of that key; for
 * another it is there only where somebody made the pool.
 */
export function fitsProvisioned(pod: PodContext, pool: NodePool): Fit {
  if (selected(pod, OS)?.includes('linux') === false) return 'no';
  if (pool.provisions !== 'autopilot' && asksForStanding(pod)) return 'no';
  if (!landsInPlace(pod, pool)) return 'no';
  return ownLabels(pod).every((key) => isSeparated(pod, key)) ? 'yes' : 'maybe';
}

/** What node auto-provisioning does not make: a pool of this name, and sandboxes. */
function asksForStanding(pod: PodContext): boolean {
  return selected(pod, POOL) !== null || selected(pod, 'sandbox.gke.io/runtime') !== null;
}

/** A zone or region that is asked for must be one of the cluster's. */
function landsInPlace(pod: PodContext, { labels, oneOf = {} }: NodePool): boolean {
  return [ZONE, REGION].every((key) => {
    const there = [...(oneOf[key] ?? []), labels[key]].filter((one) => one !== undefined);
    const asked = selected(pod, key);
    if (asked === null || there.length === 0) return true;
    return asked.some((one) => there.includes(one));
  });
}

/** The labels of people's own that every way onto a node asks for. */
function ownLabels({ nodeSelector, nodeAffinity }: PodContext): readonly string[] {
  const [first, ...others] = (nodeAffinity ?? []).map(({ expressions }) =>
    expressions.flatMap(({ key, operator }) =>
      operator === 'In' || operator === 'Exists' ? [key] : [],
    ),
  );
  const shared = (first ?? []).filter((key) =>
    others.every((keys) => keys.includes(key)),
  );
  const keys = [...Object.keys(nodeSelector), ...shared];
  return keys.filter((key) => !isSystemLabel(key));
}

function isSeparated({ tolerations }: PodContext, key: string): boolean {
  return tolerations.some((one) => one.key === key && !/prefer/i.test(one.effect ?? ''));
}

/** Nodes that are made for a Pod are of the architecture that it asks for, also by a machine family; one that asks for none gets amd64. */
export function provisionedFor(pod: PodContext, puller: Puller): Puller {
  if (asksForArmClass(pod)) return { ...puller, platforms: [platform('arm64')] };
  const possible = ['amd64', 'arm64'].filter((one) => asksFor(pod, one));
  const asked = possible.length === 2 && !saysArchitecture(pod) ? ['amd64'] : possible;
  return { ...puller, platforms: asked.map(platform) };
}

/** Autopilot's own class of Arm nodes; spot or not. */
function asksForArmClass(pod: PodContext): boolean {
  const classes = selected(pod, 'cloud.google.com/compute-class') ?? [];
  return classes.length > 0 && classes.every((one) => one.startsWith('autopilot-arm'));
}

/** Could a node of this architecture be what the Pod asks for? */
function asksFor(pod: PodContext, architecture: string): boolean {
  const families = architecturesOf(pod);
  if (families !== null && !families.includes(architecture)) return false;
  const node: NodeLabels = { [ARCHITECTURE]: architecture, [OS]: 'linux' };
  const relevant = onlyOf(pod, ARCHITECTURE);
  return fitsLabels(relevant, node) !== 'no';
}

function onlyOf(pod: PodContext, key: string): PodContext {
  const own = pod.nodeSelector[key];
  const terms = (pod.nodeAffinity ?? []).map((term) => ({
    namesNodes: true,
    expressions: term.expressions.filter((one) => one.key === key),
  }));
  return {
    ...pod,
    nodeSelector: own === undefined ? {} : { [key]: own },
    nodeAffinity: pod.nodeAffinity === null ? null : terms,
  };
}

/** Does the Pod say at all on which architecture it runs? */
export function saysArchitecture(pod: PodContext): boolean {
  const terms = pod.nodeAffinity ?? [];
  return (
    pod.nodeSelector[ARCHITECTURE] !== undefined ||
    terms.some(({ expressions }) => expressions.some(({ key }) => key === ARCHITECTURE))
  );
}

/** Linux on an architecture. */
export function platform(architecture: string): Platform {
  return { os: 'linux', architecture, variant: '', osVersion: '' };
}

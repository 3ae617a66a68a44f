import type { NodePool, Platform } from '../../domain/puller.ts';
import { asObject } from '../wire/decode.ts';

/** What of a node pool's config decides who pulls and which workloads land on it. */
export interface PoolConfig {
  readonly name: string;
  /** As GKE has it: an email, or `default`. */
  readonly serviceAccount: string;
  readonly scopes: readonly string[];
  readonly machineType: string;
  readonly imageType: string;
  readonly zones: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: NodePool['taints'];
  /** Whether GKE taints Arm nodes of a mixed cluster here, as it does unless it is told not to. */
  readonly taintsArm: 'unless-told' | 'never';
  /** Who makes its nodes as the workloads ask; `null` for a pool that somebody made. */
  readonly provisions: NonNullable<NodePool['provisions']> | null;
}

/** The pools of a cluster, in GKE's own JSON; node auto-provisioning and Autopilot count as one more, with their defaults. */
export function readPools(
  cluster: Readonly<Record<string, unknown>>,
): readonly PoolConfig[] {
  const zones = texts(cluster['locations']);
  const own = objects(cluster['nodePools']).map((pool) => {
    const places = texts(pool['locations']);
    const config = asObject(pool['config']) ?? {};
    return readConfig(text(pool['name']), config, places.length > 0 ? places : zones, null);
  });
  const autoscaling = asObject(cluster['autoscaling']) ?? {};
  const defaults = asObject(autoscaling['autoprovisioningNodePoolDefaults']);
  if (asObject(cluster['autopilot'])?.['enabled'] === true) {
    // It has pools only as far as workloads made it make them, and makes more as they ask: its defaults decide, where they are told.
    if (defaults === null && own.length > 0)
      return own.map((pool) => ({ ...pool, provisions: 'autopilot' as const }));
    return [readConfig('Autopilot', defaults ?? {}, zones, 'autopilot')];
  }
  if (autoscaling['enableNodeAutoprovisioning'] !== true) return own;
  return [
    ...own,
    readConfig('node auto-provisioning', defaults ?? {}, zones, 'node-auto-provisioning'),
  ];
}

function readConfig(
  name: string,
  config: Readonly<Record<string, unknown>>,
  zones: readonly string[],
  provisions: PoolConfig['provisions'],
): PoolConfig {
  const taintConfig = asObject(config['taintConfig']);
  const own = Object.entries(asObject(config['labels']) ?? {});
  return {
    name,
    serviceAccount: text(config['serviceAccount']) || 'default',
    scopes: texts(config['oauthScopes']),
    machineType: text(config['machineType']),
    imageType: text(config['imageType']),
    zones,
    labels: {
      ...kindLabels(config),
      ...Object.fromEntries(own.map(([key, value]) => [key, String(value)])),
    },
    taints: objects(config['taints']).map((taint) => ({
      key: text(taint['key']),
      value: text(taint['value']),
      effect: text(taint['effect']),
    })),
    taintsArm:
      taintConfig?.['architectureTaintBehavior'] === 'NONE' ? 'never' : 'unless-told',
    provisions,
  };
}

/** The labels that GKE puts on Spot, preemptible and accelerator nodes. */
function kindLabels(
  config: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> {
  const accelerator = text(objects(config['accelerators'])[0]?.['acceleratorType']);
  return {
    ...(config['spot'] === true ? { 'cloud.google.com/gke-spot': 'true' } : {}),
    ...(config['preemptible'] === true
      ? { 'cloud.google.com/gke-preemptible': 'true' }
      : {}),
    ...label('cloud.google.com/gke-accelerator', accelerator),
  };
}

/** A pool with the labels that GKE adds to its nodes, and the taints that it puts on Arm and Windows pools of a mixed cluster. */
export function toNodePool(
  { name, labels, taints, machineType, zones, taintsArm, provisions }: PoolConfig,
  platform: Platform | null,
  clusterIs: 'mixed' | 'uniform',
): NodePool {
  const regions = [...new Set(zones.map((zone) => zone.replace(/-[a-z]$/, '')))];
  const implied = [
    ...(platform?.architecture === 'arm64' && taintsArm !== 'never'
      ? [{ key: 'kubernetes.io/arch', value: 'arm64', effect: 'NoSchedule' }]
      : []),
    ...(platform?.os === 'windows'
      ? [{ key: 'node.kubernetes.io/os', value: 'windows', effect: 'NoSchedule' }]
      : []),
  ];
  return {
    name,
    labels: {
      ...labels,
      ...(provisions === null ? label('cloud.google.com/gke-nodepool', name) : {}),
      ...label('node.kubernetes.io/instance-type', machineType),
      ...label('beta.kubernetes.io/instance-type', machineType),
      ...label('cloud.google.com/machine-family', machineType.split('-')[0]),
      ...label('kubernetes.io/arch', platform?.architecture),
      ...label('beta.kubernetes.io/arch', platform?.architecture),
      ...label('kubernetes.io/os', platform?.os),
      ...label('beta.kubernetes.io/os', platform?.os),
      ...label('topology.kubernetes.io/zone', zones.length === 1 ? zones[0] : undefined),
      ...label(
        'topology.kubernetes.io/region',
        regions.length === 1 ? regions[0] : undefined,
      ),
    },
    taints: [...taints, ...(clusterIs === 'mixed' ? implied : [])],
    ...(provisions === null ? {} : { provisions }),
  };
}

function label(key: string, value: string | undefined): Readonly<Record<string, string>> {
  return value === undefined || value === '' ? {} : { [key]: value };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

function objects(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list.map(asObject).filter((entry) => entry !== null);
}

import type { NodePool, Platform } from '../../domain/puller.ts';
import { asObject } from '../wire/decode.ts';
import { placesOf } from './node-places.ts';
import { tpuLabels } from './tpu-labels.ts';

/** What of a node pool's config decides who pulls and which workloads land on it. */
export interface PoolConfig {
  readonly name: string;
  /** As GKE has it: an email, or `default`. */
  readonly serviceAccount: string;
  readonly scopes: readonly string[];
  readonly machineType: string;
  readonly imageType: string;
  /** `OS_VERSION_LTSC2022` and its like, of Windows pools. */
  readonly windowsVersion: string;
  /** Devices that its nodes bring, and what GKE's own taint for them is. */
  readonly devices: readonly string[];
  readonly zones: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: NodePool['taints'];
  /** Whether GKE taints Arm nodes of a mixed cluster here, as it does unless it is told not to. */
  readonly taintsArm: 'unless-told' | 'never';
  /** Who makes its nodes as the workloads ask; `null` for a pool that somebody made. */
  readonly provisions: NonNullable<NodePool['provisions']> | null;
  /** Of its nodes; empty where GKE does not say. */
  readonly version: string;
  /** Is Image streaming on? */
  readonly streams: 'images' | 'nothing';
}

/** The pools of a cluster, in GKE's own JSON; node auto-provisioning and Autopilot count as one more, with their defaults. */
export function readPools(
  cluster: Readonly<Record<string, unknown>>,
): readonly PoolConfig[] {
  const zones = texts(cluster['locations']);
  const standing = objects(cluster['nodePools']).filter(
    // Nothing lands on a pool that is being deleted.
    (pool) => text(pool['status']) !== 'STOPPING',
  );
  const own = standing.map((pool) => {
    const places = texts(pool['locations']);
    const { tpuTopology } = asObject(pool['placementPolicy']) ?? {};
    const { version } = pool;
    const config = { ...asObject(pool['config']), tpuTopology, version };
    return readConfig(
      text(pool['name']),
      config,
      places.length > 0 ? places : zones,
      null,
    );
  });
  const autoscaling = asObject(cluster['autoscaling']) ?? {};
  const told = asObject(autoscaling['autoprovisioningNodePoolDefaults']);
  const version = cluster['currentMasterVersion'];
  const defaults = told === null ? null : { ...told, version };
  if (asObject(cluster['autopilot'])?.['enabled'] === true) {
    // It has pools only as far as workloads made it make them, and makes more as they ask: its defaults decide, where they are told.
    if (text(told?.['serviceAccount']) === '' && own.length > 0)
      return own.map((pool) => ({ ...pool, provisions: 'autopilot' as const }));
    return [readConfig('Autopilot', defaults ?? { version }, zones, 'autopilot')];
  }
  if (autoscaling['enableNodeAutoprovisioning'] !== true) return own;
  const made = texts(autoscaling['autoprovisioningLocations']);
  return [
    ...own,
    readConfig(
      'node auto-provisioning',
      defaults ?? { version },
      made.length > 0 ? made : zones,
      'node-auto-provisioning',
    ),
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
    windowsVersion: text(asObject(config['windowsNodeConfig'])?.['osVersion']),
    devices: devicesOf(config),
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
    version: text(config['version']),
    streams: asObject(config['gcfsConfig'])?.['enabled'] === true ? 'images' : 'nothing',
  };
}

/** The labels that GKE puts on nodes by what their config says. */
function kindLabels(
  config: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> {
  const accelerator = text(objects(config['accelerators'])[0]?.['acceleratorType']);
  const metadata = text(asObject(config['workloadMetadataConfig'])?.['mode']);
  const sandbox = asObject(config['sandboxConfig']);
  const kind = text(sandbox?.['type']) || text(sandbox?.['sandboxType']);
  return {
    'cloud.google.com/gke-provisioning': provisioningOf(config),
    ...label(
      'cloud.google.com/gke-os-distribution',
      distributionOf(text(config['imageType'])),
    ),
    ...(config['spot'] === true ? { 'cloud.google.com/gke-spot': 'true' } : {}),
    ...(config['preemptible'] === true
      ? { 'cloud.google.com/gke-preemptible': 'true' }
      : {}),
    ...(metadata === 'GKE_METADATA'
      ? { 'iam.gke.io/gke-metadata-server-enabled': 'true' }
      : {}),
    ...(/gvisor/i.test(kind) ? { 'sandbox.gke.io/runtime': 'gvisor' } : {}),
    ...label('cloud.google.com/gke-accelerator', accelerator),
    ...tpuLabels(text(config['machineType']), text(config['tpuTopology'])),
    ...label('cloud.google.com/gke-boot-disk', text(config['diskType'])),
  };
}

function provisioningOf(config: Readonly<Record<string, unknown>>): string {
  if (config['spot'] === true) return 'spot';
  return config['preemptible'] === true ? 'preemptible' : 'standard';
}

function distributionOf(imageType: string): string {
  if (/^COS/i.test(imageType)) return 'cos';
  if (/^UBUNTU/i.test(imageType)) return 'ubuntu';
  return /^WINDOWS/i.test(imageType) ? 'windows' : '';
}

function devicesOf(config: Readonly<Record<string, unknown>>): readonly string[] {
  const hasGpu =
    objects(config['accelerators']).length > 0 ||
    /^(?:a2|a3|a4|a4x|g2|g4)-/.test(text(config['machineType']));
  const hasTpu = /^(?:ct|tpu)\w*-/.test(text(config['machineType']));
  return [...(hasGpu ? ['nvidia.com/gpu'] : []), ...(hasTpu ? ['google.com/tpu'] : [])];
}

/** What of the other pools of its cluster decides which taints GKE puts on a pool. */
export interface Neighbours {
  readonly platforms: 'mixed' | 'uniform';
  /** Has any pool no devices of the sort? Else GKE leaves the taint away. */
  readonly hasPlainPool: boolean;
}

/** A pool with the labels and taints that GKE adds to its nodes. */
export function toNodePool(
  config: PoolConfig,
  platform: Platform | null,
  neighbours: Neighbours,
): NodePool {
  const { name, labels, machineType, zones, provisions, devices } = config;
  const places = placesOf(zones);
  const taints = [...config.taints, ...impliedTaints(config, platform, neighbours)];
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
      ...label('node.kubernetes.io/windows-build', platform?.osVersion),
      ...places.labels,
    },
    oneOf: places.oneOf,
    taints: [...new Map(taints.map((taint) => [keyOf(taint), taint])).values()],
    devices,
    ...(config.version === '' ? {} : { version: config.version }),
    ...(config.streams === 'images' ? { streams: 'images' } : {}),
    ...(provisions === null ? {} : { provisions }),
  };
}

/** `NO_SCHEDULE` is GKE's own word for `NoSchedule`. */
function keyOf({ key, value, effect }: NodePool['taints'][number]): string {
  return JSON.stringify([key, value, effect.replaceAll('_', '').toLowerCase()]);
}

/** The taints that GKE puts on Arm and Windows pools of a mixed cluster, on sandboxes, and on GPU and TPU pools beside others. */
function impliedTaints(
  { labels, taintsArm, devices, provisions }: PoolConfig,
  platform: Platform | null,
  { platforms, hasPlainPool }: Neighbours,
): NodePool['taints'] {
  const taint = (key: string, value: string): NodePool['taints'][number] => ({
    key,
    value,
    effect: 'NoSchedule',
  });
  if (provisions !== null) return [];
  const isMixed = platforms === 'mixed';
  return [
    ...(isMixed && platform?.architecture === 'arm64' && taintsArm !== 'never'
      ? [taint('kubernetes.io/arch', 'arm64')]
      : []),
    ...(isMixed && platform?.os === 'windows'
      ? [taint('node.kubernetes.io/os', 'windows')]
      : []),
    ...(labels['sandbox.gke.io/runtime'] === 'gvisor'
      ? [taint('sandbox.gke.io/runtime', 'gvisor')]
      : []),
    ...(hasPlainPool ? devices.map((device) => taint(device, 'present')) : []),
  ];
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

import type { Unknown } from '../domain/facts.ts';
import { unknown } from '../domain/facts.ts';
import {
  type ClusterName,
  clusterResource,
  type NodePool,
  type Platform,
  type Puller,
  serviceAccountPuller,
} from '../domain/puller.ts';
import { SettingsError } from '../domain/settings-error.ts';
import type { ClusterPullers, PullerSource } from '../engine/sources.ts';
import { ancestries } from './ancestry.ts';
import { asObject, strange } from './answers.ts';
import type { GoogleClient } from './client.ts';
import { machinePlatform } from './machine-types.ts';
import { once } from './registry-api.ts';

/** Asks GKE who pulls on a cluster: a puller a node pool, and one for node auto-provisioning. */
export function pullerSource(client: GoogleClient): PullerSource {
  const clusters = new Map<string, Promise<ClusterPullers | Unknown>>();
  const ancestry = ancestries(client);
  const projectNumber = async (project: string): Promise<string | Unknown> => {
    const place = await ancestry.ofProject(project);
    return place.number ?? place.gap ?? strange(`The number of projects/${project} is not known`);
  };
  return {
    pullersOf: (name) =>
      once(clusters, clusterResource(name), () => readCluster(client, name, projectNumber)),
  };
}

async function readCluster(
  client: GoogleClient,
  name: ClusterName,
  projectNumber: (project: string) => Promise<string | Unknown>,
): Promise<ClusterPullers | Unknown> {
  const resource = clusterResource(name);
  const answer = await client.call({
    service: 'container',
    method: 'GET',
    path: `/v1/${resource}`,
    needs: { permission: 'container.clusters.get', resource },
  });
  if (answer.kind === 'absent') {
    throw new SettingsError(
      `--cluster: expected a cluster that exists, got "${resource}" (${answer.message})`,
    );
  }
  if (answer.kind === 'unknown') {
    return unknown(
      answer.reason,
      `Who pulls on ${resource} could not be read: ${answer.why}`,
      answer.reason === 'refused'
        ? `Grant the identity that runs this check container.clusters.get (roles/container.clusterViewer), or name the nodes' service account with --service-account.`
        : answer.settle,
    );
  }
  const cluster = asObject(answer.body) ?? {};
  if (typeof cluster['name'] !== 'string') return strange(`GKE described ${resource} in an unknown form`);
  const configs = poolConfigs(cluster);
  const needsNumber = configs.some(({ serviceAccount }) => serviceAccount === 'default');
  const number = await projectNumber(name.project);
  if (needsNumber && typeof number !== 'string') {
    return unknown(
      number.reason,
      `The nodes of ${resource} run as the Compute Engine default service account, whose project number could not be read: ${number.why}`,
      number.settle,
    );
  }
  const platforms = await Promise.all(configs.map((config) => machinePlatform(client, name, config)));
  const mixed = new Set(platforms.map((platform) => `${platform?.os}/${platform?.architecture}`)).size > 1;
  const pullers = configs.map((config, index) =>
    toPuller(name, config, platforms[index] ?? null, number, mixed),
  );
  const pool = asObject(cluster['workloadIdentityConfig'])?.['workloadPool'];
  return {
    kind: 'pullers',
    pullers,
    workloadIdentity:
      typeof pool === 'string' && pool !== '' && typeof number === 'string'
        ? { pool, projectNumber: number }
        : null,
  };
}

/** What of a node pool's config decides who pulls. */
export interface PoolConfig {
  readonly name: string;
  readonly serviceAccount: string;
  readonly scopes: readonly string[];
  readonly machineType: string;
  readonly imageType: string;
  readonly zones: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: NodePool['taints'];
}

function poolConfigs(cluster: Readonly<Record<string, unknown>>): readonly PoolConfig[] {
  const zones = texts(cluster['locations']);
  const pools = Array.isArray(cluster['nodePools']) ? cluster['nodePools'].map(asObject) : [];
  const own = pools.flatMap((pool) =>
    pool === null
      ? []
      : [
          readConfig(
            String(pool['name'] ?? ''),
            asObject(pool['config']) ?? {},
            texts(pool['locations']).length > 0 ? texts(pool['locations']) : zones,
          ),
        ],
  );
  const autoscaling = asObject(cluster['autoscaling']) ?? {};
  const defaults = asObject(autoscaling['autoprovisioningNodePoolDefaults']);
  const autopilot = asObject(cluster['autopilot'])?.['enabled'] === true;
  const provisions = autopilot || autoscaling['enableNodeAutoprovisioning'] === true;
  if (!provisions) return own;
  const name = autopilot ? 'Autopilot' : 'node auto-provisioning';
  const provisioned = readConfig(name, defaults ?? {}, zones);
  // An Autopilot cluster has pools only as far as workloads made it make them: its defaults decide.
  return autopilot && own.length > 0 && defaults === null ? own : [...(autopilot ? [] : own), provisioned];
}

function readConfig(
  name: string,
  config: Readonly<Record<string, unknown>>,
  zones: readonly string[],
): PoolConfig {
  const taints = Array.isArray(config['taints']) ? config['taints'].map(asObject) : [];
  return {
    name,
    serviceAccount:
      typeof config['serviceAccount'] === 'string' && config['serviceAccount'] !== ''
        ? config['serviceAccount']
        : 'default',
    scopes: texts(config['oauthScopes']),
    machineType: typeof config['machineType'] === 'string' ? config['machineType'] : '',
    imageType: typeof config['imageType'] === 'string' ? config['imageType'] : '',
    zones,
    labels: Object.fromEntries(
      Object.entries(asObject(config['labels']) ?? {}).map(([key, value]) => [key, String(value)]),
    ),
    taints: taints.flatMap((taint) =>
      taint === null
        ? []
        : [
            {
              key: String(taint['key'] ?? ''),
              value: String(taint['value'] ?? ''),
              effect: String(taint['effect'] ?? ''),
            },
          ],
    ),
  };
}

function toPuller(
  cluster: ClusterName,
  config: PoolConfig,
  platform: Platform | null,
  number: string | Unknown,
  mixed: boolean,
): Puller {
  const email =
    config.serviceAccount === 'default' && typeof number === 'string'
      ? `${number}-compute@developer.gserviceaccount.com`
      : config.serviceAccount;
  const origin = { kind: 'node-pool' as const, cluster, pool: toPool(config, platform, mixed) };
  const automatic = config.name === 'Autopilot' || config.name === 'node auto-provisioning';
  return {
    ...serviceAccountPuller(email, origin, platform === null ? [] : [platform]),
    // Where nobody set them, GKE itself chooses the scopes of nodes that it provisions.
    scopes: automatic && config.scopes.length === 0 ? null : config.scopes,
  };
}

/** The pool's labels with those that GKE adds, and the taints that it puts on Arm and Windows pools of a mixed cluster. */
function toPool(
  { name, labels, taints, machineType }: PoolConfig,
  platform: Platform | null,
  mixed: boolean,
): NodePool {
  const added = {
    'cloud.google.com/gke-nodepool': name,
    ...(machineType === ''
      ? {}
      : {
          'node.kubernetes.io/instance-type': machineType,
          'cloud.google.com/machine-family': machineType.split('-')[0] ?? '',
        }),
    ...(platform === null
      ? {}
      : { 'kubernetes.io/arch': platform.architecture, 'kubernetes.io/os': platform.os }),
  };
  const implied = [
    ...(mixed && platform?.architecture === 'arm64'
      ? [{ key: 'kubernetes.io/arch', value: 'arm64', effect: 'NoSchedule' }]
      : []),
    ...(mixed && platform?.os === 'windows'
      ? [{ key: 'node.kubernetes.io/os', value: 'windows', effect: 'NoSchedule' }]
      : []),
  ];
  return { name, labels: { ...labels, ...added }, taints: [...taints, ...implied] };
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

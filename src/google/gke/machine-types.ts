import { architectureByFamily } from '../../domain/machine-family.ts';
import type { ClusterName, Platform } from '../../domain/puller.ts';
import type { GoogleClient } from '../wire/client.ts';
import { asObject } from '../wire/decode.ts';
import { once } from '../wire/once.ts';
import type { PoolConfig } from './node-pools.ts';

/** Says what the nodes of a pool run, by the Compute API, or else by the family of their machine type; `null` where neither tells. */
export type PlatformReader = (
  cluster: ClusterName,
  config: PoolConfig,
) => Promise<Platform | null>;

/** Asks for each machine type once a zone. */
export function platformReader(client: GoogleClient): PlatformReader {
  const asked = new Map<string, Promise<string | null>>();
  const told = (cluster: ClusterName, zone: string, machineType: string) =>
    once(asked, `${cluster.project} ${zone} ${machineType}`, () =>
      askCompute(client, cluster.project, zone, machineType),
    );
  return async (cluster, config) => {
    const { machineType, imageType, windowsVersion, provisions } = config;
    if (machineType === '') return provisions === null ? byDefault(config) : null;
    const zone = zoneOf(cluster, config);
    const answer = zone === null ? null : await told(cluster, zone, machineType);
    const architecture = answer ?? architectureByFamily(machineType);
    if (architecture !== null) return platformOn(architecture, imageType, windowsVersion);
    return isWindows(imageType) ? byDefault(config) : null;
  };
}

function zoneOf({ location }: ClusterName, { zones }: PoolConfig): string | null {
  const [first = null] = zones;
  return first ?? (/-[a-z]$/.test(location) ? location : null);
}

/** A pool without a machine type has GKE's default, e2-medium; Windows nodes are x86, whatever their machine. */
function byDefault({ imageType, windowsVersion }: PoolConfig): Platform {
  return platformOn('amd64', imageType, windowsVersion);
}

function platformOn(
  architecture: string,
  imageType: string,
  windowsVersion: string,
): Platform {
  const osVersion = isWindows(imageType) ? buildOf(windowsVersion, imageType) : '';
  const os = isWindows(imageType) ? 'windows' : 'linux';
  return { os, architecture, variant: '', osVersion };
}

function isWindows(imageType: string): boolean {
  return imageType.toUpperCase().startsWith('WINDOWS');
}

/** The build that an image must be made for; empty where the pool does not say which it runs. */
function buildOf(windowsVersion: string, imageType: string): string {
  if (/LTSC2022/i.test(windowsVersion)) return '10.0.20348';
  if (/LTSC2019/i.test(windowsVersion)) return '10.0.17763';
  // Without a version of its own the long-term channel is that of 2019.
  return windowsVersion === '' && /LTSC/i.test(imageType) ? '10.0.17763' : '';
}

async function askCompute(
  client: GoogleClient,
  project: string,
  zone: string,
  machineType: string,
): Promise<string | null> {
  const answer = await client.call({
    service: 'compute',
    method: 'GET',
    path: `/compute/v1/projects/${project}/zones/${zone}/machineTypes/${machineType}`,
    needs: { permission: 'compute.machineTypes.get', resource: `projects/${project}` },
  });
  if (answer.kind !== 'ok') return null;
  const architecture = asObject(answer.value)?.['architecture'];
  if (architecture === 'ARM64') return 'arm64';
  return architecture === 'X86_64' ? 'amd64' : null;
}

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
  return async (
    { project, location },
    { machineType, imageType, windowsVersion, zones },
  ) => {
    if (machineType === '') return null;
    const zone = zones[0] ?? (/-[a-z]$/.test(location) ? location : null);
    const told =
      zone === null
        ? null
        : await once(asked, `${project} ${zone} ${machineType}`, () =>
            askCompute(client, project, zone, machineType),
          );
    const architecture = told ?? architectureByFamily(machineType);
    if (architecture === null) return null;
    const isWindows = imageType.toUpperCase().startsWith('WINDOWS');
    const osVersion = isWindows ? buildOf(windowsVersion, imageType) : '';
    return { os: isWindows ? 'windows' : 'linux', architecture, variant: '', osVersion };
  };
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

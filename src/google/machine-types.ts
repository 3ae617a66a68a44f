import type { ClusterName, Platform } from '../domain/puller.ts';
import { asObject } from './answers.ts';
import type { GoogleClient } from './client.ts';
import type { PoolConfig } from './clusters.ts';

/** What the nodes of a pool run, by the Compute API, or else by the family of their machine type; `null` where neither tells. */
export async function machinePlatform(
  client: GoogleClient,
  cluster: ClusterName,
  config: PoolConfig,
): Promise<Platform | null> {
  const os = config.imageType.toUpperCase().startsWith('WINDOWS') ? 'windows' : 'linux';
  if (config.machineType === '') return null;
  const architecture = (await asked(client, cluster, config)) ?? byFamily(config.machineType);
  return { os, architecture, variant: '', osVersion: '' };
}

async function asked(
  client: GoogleClient,
  { project, location }: ClusterName,
  { machineType, zones }: PoolConfig,
): Promise<string | null> {
  const zone = zones[0] ?? (/-[a-z]$/.test(location) ? location : null);
  if (zone === null) return null;
  const answer = await client.call({
    service: 'compute',
    method: 'GET',
    path: `/compute/v1/projects/${project}/zones/${zone}/machineTypes/${machineType}`,
    needs: { permission: 'compute.machineTypes.get', resource: `projects/${project}` },
  });
  if (answer.kind !== 'ok') return null;
  const architecture = asObject(answer.body)?.['architecture'];
  if (architecture === 'ARM64') return 'arm64';
  return architecture === 'X86_64' ? 'amd64' : null;
}

function byFamily(machineType: string): string {
  return /^(?:t2a|c4a|n4a|a4x)-/.test(machineType) ? 'arm64' : 'amd64';
}

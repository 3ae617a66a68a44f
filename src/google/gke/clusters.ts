import type { Unknown } from '../../domain/facts.ts';
import { unknown } from '../../domain/facts.ts';
import {
  type ClusterName,
  clusterResource,
  type Platform,
  type Puller,
  serviceAccountPuller,
} from '../../domain/puller.ts';
import { SettingsError } from '../../domain/settings-error.ts';
import type { ClusterPullers, PullerSource } from '../../engine/sources.ts';
import type { Ancestries } from '../iam/ancestry.ts';
import { strange } from '../wire/answers.ts';
import type { GoogleClient } from '../wire/client.ts';
import { asObject } from '../wire/decode.ts';
import { once } from '../wire/once.ts';
import { type PlatformReader, platformReader } from './machine-types.ts';
import { type Neighbours, type PoolConfig, readPools, toNodePool } from './node-pools.ts';

/** Asks GKE who pulls on a cluster: a puller a node pool, and one for node auto-provisioning. */
export function pullerSource(client: GoogleClient, ancestry: Ancestries): PullerSource {
  const clusters = new Map<string, Promise<ClusterPullers | Unknown>>();
  const platformOf = platformReader(client);
  const projectNumber = async (project: string): Promise<string | Unknown> => {
    const place = await ancestry.ofProject(project);
    return (
      place.number ??
      place.gap ??
      strange(`The number of projects/${project} is not known`)
    );
  };
  return {
    projectNumber: async (project) =>
      /^\d+$/.test(project) ? project : projectNumber(project),
    pullersOf: (name) =>
      once(clusters, clusterResource(name), () =>
        readCluster(client, name, projectNumber, platformOf),
      ),
  };
}

async function readCluster(
  client: GoogleClient,
  name: ClusterName,
  projectNumber: (project: string) => Promise<string | Unknown>,
  platformOf: PlatformReader,
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
  const cluster = asObject(answer.value) ?? {};
  if (typeof cluster['name'] !== 'string')
    return strange(`GKE described ${resource} in an unknown form`);
  const configs = readPools(cluster);
  const number = await projectNumber(name.project);
  const platforms = await Promise.all(configs.map((config) => platformOf(name, config)));
  const kinds = new Set(
    platforms.flatMap((one) => (one === null ? [] : [`${one.os}/${one.architecture}`])),
  );
  const neighbours = {
    platforms: kinds.size > 1 ? ('mixed' as const) : ('uniform' as const),
    hasPlainPool: configs.some(({ devices }) => devices.length === 0),
  };
  const pullers = configs.map((config, index) =>
    toPuller(name, config, platforms[index] ?? null, number, neighbours),
  );
  const untold = typeof number === 'string' ? null : sealedNumber(resource, number);
  const pool = asObject(cluster['workloadIdentityConfig'])?.['workloadPool'];
  return {
    kind: 'pullers',
    pullers,
    untold,
    version:
      typeof cluster['currentMasterVersion'] === 'string'
        ? cluster['currentMasterVersion']
        : null,
    workloadIdentity:
      typeof pool === 'string' && pool !== ''
        ? { pool, projectNumber: typeof number === 'string' ? number : null }
        : null,
  };
}

/** Of the pools that run as the default account nobody can say which that is; the others are judged all the same. */
function sealedNumber(resource: string, { reason, why, settle }: Unknown): Unknown {
  return unknown(
    reason,
    `These nodes of ${resource} run as the Compute Engine default service account, whose project number could not be read: ${why}`,
    settle,
  );
}

function toPuller(
  cluster: ClusterName,
  config: PoolConfig,
  platform: Platform | null,
  number: string | Unknown,
  neighbours: Neighbours,
): Puller {
  const pool = toNodePool(config, platform, neighbours);
  const origin = { kind: 'node-pool', cluster, pool } as const;
  const platforms = platform === null ? [] : [platform];
  // Where nobody set them, GKE itself chooses the scopes of nodes that it provisions.
  const scopes =
    config.provisions !== null && config.scopes.length === 0 ? null : config.scopes;
  if (config.serviceAccount !== 'default')
    return { ...serviceAccountPuller(config.serviceAccount, origin, platforms), scopes };
  if (typeof number === 'string') {
    const email = `${number}-compute@developer.gserviceaccount.com`;
    return { ...serviceAccountPuller(email, origin, platforms), scopes };
  }
  const who = `the default service account of the node pool ${config.name} of ${clusterResource(cluster)}`;
  return {
    identity: { kind: 'unnamed', who },
    principal: who,
    origin,
    scopes,
    platforms,
  };
}

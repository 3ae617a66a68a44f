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
import { type PoolConfig, readPools, toNodePool } from './node-pools.ts';

/** Asks GKE who pulls on a cluster: a puller a node pool, and one for node auto-provisioning. */
export function pullerSource(client: GoogleClient, ancestry: Ancestries): PullerSource {
  const clusters = new Map<string, Promise<ClusterPullers | Unknown>>();
  const platformOf = platformReader(client);
  const projectNumber = async (project: string): Promise<string | Unknown> => {
    const place = await ancestry.ofProject(project);
    return (
      place.number ?? place.gap ?? strange(`The number of projects/${project} is not known`)
    );
  };
  return {
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
  if (
    configs.some(({ serviceAccount }) => serviceAccount === 'default') &&
    typeof number !== 'string'
  ) {
    return unknown(
      number.reason,
      `The nodes of ${resource} run as the Compute Engine default service account, whose project number could not be read: ${number.why}`,
      number.settle,
    );
  }
  const platforms = await Promise.all(configs.map((config) => platformOf(name, config)));
  const kinds = new Set(
    platforms.flatMap((one) => (one === null ? [] : [`${one.os}/${one.architecture}`])),
  );
  const pullers = configs.map((config, index) =>
    toPuller(
      name,
      config,
      platforms[index] ?? null,
      number,
      kinds.size > 1 ? 'mixed' : 'uniform',
    ),
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

function toPuller(
  cluster: ClusterName,
  config: PoolConfig,
  platform: Platform | null,
  number: string | Unknown,
  clusterIs: 'mixed' | 'uniform',
): Puller {
  const email =
    config.serviceAccount === 'default' && typeof number === 'string'
      ? `${number}-compute@developer.gserviceaccount.com`
      : config.serviceAccount;
  const pool = toNodePool(config, platform, clusterIs);
  return {
    ...serviceAccountPuller(
      email,
      { kind: 'node-pool', cluster, pool },
      platform === null ? [] : [platform],
    ),
    // Where nobody set them, GKE itself chooses the scopes of nodes that it provisions.
    scopes: config.provisions !== null && config.scopes.length === 0 ? null : config.scopes,
  };
}

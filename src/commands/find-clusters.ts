import { listClusters } from '../google/gke/list-clusters.ts';
import { connectToGoogle } from '../google/wire/client.ts';
import { startClock } from '../google/wire/clock.ts';
import { findCredentials } from '../google/wire/find-credentials.ts';
import type { Io } from './io.ts';

/** A cluster that may run what the tree holds. */
export interface FoundCluster {
  readonly name: string;
}

const PATIENCE_MS = 15_000;

/** The clusters of the projects that images come from, where this machine has credentials and they may be listed. */
export async function findClusters(
  projects: readonly string[],
  environment: Io['environment'],
): Promise<readonly FoundCluster[]> {
  const { kind } = findCredentials(environment);
  if (projects.length === 0 || (kind !== 'token' && kind !== 'file')) return [];
  const client = connectToGoogle({
    environment,
    federation: null,
    clock: startClock(PATIENCE_MS),
  });
  const found = await Promise.all(
    projects.map((project) => listClusters(client, project)),
  );
  return [...new Set(found.flat())].sort().map((name) => ({ name }));
}

import type { GoogleClient } from '../wire/client.ts';
import { asObject } from '../wire/decode.ts';

/** The GKE clusters of a project, `projects/P/locations/L/clusters/C`; empty where they may not be listed. */
export async function listClusters(
  client: GoogleClient,
  project: string,
): Promise<readonly string[]> {
  const answer = await client.call({
    service: 'container',
    method: 'GET',
    path: `/v1/projects/${encodeURIComponent(project)}/locations/-/clusters`,
    needs: { permission: 'container.clusters.list', resource: `projects/${project}` },
  });
  if (answer.kind !== 'ok') return [];
  const clusters = asObject(answer.value)?.['clusters'];
  if (!Array.isArray(clusters)) return [];
  return clusters.map(asObject).flatMap((one) => {
    const [name, location] = [one?.['name'], one?.['location']];
    if (typeof name !== 'string' || typeof location !== 'string') return [];
    const resource = `projects/${project}/locations/${location}/clusters/${name}`;
    return /^projects\/[a-z0-9.:-]+\/locations\/[a-z0-9-]+\/clusters\/[a-z][a-z0-9-]*$/.test(
      resource,
    )
      ? [resource]
      : [];
  });
}

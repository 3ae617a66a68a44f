import { command } from '../domain/grant-command.ts';
import { scopesAllowPull } from '../domain/node-scheduling.ts';
import {
  type ClusterName,
  clusterResource,
  type NodePool,
  type PullerIdentity,
} from '../domain/puller.ts';
import type { PullerRule } from './rule.ts';

export const nodeScopeMissing: PullerRule = {
  id: 'node-scope-missing',
  title: "A node pool's OAuth scopes cannot reach Artifact Registry",
  severity: 'error',
  breaks: 'the-pull',
  on: 'puller',
  once: 'puller',
  *check({ puller: { scopes, origin, identity } }) {
    if (scopes === null || origin.kind !== 'node-pool' || scopesAllowPull(scopes)) return;
    const { pool, cluster } = origin;
    const has = scopes.length === 0 ? 'none at all' : scopes.join(', ');
    yield {
      message: `${nodesOf(pool)} of ${clusterResource(cluster)} have no OAuth scope that reaches Artifact Registry (they have ${has}): nothing can be pulled there, whatever the policies say. ${remedyFor(pool)}`,
      ...(pool.provisions === 'node-auto-provisioning'
        ? { fix: { command: provisioningScopesCommand(cluster, identity) } }
        : {}),
    };
  },
};

const STORAGE = 'https://www.googleapis.com/auth/devstorage.read_only';
const CLOUD = 'https://www.googleapis.com/auth/cloud-platform';

function nodesOf({ name, provisions }: NodePool): string {
  if (provisions === 'node-auto-provisioning')
    return 'The nodes that node auto-provisioning makes on the cluster';
  return `The nodes of the pool ${name}`;
}

function remedyFor({ provisions }: NodePool): string {
  if (provisions === undefined)
    return `Make a pool with ${STORAGE} or ${CLOUD}; the scopes of existing nodes cannot be changed.`;
  if (provisions === 'autopilot')
    return `Set ${CLOUD} among the defaults of the nodes that Autopilot makes.`;
  return `Set ${CLOUD} among its defaults: nodes that it makes from then on have it, those that are there do not.`;
}

/** The account goes with it: what is left out becomes the default again. */
function provisioningScopesCommand(
  { project, location, cluster }: ClusterName,
  identity: PullerIdentity,
): string {
  const email = identity.kind === 'google-service-account' ? identity.email : '';
  const isOwn = email !== '' && !email.endsWith('@developer.gserviceaccount.com');
  return command([
    'gcloud',
    'container',
    'clusters',
    'update',
    cluster,
    `--project=${project}`,
    `--location=${location}`,
    '--enable-autoprovisioning',
    `--autoprovisioning-scopes=${CLOUD}`,
    ...(isOwn ? [`--autoprovisioning-service-account=${email}`] : []),
  ]);
}

import { scopesAllowPull } from '../domain/node-scheduling.ts';
import { clusterResource } from '../domain/puller.ts';
import type { PullerRule } from './rule.ts';

export const nodeScopeMissing: PullerRule = {
  id: 'node-scope-missing',
  title: "A node pool's OAuth scopes cannot reach Artifact Registry",
  severity: 'error',
  breaks: 'the-pull',
  on: 'puller',
  once: 'puller',
  *check({ puller: { scopes, origin } }) {
    if (scopes === null || origin.kind !== 'node-pool' || scopesAllowPull(scopes)) return;
    const has = scopes.length === 0 ? 'none at all' : scopes.join(', ');
    yield {
      message: `The node pool ${origin.pool.name} of ${clusterResource(origin.cluster)} has no OAuth scope that reaches Artifact Registry (it has ${has}): nothing can be pulled there, whatever the policies say. Make a pool with https://www.googleapis.com/auth/devstorage.read_only or https://www.googleapis.com/auth/cloud-platform; the scopes of existing nodes cannot be changed.`,
    };
  },
};

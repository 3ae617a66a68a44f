import type { Puller } from '../domain/puller.ts';
import type { PullerRule } from './rule.ts';

export const serviceAccountNotFound: PullerRule = {
  id: 'service-account-not-found',
  title: 'The target service account does not exist',
  severity: 'error',
  breaks: 'the-pull',
  on: 'puller',
  once: 'puller',
  *check({ puller, account }) {
    if (account?.kind !== 'not-found') return;
    yield {
      message: `${puller.principal} does not exist, so nothing can be pulled as it. Make it again (a grant to the one that is gone does not count for it), or let ${placeOf(puller)} run as another.`,
    };
  },
};

/** What runs as it. */
function placeOf({ origin }: Puller): string {
  return origin.kind === 'node-pool' ? `the node pool ${origin.pool.name}` : 'the nodes';
}

import type { Rule } from './rule.ts';

export const targetUnknown: Rule = {
  id: 'target-unknown',
  title: 'Nobody said who pulls this, so access was not checked',
  severity: 'notice',
  on: 'run',
  *check({ targetless }) {
    const [first] = targetless;
    if (first === undefined) return;
    const others =
      targetless.length === 1 ? '' : ` (and ${targetless.length - 1} more like it)`;
    yield {
      message: `Nobody said who pulls this image${others}, so access was not checked. Name the nodes' service account with service-account, or the cluster with cluster.`,
    };
  },
};

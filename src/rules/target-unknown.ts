import type { Rule } from './rule.ts';

export const targetUnknown: Rule = {
  id: 'target-unknown',
  title: 'Nobody said who pulls this, so access was not checked',
  severity: 'notice',
  on: 'run',
  *check({ targetless }) {
    if (targetless.length > 0) yield { message: targetUnknownMessage(targetless.length) };
  },
};

/** The sentence for so many references: it stands once a run, at the first. */
export function targetUnknownMessage(references: number): string {
  const others = references === 1 ? '' : ` (and ${references - 1} more like it)`;
  return `Nobody said who pulls this image${others}, so access was not checked. Name the nodes' service account with service-account, or the cluster with cluster.`;
}

/** How many references such a sentence speaks for. */
export function targetUnknownCount(message: string): number {
  return 1 + Number(/ \(and (\d+) more like it\)/.exec(message)?.[1] ?? 0);
}

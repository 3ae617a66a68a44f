import type { RunRule } from './rule.ts';

export const targetUnknown: RunRule = {
  id: 'target-unknown',
  title: 'Nobody said who pulls this, so access was not checked',
  severity: 'notice',
  on: 'run',
  once: 'run',
  *check(targets) {
    const unsaid = targets.filter(
      ({ saidWhoPulls, repository }) => saidWhoPulls === 'unsaid' && repository !== null,
    );
    const message = targetUnknownMessage(unsaid.length);
    for (const target of unsaid) yield { message, target };
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

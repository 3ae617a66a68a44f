import type { DocumentRule } from './rule.ts';

export const renderFailed: DocumentRule = {
  id: 'render-failed',
  title: 'kustomize or helm could not render what changed',
  severity: 'warning',
  on: 'document',
  leaves: 'open',
  *check({ problem, cause }) {
    if (cause === 'render-failed')
      yield {
        message: `Could not be rendered, so the images that it runs are unknown. ${problem.why}`,
      };
  },
};

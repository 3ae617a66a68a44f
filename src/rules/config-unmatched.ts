import type { ConfigRule } from './rule.ts';

export const configUnmatched: ConfigRule = {
  id: 'config-unmatched',
  title: 'Something in the config matches nothing, or is over, so it has no effect',
  severity: 'warning',
  on: 'config',
  once: 'place',
  *check({ why }) {
    yield { message: why };
  },
};

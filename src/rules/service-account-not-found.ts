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
      message: `${puller.principal} does not exist, so nothing can be pulled as it.`,
    };
  },
};

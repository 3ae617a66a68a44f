import { enableAccountCommand } from '../domain/grant-command.ts';
import type { PullerRule } from './rule.ts';

export const serviceAccountDisabled: PullerRule = {
  id: 'service-account-disabled',
  title: 'The target service account exists and is disabled',
  severity: 'error',
  breaks: 'the-pull',
  on: 'puller',
  once: 'puller',
  *check({ puller, account }) {
    if (account?.kind !== 'disabled' || puller.identity.kind !== 'google-service-account')
      return;
    yield {
      message: `${puller.principal} is disabled, so nothing can be pulled as it. Enable it.`,
      fix: {
        command: enableAccountCommand(puller.identity.email),
      },
    };
  },
};

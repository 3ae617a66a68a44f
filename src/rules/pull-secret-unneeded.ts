import { scopesAllowPull } from '../domain/node-scheduling.ts';
import type { Pull } from '../domain/target.ts';
import type { PullRule } from './rule.ts';

export const pullSecretUnneeded: PullRule = {
  id: 'pull-secret-unneeded',
  title: "A pull secret beside an image that GKE pulls with the node's own identity",
  severity: 'notice',
  on: 'pull',
  once: 'place',
  *check(pull, target) {
    if (pull.part !== 'puller') return;
    if (!target.pulls.filter(isPuller).every(canPull)) return;
    const { kind } = pull.puller.identity;
    const who = kind === 'kubernetes-service-account' ? 'the workload' : 'the node';
    for (const { name, location } of target.pullSecrets) {
      yield {
        message: `The pull secret ${name} is not needed for this image: it is pulled with the identity of ${who}.`,
        location,
      };
    }
  },
};

function isPuller({ part }: Pull): boolean {
  return part === 'puller';
}

/** Where any of those who pull may need the secret, it is not unneeded. */
function canPull({ verdict, puller: { scopes }, account }: Pull): boolean {
  if (scopes !== null && !scopesAllowPull(scopes)) return false;
  if (account?.kind === 'disabled' || account?.kind === 'not-found') return false;
  return verdict.verdict === 'granted';
}

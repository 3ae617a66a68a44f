import { repositoryResource } from '../domain/artifact-image.ts';
import { grantCommand } from '../domain/grant-command.ts';
import {
  mayLandBetter,
  type Pull,
  secretsBeside,
  type Target,
} from '../domain/target.ts';
import type { PullRule } from './rule.ts';

export const readerUnverified: PullRule = {
  id: 'reader-unverified',
  title: 'Whether the service account may download could not be established',
  severity: 'warning',
  on: 'pull',
  folds: 'puller-and-repository',
  leaves: 'open',
  *check(pull, target) {
    const { puller, repository, verdict, account } = pull;
    if (verdict.verdict === 'unknown') {
      const reasons = [
        ...new Set(verdict.unknowns.map(({ why, settle }) => `${why} ${settle}`)),
      ];
      const more = reasons.length > 3 ? ` And ${reasons.length - 3} more.` : '';
      yield {
        message: onceEach(
          [
            `Whether ${puller.principal} may download from ${repositoryResource(repository)} could not be established.`,
            ...reasons.slice(0, 3),
            ...verdict.remarks,
          ].join(' ') + more,
        ),
      };
      return;
    }
    if (verdict.verdict !== 'not-granted' || verdict.denied !== null) return;
    if (mayLandBetter(pull, target)) {
      yield {
        message: `${puller.principal} may not download from ${repositoryResource(repository)}, and ${openLanding(pull, target)}`,
        fix: {
          command: grantCommand(puller.principal, repository, verdict.conditionsOn),
        },
      };
      return;
    }
    const secrets = secretsBeside(pull);
    if (account?.kind === 'not-found' || secrets.length === 0) return;
    const names = secrets.map(({ name }) => name).join(', ');
    yield {
      message: `${puller.principal} may not download from ${repositoryResource(repository)}, but the workload names the pull secret ${names}, and the kubelet tries that too. What the secret holds cannot be seen from here.`,
      fix: { command: grantCommand(puller.principal, repository, verdict.conditionsOn) },
    };
  },
};

/** Why nobody knows whether the Pod lands on the puller's nodes, and what would tell. */
function openLanding(
  { puller: { origin } }: Pull,
  { reference: { pod } }: Target,
): string {
  const nodes =
    origin.kind === 'node-pool' ? `the node pool ${origin.pool.name}` : 'these nodes';
  if (pod === null)
    return `the Pod that runs this image was not seen: it lands on ${nodes}, or on others that may. Render it (--render), or say what selects its nodes beside the image.`;
  return `whether its Pod lands on ${nodes} or on others that may hangs on labels or a node's name that cannot be seen from here. Select the nodes by labels of their pool, or grant it.`;
}

/** Several policies may be unreadable for one reason: each sentence is said once. */
function onceEach(text: string): string {
  return [...new Set(text.split(/(?<=[.!?]) (?=[A-Z])/))].join(' ');
}

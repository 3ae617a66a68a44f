import { repositoryResource } from '../domain/artifact-image.ts';
import { grantCommand, grantTerraform } from '../domain/grant-command.ts';
import {
  mayLandBetter,
  type Pull,
  secretsBeside,
  type Target,
} from '../domain/target.ts';
import type { PullRule } from './rule.ts';

export const readerMissing: PullRule = {
  id: 'reader-missing',
  title: 'The service account may not download from the repository',
  severity: 'error',
  breaks: 'the-pull',
  on: 'pull',
  folds: 'puller-and-repository',
  *check(pull, target) {
    const { puller, part, repository, verdict, account } = pull;
    if (verdict.verdict !== 'not-granted' || verdict.denied !== null) return;
    if (account?.kind === 'not-found') return;
    if (secretsBeside(pull, target).length > 0 || mayLandBetter(pull, target)) return;
    const pools = poolsBeside(pull, target);
    const words = [
      `${puller.principal} may not download from ${repositoryResource(repository)}.`,
      part === 'agent' ? readsAsAgent(target) : '',
      pools.length < 2
        ? ''
        : `${pools.filter(mayPull).length} of ${pools.length} node pools can pull it.`,
      `No policy from the repository up grants it (looked at ${verdict.looked.join(', ')}).`,
      ...verdict.remarks,
      'A grant may take minutes to be seen.',
    ];
    yield {
      message: words.filter((word) => word !== '').join(' '),
      fix: {
        command: grantCommand(puller.principal, repository, verdict.conditionsOn),
        terraform: grantTerraform(puller.principal, repository),
      },
    };
  },
};

function readsAsAgent({ repository }: Target): string {
  const virtual = repository?.repository ?? '';
  return `The virtual repository ${virtual} reads this upstream as its service agent.`;
}

/** The node pools that the workload may land on, where this is one of them. */
function poolsBeside({ puller, part }: Pull, { pulls }: Target): readonly Pull[] {
  if (part === 'agent' || puller.origin.kind !== 'node-pool') return [];
  return pulls.filter(
    (one) => one.part === part && one.puller.origin.kind === 'node-pool',
  );
}

function mayPull({ verdict }: Pull): boolean {
  return verdict.verdict === 'granted';
}

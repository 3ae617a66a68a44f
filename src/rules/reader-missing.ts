import { repositoryResource } from '../domain/artifact-image.ts';
import { grantCommand, grantTerraform } from '../domain/grant-command.ts';
import { likelyCauses, usualCause } from '../domain/missing-grant.ts';
import { clusterResource } from '../domain/puller.ts';
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
    if (secretsBeside(pull).length > 0 || mayLandBetter(pull, target)) return;
    const [cause, ...causes] = likelyCauses(pull, target, verdict);
    const where = repositoryResource(repository);
    const beside = verdict.remarks.filter(
      (one) => one !== cause && !causes.includes(one),
    );
    const words = [
      `${puller.principal} may not download from ${where}: ${onIt(begun(cause), where)}`,
      ...(cause === undefined
        ? [usualCause(pull)]
        : causes.map((one) => onIt(one, where))),
      part === 'agent' ? readsAsAgent(target) : '',
      poolsSaid(pull, target),
      'Grant it roles/artifactregistry.reader on the repository; a grant may take minutes to be seen.',
      `Looked at: ${verdict.looked.join(', ')}.`,
      ...beside,
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

/** What was named before is not named again. */
function onIt(sentence: string, where: string): string {
  return sentence.replace(` on ${where} `, ' on it ');
}

/** The second half of the first sentence. */
function begun(cause = 'No policy from the repository up grants it.'): string {
  return /^(?:It|No|A) /.test(cause)
    ? `${cause.charAt(0).toLowerCase()}${cause.slice(1)}`
    : cause;
}

function poolsSaid(pull: Pull, target: Target): string {
  const pools = poolsBeside(pull, target);
  if (pools.length < 2) return '';
  const own = pools.filter(({ puller }) => puller.principal === pull.puller.principal);
  const names = own.flatMap(({ puller: { origin } }) =>
    origin.kind === 'node-pool' ? [origin.pool.name] : [],
  );
  const [noun, verb] = names.length === 1 ? ['pool', 'runs'] : ['pools', 'run'];
  return `The node ${noun} ${names.join(', ')} ${verb} as it; ${pools.filter(mayPull).length} of ${pools.length} node pools can pull it.`;
}

function readsAsAgent({ repository }: Target): string {
  const virtual = repository?.repository ?? '';
  return `The virtual repository ${virtual} reads this upstream as its service agent.`;
}

/** The node pools that the workload may land on, each once, where this is one of them. */
function poolsBeside({ puller, part }: Pull, { pulls }: Target): readonly Pull[] {
  if (part === 'agent' || puller.origin.kind !== 'node-pool') return [];
  const byPool = new Map<string, Pull>();
  for (const one of pulls) {
    const { origin } = one.puller;
    if (one.part !== part || origin.kind !== 'node-pool') continue;
    byPool.set(`${clusterResource(origin.cluster)} ${origin.pool.name}`, one);
  }
  return [...byPool.values()];
}

function mayPull({ verdict }: Pull): boolean {
  return verdict.verdict === 'granted';
}

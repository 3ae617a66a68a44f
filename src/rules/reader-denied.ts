import { repositoryResource } from '../domain/artifact-image.ts';
import type { PullRule } from './rule.ts';

export const readerDenied: PullRule = {
  id: 'reader-denied',
  title: 'A deny policy takes the permission away',
  severity: 'error',
  breaks: 'the-pull',
  on: 'pull',
  folds: 'puller-and-repository',
  *check({ puller, repository, verdict }) {
    if (verdict.verdict !== 'not-granted' || verdict.denied === null) return;
    const { policy, rule } = verdict.denied;
    const held =
      verdict.because.length > 0 ? ' An allow policy grants it, and deny wins.' : '';
    yield {
      message: `${puller.principal} is denied to download from ${repositoryResource(repository)} by ${rule} of ${policy}.${held} Except the principal in that rule.`,
    };
  },
};

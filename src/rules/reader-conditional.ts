import { repositoryResource } from '../domain/artifact-image.ts';
import type { PullRule } from './rule.ts';

export const readerConditional: PullRule = {
  id: 'reader-conditional',
  title: 'Granted only under a condition that may not hold',
  severity: 'warning',
  on: 'pull',
  folds: 'puller-and-repository',
  leaves: 'open',
  *check({ puller, repository, verdict }) {
    if (verdict.verdict === 'granted' && verdict.ends !== undefined) {
      yield {
        message: `${puller.principal} may download from ${repositoryResource(repository)} until ${verdict.ends}: then the grant's condition ends it. Extend the condition, or grant it without one.`,
      };
      return;
    }
    if (verdict.verdict !== 'conditional') return;
    const conditions = verdict.because.flatMap(({ condition }) =>
      condition === null ? [] : [condition],
    );
    yield {
      message: [
        `Whether ${puller.principal} may download from ${repositoryResource(repository)} depends. ${verdict.why}`,
        ...conditions.slice(0, 2).map((condition) => `The condition: ${condition}.`),
        ...verdict.remarks,
      ].join(' '),
    };
  },
};

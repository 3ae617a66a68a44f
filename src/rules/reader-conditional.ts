import { repositoryResource } from '../domain/artifact-image.ts';
import type { Rule } from './rule.ts';

export const readerConditional: Rule = {
  id: 'reader-conditional',
  title: 'Granted only under a condition that may not hold',
  severity: 'warning',
  on: 'pull',
  *check({ puller, repository, verdict, upstream }) {
    if (verdict.verdict !== 'conditional') return;
    const conditions = verdict.because.flatMap(({ condition }) =>
      condition === null ? [] : [condition],
    );
    yield {
      message: [
        `Whether ${puller.principal} may download from ${repositoryResource(upstream ?? repository)} depends. ${verdict.why}`,
        ...conditions.slice(0, 2).map((condition) => `The condition: ${condition}`),
        ...verdict.remarks,
      ].join(' '),
    };
  },
};

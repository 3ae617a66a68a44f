import { repositoryResource } from '../domain/artifact-image.ts';
import { didYouMean } from './did-you-mean.ts';
import type { TargetRule } from './rule.ts';

export const repositoryNotFound: TargetRule = {
  id: 'repository-not-found',
  title: 'The project has no such repository',
  severity: 'error',
  breaks: 'the-pull',
  folds: 'puller-and-repository',
  on: 'target',
  *check({ image, existence }) {
    if (image === null || existence?.kind !== 'missing' || existence.what !== 'repository')
      return;
    const { project, location, repository } = image.repository;
    const { words, fix } = didYouMean(existence);
    yield {
      message: `The project ${project} has no repository ${repository} in ${location}.${words}`,
      repository: repositoryResource(image.repository),
      fix,
    };
  },
};

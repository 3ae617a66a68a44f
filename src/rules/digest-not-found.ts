import { repositoryResource } from '../domain/artifact-image.ts';
import { didYouMean } from './did-you-mean.ts';
import type { TargetRule } from './rule.ts';

export const digestNotFound: TargetRule = {
  id: 'digest-not-found',
  title: 'The image has no such digest',
  severity: 'error',
  breaks: 'the-pull',
  on: 'target',
  *check({ image, existence }) {
    if (image === null || existence?.kind !== 'missing' || existence.what !== 'digest')
      return;
    const { words, fix } = didYouMean(existence);
    yield {
      message: `${image.package} has no version ${image.digest}.${words}`,
      repository: repositoryResource(image.repository),
      fix,
    };
  },
};

import { repositoryResource } from '../domain/artifact-image.ts';
import { didYouMean } from './did-you-mean.ts';
import type { TargetRule } from './rule.ts';

export const imageNotFound: TargetRule = {
  id: 'image-not-found',
  title: 'The repository holds no such image',
  severity: 'error',
  breaks: 'the-pull',
  on: 'target',
  *check({ image, existence }) {
    if (image === null || existence?.kind !== 'missing' || existence.what !== 'image')
      return;
    const { words, fix } = didYouMean(existence);
    yield {
      message: `The repository ${image.repository.repository} holds no image ${image.package}.${words}`,
      repository: repositoryResource(image.repository),
      fix,
    };
  },
};

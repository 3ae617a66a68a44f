import { repositoryResource } from '../domain/artifact-image.ts';
import { isPlaceholderTag } from '../domain/placeholder.ts';
import { didYouMean } from './did-you-mean.ts';
import type { TargetRule } from './rule.ts';

export const tagNotFound: TargetRule = {
  id: 'tag-not-found',
  title: 'The image has no such tag',
  severity: 'error',
  breaks: 'the-pull',
  on: 'target',
  *check({ image, existence }) {
    if (image === null || existence?.kind !== 'missing' || existence.what !== 'tag')
      return;
    const tag = image.tag ?? 'latest';
    if (isPlaceholderTag(tag)) return;
    const { words, fix } = didYouMean(existence);
    yield {
      message: `${image.package} has no tag ${tag}.${words}`,
      repository: repositoryResource(image.repository),
      fix,
    };
  },
};

import { repositoryResource } from '../domain/artifact-image.ts';
import { missingPlatforms, platformText } from '../domain/platform.ts';
import type { TargetRule } from './rule.ts';

export const platformMissing: TargetRule = {
  id: 'platform-missing',
  title: 'The image has no manifest for what the nodes run',
  severity: 'error',
  breaks: 'the-pull',
  on: 'target',
  *check({ image, existence, pullers, platforms }) {
    if (
      image === null ||
      existence?.kind !== 'found' ||
      existence.platforms.kind !== 'known'
    )
      return;
    const needed = [...platforms, ...pullers.flatMap(({ puller }) => puller.platforms)];
    const lacking = missingPlatforms(existence.platforms.value, needed);
    if (lacking.length === 0) return;
    const has = existence.platforms.value.map(platformText).join(', ');
    yield {
      message: `The image is for ${has === '' ? 'no platform' : has}, and the nodes need ${lacking.map(platformText).join(' and ')}.`,
      repository: repositoryResource(image.repository),
    };
  },
};

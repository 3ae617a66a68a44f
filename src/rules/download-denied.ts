import { repositoryResource } from '../domain/artifact-image.ts';
import type { TargetRule } from './rule.ts';

export const downloadDenied: TargetRule = {
  id: 'download-denied',
  title: 'A download rule of the repository denies it',
  severity: 'error',
  breaks: 'the-pull',
  on: 'target',
  *check({ image, existence }) {
    if (
      image === null ||
      existence?.kind !== 'found' ||
      existence.download.kind !== 'denied'
    )
      return;
    yield {
      message: `The download rule ${existence.download.rule} of the repository denies it, whoever pulls.`,
      repository: repositoryResource(image.repository),
    };
  },
};

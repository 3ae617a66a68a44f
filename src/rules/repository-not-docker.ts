import { repositoryResource } from '../domain/artifact-image.ts';
import type { TargetRule } from './rule.ts';

export const repositoryNotDocker: TargetRule = {
  id: 'repository-not-docker',
  title: 'The repository holds another format',
  severity: 'error',
  breaks: 'the-pull',
  folds: 'puller-and-repository',
  on: 'target',
  *check({ image, existence }) {
    if (image === null || existence?.kind !== 'not-docker') return;
    yield {
      message: `The repository ${image.repository.repository} holds ${existence.format} packages, not container images.`,
      repository: repositoryResource(image.repository),
    };
  },
};

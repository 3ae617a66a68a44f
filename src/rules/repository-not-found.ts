import { repositoryResource } from '../domain/artifact-image.ts';
import { isGcrHost } from '../domain/google-hosts.ts';
import { command } from '../domain/grant-command.ts';
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
    if (
      image === null ||
      existence?.kind !== 'missing' ||
      existence.what !== 'repository'
    )
      return;
    const { project, location, repository } = image.repository;
    const { words, fix } = didYouMean(existence);
    const gone = isGcrHost(image.host) ? migration(project) : null;
    yield {
      message: `The project ${project} has no repository ${repository} in ${location}.${gone?.words ?? ''}${words}`,
      repository: repositoryResource(image.repository),
      fix: { ...fix, ...(gone === null ? {} : { command: gone.command }) },
    };
  },
};

/** Container Registry is gone: what it held is served from Artifact Registry, once it was moved there. */
function migration(project: string): {
  readonly words: string;
  readonly command: string;
} {
  return {
    words:
      ' Container Registry is shut down, and its hosts serve only what stands in Artifact Registry.',
    command: command([
      'gcloud',
      'artifacts',
      'docker',
      'upgrade',
      'migrate',
      `--projects=${project}`,
    ]),
  };
}

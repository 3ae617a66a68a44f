import { repositoryResource } from '../domain/artifact-image.ts';
import type { TargetRule } from './rule.ts';

export const cleanupScheduled: TargetRule = {
  id: 'cleanup-scheduled',
  title: 'An active cleanup policy will delete this version now or within seven days',
  severity: 'warning',
  on: 'target',
  *check({ image, existence }) {
    if (
      image === null ||
      existence?.kind !== 'found' ||
      existence.cleanup.kind !== 'scheduled'
    )
      return;
    const { policy, from } = existence.cleanup;
    yield {
      message: `The cleanup policy ${policy} of the repository deletes this version from ${from.slice(0, 10)} on, and no policy keeps it.`,
      repository: repositoryResource(image.repository),
    };
  },
};

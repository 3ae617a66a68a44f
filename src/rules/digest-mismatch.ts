import { repositoryResource } from '../domain/artifact-image.ts';
import type { TargetRule } from './rule.ts';

export const digestMismatch: TargetRule = {
  id: 'digest-mismatch',
  title: 'The tag of `image:tag@digest` now points elsewhere',
  severity: 'warning',
  on: 'target',
  *check({ image, existence }) {
    if (image === null || existence?.kind !== 'found' || existence.moved === null) return;
    const { moved, uploadTime } = existence;
    const pinned = `The digest is what is pulled: ${image.digest}${dated(uploadTime)}.`;
    const elsewhere =
      moved.digest === null
        ? `The tag ${image.tag} is gone.`
        : `The tag ${image.tag} now points at ${moved.digest}${dated(moved.uploadTime)}.`;
    yield {
      message: `${elsewhere} ${pinned}`,
      repository: repositoryResource(image.repository),
    };
  },
};

function dated(time: string | null): string {
  return time === null ? '' : ` (uploaded ${time.slice(0, 10)})`;
}

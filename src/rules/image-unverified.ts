import { repositoryResource } from '../domain/artifact-image.ts';
import type { Unknown } from '../domain/facts.ts';
import type { TargetRule } from './rule.ts';

export const imageUnverified: TargetRule = {
  id: 'image-unverified',
  title:
    'Whether the image exists, runs on the nodes or may be downloaded could not be established',
  severity: 'warning',
  on: 'target',
  leaves: 'open',
  *check({ reference, image, existence, pullers, platforms }) {
    if (image === null || existence === null) return;
    const repository = repositoryResource(image.repository);
    if (existence.kind === 'unknown') {
      const { proposal } = existence;
      const near = proposal === null ? '' : ` Did you mean ${proposal.image}?`;
      const replacement =
        proposal === null
          ? null
          : reference.image.replace(image.repository.location, proposal.image);
      yield {
        message: `Whether it exists could not be established. ${said(existence)}${near}`,
        repository,
        ...(replacement === null ? {} : { fix: { replacement } }),
      };
      return;
    }
    if (existence.kind !== 'found') return;
    const asked =
      platforms.length > 0 || pullers.some(({ puller }) => puller.platforms.length > 0);
    if (asked && existence.platforms.kind === 'unknown') {
      yield {
        message: `Which platforms it is for could not be established. ${said(existence.platforms)}`,
        repository,
      };
    }
    if (existence.download.kind === 'unknown')
      yield { message: said(existence.download), repository };
  },
};

function said({ why, settle }: Unknown): string {
  return `${why} ${settle}`;
}

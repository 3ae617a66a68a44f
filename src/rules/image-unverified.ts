import { type ArtifactImage, repositoryResource } from '../domain/artifact-image.ts';
import type { Existence, Unknown } from '../domain/facts.ts';
import type { Draft, TargetRule } from './rule.ts';

export const imageUnverified: TargetRule = {
  id: 'image-unverified',
  title:
    'Whether the image exists, runs on the nodes or may be downloaded could not be established',
  severity: 'warning',
  on: 'target',
  leaves: 'open',
  *check({ reference, image, existence, pullers, platforms }) {
    if (existence === null) return;
    const repository =
      image === null ? {} : { repository: repositoryResource(image.repository) };
    if (existence.kind === 'unknown') {
      yield { ...openExistence(existence, reference.image, image), ...repository };
      return;
    }
    if (existence.kind !== 'found') return;
    const asked =
      platforms.length > 0 || pullers.some(({ puller }) => puller.platforms.length > 0);
    if (asked && existence.platforms.kind === 'unknown') {
      yield {
        message: `Which platforms it is for could not be established. ${said(existence.platforms)}`,
        ...repository,
      };
    }
    if (existence.download.kind === 'unknown')
      yield { message: said(existence.download), ...repository };
  },
};

function openExistence(
  existence: Extract<Existence, { kind: 'unknown' }>,
  written: string,
  image: ArtifactImage | null,
): Draft {
  const { proposal } = existence;
  const message = `Whether it exists could not be established. ${said(existence)}`;
  if (proposal === null) return { message };
  const replacement =
    image === null
      ? proposal.image
      : written.replace(image.repository.location, proposal.image);
  return { message: `${message} Did you mean ${proposal.image}?`, fix: { replacement } };
}

function said({ why, settle }: Unknown): string {
  return `${why} ${settle}`;
}

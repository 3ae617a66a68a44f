import type { ArtifactImage } from '../../domain/artifact-image.ts';
import { type Existence, unknown } from '../../domain/facts.ts';
import { nearestLocation } from '../../domain/locations.ts';
import type { Answer } from '../wire/answers.ts';
import { refused } from '../wire/refusal.ts';
import type { RepositoryFacts } from '../wire/repositories.ts';
import type { Inquiry } from './inquiry.ts';
import { open } from './verdicts.ts';

/** A location in no list of ours is looked up; `null` where it is one after all. */
export async function judgeLocation(
  location: string,
  project: string,
  { api, ours }: Inquiry,
): Promise<Existence | null> {
  const listed = await api.locations(project);
  if (listed.kind === 'ok' && listed.value.length > 0) {
    if (listed.value.includes(location)) return null;
    const nearest = nearestLocation(location, listed.value);
    return { kind: 'location-unknown', location, nearest };
  }
  const near = nearestLocation(location);
  const base =
    listed.kind === 'unknown'
      ? listed
      : refused(
          {
            permission: 'artifactregistry.locations.list',
            resource: `projects/${project}`,
          },
          ours,
        );
  return {
    ...base,
    why: `"${location}" is no location that we know, and Artifact Registry's list could not be read: ${base.why}`,
    proposal: near === null ? null : { image: near, because: 'the nearest location' },
  };
}

/**
 * A project whose gcr.io is still not redirected to Artifact Registry serves
 * nothing there, even from a repository that is made for it. `null` where the
 * repository decides.
 */
export async function judgeRedirection(
  image: ArtifactImage,
  repository: Answer<RepositoryFacts>,
  { api }: Inquiry,
): Promise<Existence | null> {
  if (!image.host.endsWith('gcr.io') || repository.kind !== 'ok') return null;
  const { project } = image.repository;
  const state = await api.redirection(project);
  // The repository is there; that it is not redirected to must be said to be true.
  if (state.kind !== 'ok' || !OFF.test(state.value)) return null;
  return open(
    unknown(
      'undecidable',
      `${image.host} of ${project} is not redirected to Artifact Registry (its state is ${state.value}), so the repository there does not say what ${image.host} serves.`,
      `Redirect it: gcloud artifacts settings enable-upgrade-redirection --project=${project}. Or name the image by its Artifact Registry host.`,
    ),
  );
}

const OFF = /^REDIRECTION_FROM_GCR_IO_(?:DISABLED|PARTIAL|PARTIAL_AND_COPYING)$/;

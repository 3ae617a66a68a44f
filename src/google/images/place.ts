import type { ArtifactImage } from '../../domain/artifact-image.ts';
import { type Existence, unknown } from '../../domain/facts.ts';
import { nearestLocation } from '../../domain/locations.ts';
import { refused } from '../wire/answers.ts';
import type { Inquiry } from './inquiry.ts';

/** A location in no list of ours is looked up; `null` where it is one after all. */
export async function judgeLocation(
  location: string,
  project: string,
  { api }: Inquiry,
): Promise<Existence | null> {
  const listed = await api.locations(project);
  if (listed.kind === 'ok') {
    if (listed.value.includes(location)) return null;
    return {
      kind: 'location-unknown',
      location,
      nearest: nearestLocation(location, listed.value),
    };
  }
  const near = nearestLocation(location);
  const base =
    listed.kind === 'unknown'
      ? listed
      : refused({
          permission: 'artifactregistry.locations.list',
          resource: `projects/${project}`,
        });
  return {
    ...base,
    why: `"${location}" is no location that we know, and Artifact Registry's list could not be read: ${base.why}`,
    proposal: near === null ? null : { image: near, because: 'the nearest location' },
  };
}

/** A project's gcr.io is Artifact Registry's only where it is redirected there; elsewhere its absence here proves nothing. */
export async function judgeRedirection(
  image: ArtifactImage,
  { api }: Inquiry,
): Promise<Existence | null> {
  const { project } = image.repository;
  const state = await api.redirection(project);
  if (state.kind === 'unknown') return { ...state, proposal: null };
  if (
    state.kind === 'ok' &&
    /_(?:ENABLED|FINALIZED|ENABLED_AND_COPYING)$/.test(state.value)
  )
    return null;
  const said = state.kind === 'ok' ? state.value : 'nothing';
  return {
    ...unknown(
      'undecidable',
      `${image.host} of ${project} is not redirected to Artifact Registry (its state is ${said}), so what it serves cannot be seen here.`,
      'Redirect it (gcloud artifacts settings enable-upgrade-redirection), or name the image by its Artifact Registry host.',
    ),
    proposal: null,
  };
}

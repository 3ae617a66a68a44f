import { type ArtifactImage, repositoryResource } from '../domain/artifact-image.ts';
import type { Existence, FoundImage, Unknown } from '../domain/facts.ts';
import { platformText } from '../domain/platform.ts';
import { platformNeeds } from '../domain/platform-needs.ts';
import { schema1Of } from '../domain/schema-1.ts';
import type { Target } from '../domain/target.ts';
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
      platforms.length > 0 ||
      pullers.some(
        ({ puller }) => puller.platforms.length > 0 || puller.origin.kind === 'node-pool',
      );
    for (const message of openPlatforms(existence, { pullers, platforms }))
      yield { message, ...repository };
    const old = schema1Of(existence, pullers);
    if (old !== null) {
      if (old.refusing.length === 0 && old.untold.length > 0)
        yield { message: OLD, ...repository };
    } else if (asked && existence.platforms.kind === 'unknown') {
      yield {
        message: `Which platforms it is for could not be established. ${said(existence.platforms)}`,
        ...repository,
      };
    }
    if (existence.download.kind === 'unknown')
      yield { message: said(existence.download), ...repository };
  },
};

const OLD =
  "The image is in Docker's old manifest format (schema 1), which nodes of GKE 1.33 and later do not pull, and the version of the nodes is not known. Build and push it anew, or name the cluster with --cluster.";

/** Where it hangs on nodes of an unknown platform, or on where a Pod lands, whether the image runs. */
function* openPlatforms(
  { platforms: has }: FoundImage,
  needing: Pick<Target, 'pullers' | 'platforms'>,
): Iterable<string> {
  if (has.kind !== 'known') return;
  const { lacking, perhaps, untold } = platformNeeds(has.value, needing);
  if (lacking.length > 0) return;
  const images = has.value.map(platformText).join(', ');
  if (untold.length > 0)
    yield `The image is for ${images}, and what the nodes of ${untold.join(' and ')} run could not be told. Let machine types be read (compute.machineTypes.get), or name the platform with --platform.`;
  for (const { platform, pools } of perhaps)
    yield `The image is for ${images}, and where its Pod lands is not known: the node pool ${pools.join(' and ')} needs ${platformText(platform)}. Render it (--render), or say what selects its nodes beside the image.`;
}

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

import { repositoryResource } from '../domain/artifact-image.ts';
import { platformText } from '../domain/platform.ts';
import { type Lack, platformNeeds } from '../domain/platform-needs.ts';
import type { Platform } from '../domain/puller.ts';
import { schema1Of } from '../domain/schema-1.ts';
import type { TargetRule } from './rule.ts';

export const platformMissing: TargetRule = {
  id: 'platform-missing',
  title: 'The image has no manifest for what the nodes run',
  severity: 'error',
  breaks: 'the-pull',
  on: 'target',
  *check({ image, existence, pullers, platforms }) {
    if (image === null || existence?.kind !== 'found') return;
    const old = schema1Of(existence, pullers);
    if (old !== null && old.refusing.length > 0) {
      yield {
        message: `The image is in Docker's old manifest format (schema 1), and nodes of GKE 1.33 and later, whose containerd is 2, do not pull it: the node pool ${old.refusing.join(' and ')}. Build and push it anew.`,
        repository: repositoryResource(image.repository),
      };
      return;
    }
    if (existence.platforms.kind !== 'known') return;
    const { lacking } = platformNeeds(existence.platforms.value, { pullers, platforms });
    if (lacking.length === 0) return;
    const has = existence.platforms.value.map(platformText).join(', ');
    yield {
      message: `The image is for ${has === '' ? 'no platform' : has}, and ${lacking.map(needText).join(', and ')}. ${remedyFor(lacking, existence.platforms.value)}`,
      repository: repositoryResource(image.repository),
    };
  },
};

function needText({ platform, pools }: Lack): string {
  const [first, ...others] = pools;
  if (first === undefined) return `the nodes need ${platformText(platform)}`;
  const named = others.length === 0 ? first : `${first} and ${others.join(' and ')}`;
  const [noun, verb] = others.length === 0 ? ['pool', 'needs'] : ['pools', 'need'];
  return `the node ${noun} ${named} ${verb} ${platformText(platform)}`;
}

function remedyFor(lacking: readonly Lack[], has: readonly Platform[]): string {
  const build = lacking.map(({ platform }) => platformText(platform)).join(' and ');
  const [only] = has;
  const elsewhere =
    lacking.some(({ pools }) => pools.length > 0) && only !== undefined
      ? `, or let the Pod select nodes of ${only.os}/${only.architecture}`
      : '';
  return `Build it for ${build} too${elsewhere}.`;
}

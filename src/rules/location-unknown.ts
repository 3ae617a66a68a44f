import type { TargetRule } from './rule.ts';

export const locationUnknown: TargetRule = {
  id: 'location-unknown',
  title: 'The host names a location that Artifact Registry does not have',
  severity: 'error',
  breaks: 'the-pull',
  on: 'target',
  *check({ reference, existence }) {
    if (existence?.kind !== 'location-unknown') return;
    const { location, nearest } = existence;
    const replacement =
      nearest === null ? null : reference.image.replace(location, nearest);
    yield {
      message: `Artifact Registry has no location "${location}".${nearest === null ? '' : ` Did you mean ${nearest}?`}`,
      ...(replacement === null ? {} : { fix: { replacement } }),
    };
  },
};

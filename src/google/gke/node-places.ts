import type { NodePool } from '../../domain/puller.ts';

const ZONES = ['topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/zone'];
const REGIONS = [
  'topology.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/region',
];

/** The labels of a pool's nodes by where they stand: those of its only zone, or one choice a zone. */
export function placesOf(
  zones: readonly string[],
): Pick<Required<NodePool>, 'labels' | 'oneOf'> {
  const regions = zones.map((zone) => zone.replace(/-[a-z]$/, ''));
  const choices = [
    ...ZONES.map((key) => [key, zones] as const),
    ...REGIONS.map((key) => [key, regions] as const),
  ];
  if (zones.length > 1) return { labels: {}, oneOf: Object.fromEntries(choices) };
  const only = choices.flatMap(([key, [value]]) =>
    value === undefined ? [] : [[key, value]],
  );
  return { labels: Object.fromEntries(only), oneOf: {} };
}

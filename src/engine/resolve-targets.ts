import type { KubernetesServiceAccount } from '../domain/reference.ts';
import type { Unasked } from '../domain/target.ts';
import type { Settings } from '../settings/settings.ts';
import { readClusters } from './find-nodes.ts';
import { findPullers, type Pulled } from './find-pullers.ts';
import { distinct, groupBy } from './group-by.ts';
import { placeImage } from './place-image.ts';
import type { Occurrence } from './select-changed.ts';
import type { PullerSource } from './sources.ts';

/** Finds who pulls each changed image: a reference that several roots reach becomes one target with all their pullers. */
export async function resolveTargets(
  occurrences: readonly Occurrence[],
  serviceAccounts: readonly KubernetesServiceAccount[],
  settings: Settings,
  pullers: PullerSource,
): Promise<readonly Unasked[]> {
  const clusters = await readClusters(occurrences, settings, pullers);
  return [...groupBy(occurrences, placeKey).values()].map((group) =>
    resolveTarget(
      group,
      group.map((one) => findPullers(one, serviceAccounts, settings, clusters)),
    ),
  );
}

/** What stands at one place and runs one image, whichever roots it reaches. */
function placeKey({ reference: { location, image } }: Occurrence): string {
  return JSON.stringify([location.file, location.line, location.column, image]);
}

function resolveTarget(
  group: readonly [Occurrence, ...Occurrence[]],
  pulled: readonly Pulled[],
): Unasked {
  const [{ reference }] = group;
  return {
    reference: { ...reference, roots: rootsOf(group) },
    before: group.find(({ before }) => before !== null)?.before ?? null,
    ...placeImage(reference),
    pullers: unique(pulled.flatMap(({ pullers }) => pullers)),
    platforms: unique(pulled.flatMap(({ platforms }) => platforms)),
    pullSecrets: unique(pulled.flatMap(({ pullSecrets }) => pullSecrets)),
    saidWhoPulls: pulled.some(({ said }) => said === 'said') ? 'said' : 'unsaid',
  };
}

function rootsOf(group: readonly Occurrence[]): readonly string[] {
  const named = group.flatMap(({ reference, root }) =>
    root === null ? reference.roots : [...reference.roots, root],
  );
  return [...distinct(named)].sort();
}

/** What several roots say alike counts once. */
function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

import type { Workload } from '../domain/reference.ts';
import type { Unasked } from '../domain/target.ts';
import type { Settings } from '../settings/settings.ts';
import { readCloudRunAgents } from './find-cloud-run.ts';
import { readClusters } from './find-nodes.ts';
import { findPullers, type PullerEvidence } from './find-pullers.ts';
import { distinct, groupBy } from './group-by.ts';
import { placeImage } from './place-image.ts';
import type { Pulled } from './pulled.ts';
import type { Occurrence } from './select-changed.ts';
import type { PullerSource } from './sources.ts';

/** Finds who pulls each changed image: a reference that several roots reach becomes one target with all their pullers. */
export async function resolveTargets(
  occurrences: readonly Occurrence[],
  objects: Pick<PullerEvidence, 'serviceAccounts' | 'computeClasses'>,
  settings: Settings,
  pullers: PullerSource,
): Promise<readonly Unasked[]> {
  const [clusters, cloudRunAgents] = await Promise.all([
    readClusters(occurrences, settings, pullers),
    readCloudRunAgents(occurrences, settings, pullers),
  ]);
  const evidence = { ...objects, clusters, cloudRunAgents };
  return [...groupBy(occurrences, placeKey).values()].map((group) =>
    resolveTarget(
      group,
      group.map((one) => findPullers(one, settings, evidence)),
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
    workloads: workloadsOf(group),
    whoChanged: [...new Set(group.flatMap(({ whoChanged }) => whoChanged))],
    before: group.find(({ before }) => before !== null)?.before ?? null,
    ...placeImage(reference),
    pullers: unique(pulled.flatMap(({ pullers }) => pullers)),
    platforms: unique(pulled.flatMap(({ platforms }) => platforms)),
    pullSecrets: unique(pulled.flatMap(({ pullSecrets }) => pullSecrets)),
    runsAs: unique(pulled.flatMap(({ runsAs }) => runsAs)),
    saidWhoPulls: pulled.some(({ said }) => said === 'said') ? 'said' : 'unsaid',
  };
}

/** Each workload once, by its kind, namespace and name. */
function workloadsOf(group: readonly Occurrence[]): Unasked['workloads'] {
  const workloads = group.flatMap(({ reference }) => reference.workload ?? []);
  const keyOf = ({ kind, namespace, name }: Workload): string =>
    JSON.stringify([kind, namespace, name]);
  return [...new Map(workloads.map((one) => [keyOf(one), one])).values()];
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

import path from 'node:path';
import type { SourceLocation } from '../domain/source-location.ts';
import type { Cursor } from '../formats/document.ts';
import type { RenderBench } from './bench.ts';
import { firstKey, type Kustomization, type Layer } from './kustomizations.ts';
import { optionProblem } from './tool-words.ts';

/** Where a root is kept from the tool, and why. */
export interface Refusal {
  readonly location: SourceLocation;
  readonly why: string;
}

/** Why a root is not handed to the tool at all, or `null`. */
export function refusal(layers: readonly Layer[], bench: RenderBench): Refusal | null {
  for (const { kustomization } of layers) {
    const refused =
      awayProblem(kustomization, bench) ?? chartProblem(kustomization, bench);
    if (refused !== null) return refused;
  }
  return null;
}

function awayProblem({ away }: Kustomization, { network }: RenderBench): Refusal | null {
  for (const { entry, location, sort } of away) {
    if (sort === 'outside')
      return {
        location,
        why: `"${entry}" leads out of the folder that is checked; nothing outside it is read.`,
      };
    if (network === 'closed')
      return {
        location,
        why: `"${entry}" is remote, and nothing is fetched unless render-remote: allow says so.`,
      };
  }
  return null;
}

function chartProblem(kustomization: Kustomization, bench: RenderBench): Refusal | null {
  if (!kustomization.charts) return null;
  for (const { text, location } of chartFieldsOf(kustomization)) {
    const problem = optionProblem(text ?? '');
    if (problem !== null) return { location, why: problem };
  }
  if (bench.tools.helm === null)
    return {
      location: firstKey(kustomization),
      why: 'It inflates Helm charts (helmCharts), and helm is not on the PATH.',
    };
  const lacking = chartEntries(kustomization).find(
    (one) => !standsInTree(one, kustomization),
  );
  if (lacking === undefined || bench.network === 'open') return null;
  return {
    location: lacking.at('name').location,
    why: `The chart ${lacking.at('name').text ?? '?'} of helmCharts is not in the tree, and nothing is fetched unless render-remote: allow says so.`,
  };
}

/** The entries of `helmCharts`, today's and the older spelling. */
export function chartEntries({ root }: Kustomization): readonly Cursor[] {
  return [
    ...root.at('helmCharts').items(),
    ...root.at('helmChartInflationGenerator').items(),
  ];
}

/** The folder of an entry's chart, from the root of the tree, as kustomize looks for it. */
export function chartFoldersOf(
  entry: Cursor,
  { folder, root }: Kustomization,
): readonly string[] {
  const home =
    root.at('helmGlobals', 'chartHome').text ?? entry.at('chartHome').text ?? 'charts';
  const name = entry.at('name').text ?? entry.at('chartName').text ?? '';
  const version = entry.at('version').text;
  const under = path.posix.join(folder === '' ? '.' : folder, home);
  const plain = path.posix.join(under, name);
  return version === null
    ? [plain]
    : [plain, path.posix.join(under, `${name}-${version}`, name)];
}

function standsInTree(entry: Cursor, kustomization: Kustomization): boolean {
  return chartFoldersOf(entry, kustomization).some((folder) =>
    kustomization.files.includes(path.posix.join(folder, 'Chart.yaml')),
  );
}

/** What kustomize hands to helm as it stands: every text of a chart's entry but its values. */
function chartFieldsOf(kustomization: Kustomization): readonly Cursor[] {
  const globals = kustomization.root.at('helmGlobals');
  return [...chartEntries(kustomization), globals].flatMap((entry) =>
    entry
      .entries()
      .flatMap(({ key, value }) =>
        key === 'valuesInline' || key === 'values' ? [] : [value, ...value.items()],
      ),
  );
}

/**
 * May files beside the root be named? Config Sync and many Argo CD set-ups build so, and only copies of the tree are there; but plugins'
 * own files may name places that nobody looked at.
 */
export function restrictionWords(layers: readonly Layer[]): readonly string[] {
  const hasPlugins = layers.some(({ kustomization: { root } }) =>
    ['generators', 'transformers', 'validators'].some(
      (list) => root.at(list).type === 'list',
    ),
  );
  return hasPlugins ? [] : ['--load-restrictor', 'LoadRestrictionsNone'];
}

import type { Tree } from '../domain/tree.ts';
import type { RenderBench, RootRendering } from './bench.ts';
import { type ChartRoot, chartRoots, isChartFile } from './charts.ts';
import { addsToBuild, type Deployment } from './deployments/deployment.ts';
import { readDeployments, type ValuesSaid } from './deployments/read-deployments.ts';
import { renderChart } from './helm.ts';
import {
  filesOf,
  folderOf,
  type Kustomization,
  readKustomizations,
} from './kustomizations.ts';
import { renderKustomization } from './kustomize.ts';
import { findRoots } from './kustomize-plan.ts';
import { chartEntries, chartFoldersOf } from './kustomize-refusal.ts';
import type { KustomizeRoot } from './overlay.ts';

/** Something to render. */
export interface Root {
  readonly tool: 'kustomize' | 'helm';
  /** Roots of one family are one chart with several values; a kustomization is a family of its own. */
  readonly family: string;
  readonly certainty: ChartRoot['certainty'];
  readonly render: (bench: RenderBench) => Promise<RootRendering>;
}

/** The roots among the files that count which the changed ones reach. */
export async function reachedRoots(
  tree: Tree,
  counted: ReadonlySet<string>,
  changed: ReadonlySet<string> | null,
  said: ValuesSaid,
): Promise<readonly Root[]> {
  const [kustomizations, deployments] = await Promise.all([
    readKustomizations(tree),
    readDeployments(tree, changed, said),
  ]);
  const inflated = new Set(
    [...kustomizations.values()].flatMap((one) =>
      chartEntries(one).flatMap((entry) => chartFoldersOf(entry, one)),
    ),
  );
  const charts = await chartRoots(tree, deployments, counted, changed, inflated);
  const made = await madeRoots(tree, kustomizations, deployments, counted, changed);
  const parts = new Set(made.flatMap((one) => one.made));
  const built = [
    ...kustomizeRoots(kustomizations, deployments, counted, changed).filter(
      ({ folder, deployment }) => deployment !== null || !parts.has(folder),
    ),
    ...made,
  ];
  return [
    ...built.map(
      (root): Root => ({
        tool: 'kustomize',
        family: `kustomize ${root.folder} ${root.deployment?.label ?? ''}`,
        certainty: 'said',
        render: (bench) => renderKustomization(root, kustomizations, bench),
      }),
    ),
    ...charts.map(
      (root): Root => ({
        tool: 'helm',
        family: `helm ${root.chart.folder}`,
        certainty: root.certainty,
        render: (bench) => renderChart(root, bench),
      }),
    ),
  ];
}

function kustomizeRoots(
  kustomizations: ReadonlyMap<string, Kustomization>,
  deployments: readonly Deployment[],
  counted: ReadonlySet<string>,
  changed: ReadonlySet<string> | null,
): readonly KustomizeRoot[] {
  const near = new Map([...kustomizations].filter(([, { file }]) => counted.has(file)));
  const deployed = new Set(deployments.map(({ folder }) => folder));
  const isReached = (folder: string): boolean => {
    if (changed === null) return true;
    const named = deployments.some(
      (one) =>
        one.folder === folder &&
        [one.file, ...one.also].some((file) => changed.has(file)),
    );
    const parts = [
      folder,
      ...deployments
        .filter((one) => one.folder === folder)
        .flatMap(({ components }) => components),
    ];
    return (
      named ||
      parts.some((one) =>
        [...filesOf(one, kustomizations)].some((file) => changed.has(file)),
      )
    );
  };
  return findRoots(near, deployed)
    .filter(isReached)
    .flatMap((folder): readonly KustomizeRoot[] => {
      const here = deployments.filter((one) => one.folder === folder);
      // A deployment that adds to the folder is what runs; the folder without it does not.
      const own = here.filter(addsToBuild);
      if (own.length > 0)
        return own.map((deployment) => ({ folder, deployment, made: [] }));
      const placed = here.filter(({ namespace }) => namespace !== null);
      if (placed.length === 0) return [{ folder, deployment: null, made: [] }];
      return placed.map((deployment) => ({ folder, deployment, made: [] }));
    });
}

/** Folders without a kustomization that Flux builds all the same: it makes one of the manifests below. */
async function madeRoots(
  tree: Tree,
  kustomizations: ReadonlyMap<string, Kustomization>,
  deployments: readonly Deployment[],
  counted: ReadonlySet<string>,
  changed: ReadonlySet<string> | null,
): Promise<readonly KustomizeRoot[]> {
  const all = await tree.files();
  const charts = new Set(all.filter(isChartFile).map(folderOf));
  const roots: KustomizeRoot[] = [];
  for (const deployment of deployments.filter(addsToBuild)) {
    const { folder, file } = deployment;
    if (kustomizations.has(folder) || charts.has(folder)) continue;
    const made = await manifestsBelow(folder, all, kustomizations, tree);
    const read = made.flatMap((one) =>
      kustomizations.has(one) ? [...filesOf(one, kustomizations)] : [one],
    );
    const isCounted = [file, ...read].some((one) => counted.has(one));
    const isReached =
      changed === null ||
      [file, ...deployment.also, ...read].some((one) => changed.has(one));
    if (made.length > 0 && isCounted && isReached)
      roots.push({ folder, deployment, made });
  }
  return roots;
}

async function manifestsBelow(
  folder: string,
  all: readonly string[],
  kustomizations: ReadonlyMap<string, Kustomization>,
  tree: Tree,
): Promise<readonly string[]> {
  const below = folder === '' ? '' : `${folder}/`;
  const folders = [...kustomizations.keys()].filter((one) => one.startsWith(below));
  // What a kustomization has below it is its own.
  const inner = folders.filter(
    (one) => !folders.some((other) => one.startsWith(`${other}/`)),
  );
  const files = all.filter(
    (file) =>
      file.startsWith(below) &&
      /\.ya?ml$/i.test(file) &&
      !inner.some((one) => file.startsWith(`${one}/`)),
  );
  const read = await Promise.all(
    files.map(async (file) => {
      const content = await tree.read(file);
      return (
        content.kind === 'text' &&
        /^apiVersion:/m.test(content.text) &&
        /^kind:/m.test(content.text)
      );
    }),
  );
  return [...files.filter((_, index) => read[index]), ...inner];
}

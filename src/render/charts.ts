import path from 'node:path';
import type { Tree } from '../domain/tree.ts';
import type { Cursor } from '../formats/document.ts';
import type { Deployment } from './deployments.ts';
import { folderOf } from './kustomizations.ts';
import { readDocument } from './read-document.ts';

/** A chart with the values that it is installed with. */
export interface ChartRoot {
  /** `charts/api`, `charts/api with values-prod.yaml`, `charts/api by Application api`. */
  readonly label: string;
  /** What makes it a root: a values file, an Application, its Chart.yaml. */
  readonly rootFile: string;
  readonly folder: string;
  readonly files: readonly string[];
  /** Values files beside or named, the last wins. */
  readonly valueFiles: readonly string[];
  readonly deployment: Deployment | null;
  /** Dependencies that stand elsewhere in the tree (`file://../common`): their folder, by name. */
  readonly local: ReadonlyMap<string, string>;
  /** Their files. */
  readonly localFiles: readonly string[];
}

const BESIDE = /^(?:values[-._][^/]*|[^/]*[-._]values)\.ya?ml$/i;

/** Every chart of a tree that changed files reach, once for each set of values that goes with it. */
export async function chartRoots(
  tree: Tree,
  deployments: readonly Deployment[],
  counted: ReadonlySet<string>,
  changed: ReadonlySet<string> | null,
): Promise<readonly ChartRoot[]> {
  const all = await tree.files();
  const charts = all.filter(isChartFile).map(folderOf);
  const roots: ChartRoot[] = [];
  for (const folder of charts) {
    const below = pathIn(folder, '');
    // What stands below another chart is part of that one.
    if (
      charts.some((other) =>
        folder.startsWith(other === '' ? 'charts/' : `${other}/charts/`),
      )
    )
      continue;
    const files = all.filter((file) => file.startsWith(below));
    const local = await localDependencies(tree, `${below}Chart.yaml`, folder);
    const localFiles = all.filter((file) =>
      [...local.values()].some((one) => file.startsWith(`${one}/`)),
    );
    const root = { folder, files, local, localFiles };
    const label = folder === '' ? '.' : folder;
    const deployed = deployments.filter((one) => one.folder === folder);
    const beside = files
      .map((file) => file.slice(below.length))
      .filter((name) => BESIDE.test(name));
    const own =
      files.find((file) => file === `${below}values.yaml`) ?? `${below}Chart.yaml`;
    const plain = { ...root, label, rootFile: own, valueFiles: [], deployment: null };
    const withValues = beside.map((name) => ({
      ...root,
      label: `${label} with ${name}`,
      rootFile: `${below}${name}`,
      valueFiles: [`${below}${name}`],
      deployment: null,
    }));
    const byDeployment = deployed.map((deployment) => ({
      ...root,
      label: `${label} by ${deployment.label}`,
      rootFile: deployment.valueFiles.at(-1) ?? deployment.file,
      valueFiles: deployment.valueFiles,
      deployment,
    }));
    // Where something says how it is deployed, its defaults alone are not.
    roots.push(...(deployed.length === 0 ? [plain] : []), ...withValues, ...byDeployment);
  }
  return roots.filter(
    (root) =>
      (counted.has(root.rootFile) || root.files.some((file) => counted.has(file))) &&
      (changed === null ||
        reads(root).some((file) => changed.has(file)) ||
        addedBelow(root, changed)),
  );
}

/** What makes a folder a chart. */
export function isChartFile(file: string): boolean {
  return /(?:^|\/)Chart\.yaml$/.test(file);
}

/** A path below a chart's folder, from the root of the tree. */
export function pathIn(folder: string, below: string): string {
  return folder === '' ? below : `${folder}/${below}`;
}

function reads({
  files,
  localFiles,
  valueFiles,
  deployment,
}: ChartRoot): readonly string[] {
  return [
    ...files,
    ...localFiles,
    ...valueFiles,
    ...(deployment === null ? [] : [deployment.file]),
  ];
}

async function localDependencies(
  tree: Tree,
  chartFile: string,
  folder: string,
): Promise<ReadonlyMap<string, string>> {
  const chart = await readDocument(tree, chartFile);
  const entries = (chart?.at('dependencies').items() ?? []).flatMap((one) => {
    const target = /^file:\/\/(.+)$/.exec(one.at('repository').text ?? '')?.[1];
    const name = one.at('name').text;
    if (target === undefined || name === null) return [];
    const place = path.posix.join(folder, target).replace(/\/$/, '');
    return place.startsWith('..') ? [] : [[name, place] as const];
  });
  return new Map(entries);
}

function addedBelow({ folder }: ChartRoot, changed: ReadonlySet<string>): boolean {
  return folder !== '' && [...changed].some((file) => file.startsWith(`${folder}/`));
}

/** The first dependency that neither the chart's `charts/` nor the tree holds. */
export function lackingDependency(root: ChartRoot, chart: Cursor): Cursor | undefined {
  const below = pathIn(root.folder, 'charts/');
  return chart
    .at('dependencies')
    .items()
    .find((one) => {
      const name = one.at('name').text ?? '';
      const folder = root.local.get(name);
      if (
        folder !== undefined &&
        root.localFiles.some((file) => file.startsWith(`${folder}/`))
      )
        return false;
      return !root.files.some(
        (file) =>
          file.startsWith(`${below}${name}/`) || file.startsWith(`${below}${name}-`),
      );
    });
}

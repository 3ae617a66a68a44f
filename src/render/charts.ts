import path from 'node:path';
import type { Tree } from '../domain/tree.ts';
import type { Cursor } from '../formats/document.ts';
import { isValuesFile } from '../formats/helm-values.ts';
import type { Deployment } from './deployments/deployment.ts';
import { folderOf } from './kustomizations.ts';
import { readDocument } from './read-document.ts';

/** A chart as it stands in the tree. */
export interface Chart {
  /** Empty for the top of the tree. */
  readonly folder: string;
  readonly description: Cursor | null;
  /** Every file below it, but those of its packed dependencies. */
  readonly files: readonly string[];
  readonly dependencies: readonly Dependency[];
}

/** One dependency, and where it stands. */
export interface Dependency {
  readonly name: string;
  readonly at: Cursor;
  readonly stands:
    | { readonly kind: 'unpacked' }
    | { readonly kind: 'packed'; readonly file: string }
    /** `file://…`: elsewhere in the tree. */
    | { readonly kind: 'local'; readonly chart: Chart }
    | { readonly kind: 'absent' };
}

/** A chart with the values that it is installed with. */
export interface ChartRoot {
  /** `charts/api`, `charts/api with values-prod.yaml`, `charts/api by Application api`. */
  readonly label: string;
  /** What makes it a root: a values file, an Application, its Chart.yaml. */
  readonly rootFile: string;
  readonly chart: Chart;
  /** Values files beside or named, the last wins. */
  readonly valueFiles: readonly string[];
  readonly deployment: Deployment | null;
  /** `defaults`: nothing gives it any values. `guess`: values that look like its own. `said`: something in the tree says so. */
  readonly certainty: 'defaults' | 'guess' | 'said';
}

/** Every chart of a tree that changed files reach, once for each set of values that goes with it. */
export async function chartRoots(
  tree: Tree,
  deployments: readonly Deployment[],
  counted: ReadonlySet<string>,
  changed: ReadonlySet<string> | null,
  /** Charts that kustomizations inflate: they are parts of those. */
  inflated: ReadonlySet<string>,
): Promise<readonly ChartRoot[]> {
  const all = await tree.files();
  const charts = await readCharts(tree, all);
  const used = new Set(
    [...charts.values()].flatMap(({ dependencies }) =>
      dependencies.flatMap(({ stands }) =>
        stands.kind === 'local' ? [stands.chart.folder] : [],
      ),
    ),
  );
  const roots: ChartRoot[] = [];
  for (const chart of charts.values()) {
    if (chart.description?.at('type').text === 'library') continue;
    const deployed = deployments.filter((one) => one.folder === chart.folder);
    const isPart =
      (used.has(chart.folder) || inflated.has(chart.folder)) && deployed.length === 0;
    if (!isPart) roots.push(...(await rootsOf(chart, deployed, tree)));
  }
  return roots.filter(
    (root) =>
      (counted.has(root.rootFile) ||
        root.chart.files.some((file) => counted.has(file))) &&
      (changed === null ||
        reads(root).some((file) => changed.has(file)) ||
        isReached(root, changed)),
  );
}

async function rootsOf(
  chart: Chart,
  deployed: readonly Deployment[],
  tree: Tree,
): Promise<readonly ChartRoot[]> {
  const { folder, files } = chart;
  const below = pathIn(folder, '');
  const label = folder === '' ? '.' : folder;
  const own =
    files.find((file) => file === `${below}values.yaml`) ?? `${below}Chart.yaml`;
  const given = new Set(deployed.flatMap(({ valueFiles }) => valueFiles));
  const beside = await valuesBeside(chart, given, tree);
  const base = { chart, deployment: null, valueFiles: [] };
  const defaults: ChartRoot = { ...base, label, rootFile: own, certainty: 'defaults' };
  return [
    // Where something says how it is deployed, its defaults alone are not.
    ...(deployed.length === 0 ? [defaults] : []),
    ...beside.map(
      (file): ChartRoot => ({
        ...base,
        label: `${label} with ${file.slice(below.length)}`,
        rootFile: file,
        valueFiles: [file],
        certainty: 'guess',
      }),
    ),
    ...deployed.map(
      (deployment): ChartRoot => ({
        chart,
        label: `${label} by ${deployment.label}`,
        rootFile: deployment.valueFiles.at(-1) ?? deployment.file,
        valueFiles: deployment.valueFiles,
        deployment,
        certainty: deployment.isGuess ? 'guess' : 'said',
      }),
    ),
  ];
}

/** Values files inside a chart's folder that nothing names: beside its own, or in a folder of each environment. */
async function valuesBeside(
  { folder, files }: Chart,
  given: ReadonlySet<string>,
  tree: Tree,
): Promise<readonly string[]> {
  const below = pathIn(folder, '');
  const candidates = files.filter((file) => {
    const inside = file.slice(below.length);
    if (given.has(file) || !/\.ya?ml$/i.test(inside) || isPartOfChart(inside))
      return false;
    if (/^values\.ya?ml$/i.test(inside) || /^ci\//.test(inside)) return false;
    return (
      isValuesFile(file) ||
      /^(?:envs?|environments?|values|stages?|overlays)\/(?:[^/]+\/)?[^/]+$/i.test(inside)
    );
  });
  const isMapping = await Promise.all(
    candidates.map(async (file) => {
      const content = await tree.read(file);
      return content.kind === 'text' && !/^["']?apiVersion["']?\s*:/m.test(content.text);
    }),
  );
  return candidates.filter((_, index) => isMapping[index]);
}

/** Is a path inside a chart's folder read by helm whatever the values are? */
function isPartOfChart(inside: string): boolean {
  return (
    /^(?:templates|charts|crds)\//.test(inside) ||
    /^(?:Chart|requirements)\.(?:yaml|lock)$/.test(inside)
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

/** The files that rendering a root reads: for these, and for no others of its folder, the rendering speaks. */
export function reads({ chart, valueFiles, deployment }: ChartRoot): readonly string[] {
  return [
    ...partsOf(chart),
    ...valueFiles,
    ...(deployment === null ? [] : [deployment.file, ...deployment.also]),
  ];
}

function partsOf({ folder, files, dependencies }: Chart): readonly string[] {
  const below = pathIn(folder, '');
  const own = files.filter((file) => {
    const inside = file.slice(below.length);
    return isPartOfChart(inside) || inside === 'values.yaml';
  });
  const local = dependencies.flatMap(({ stands }) =>
    stands.kind === 'local' ? partsOf(stands.chart) : [],
  );
  return [...own, ...local];
}

/** A file that is gone, or one that templates may read (`.Files`), changes the chart too. */
function isReached(
  { chart: { folder } }: ChartRoot,
  changed: ReadonlySet<string>,
): boolean {
  const below = pathIn(folder, '');
  return [...changed].some((file) => {
    if (!file.startsWith(below)) return false;
    const inside = file.slice(below.length);
    return (
      isPartOfChart(inside) ||
      (!/\.ya?ml$/i.test(inside) && /^(?:files?|config|scripts)\//.test(inside))
    );
  });
}

async function readCharts(
  tree: Tree,
  all: readonly string[],
): Promise<ReadonlyMap<string, Chart>> {
  const folders = all.filter(isChartFile).map(folderOf);
  // What stands below another chart's charts/ is part of that one.
  const own = folders.filter(
    (folder) =>
      !folders.some((other) =>
        folder.startsWith(other === '' ? 'charts/' : `${other}/charts/`),
      ),
  );
  const charts = new Map<string, Chart>();
  const read = async (folder: string, trail: readonly string[]): Promise<Chart> => {
    const known = charts.get(folder);
    if (known !== undefined) return known;
    const files = all.filter((file) => file.startsWith(pathIn(folder, '')));
    const description = await readDocument(tree, pathIn(folder, 'Chart.yaml'));
    const requirements = await readDocument(tree, pathIn(folder, 'requirements.yaml'));
    const named = [description, requirements].flatMap(
      (one) => one?.at('dependencies').items() ?? [],
    );
    const dependencies: Dependency[] = [];
    for (const at of named) {
      const name = at.at('name').text;
      if (name === null || name === '') continue;
      dependencies.push({
        name,
        at,
        stands: await placeOf(at, name, folder, files, folders, trail, read),
      });
    }
    const chart = { folder, description, files, dependencies };
    charts.set(folder, chart);
    return chart;
  };
  for (const folder of own) await read(folder, [folder]);
  return new Map([...charts].filter(([folder]) => own.includes(folder)));
}

async function placeOf(
  at: Cursor,
  name: string,
  folder: string,
  files: readonly string[],
  folders: readonly string[],
  trail: readonly string[],
  read: (folder: string, trail: readonly string[]) => Promise<Chart>,
): Promise<Dependency['stands']> {
  const below = pathIn(folder, 'charts/');
  if (files.some((file) => file === `${below}${name}/Chart.yaml`))
    return { kind: 'unpacked' };
  const packed = files.find(
    (file) =>
      file.startsWith(`${below}${name}-`) &&
      /^\d[^/]*\.tgz$/.test(file.slice(below.length + name.length + 1)),
  );
  if (packed !== undefined) return { kind: 'packed', file: packed };
  const target = /^file:\/\/(.+)$/.exec(at.at('repository').text ?? '')?.[1];
  if (target === undefined) return { kind: 'absent' };
  const place = path.posix
    .normalize(path.posix.join(folder === '' ? '.' : folder, target))
    .replace(/\/$/, '');
  const there = place === '.' ? '' : place;
  if (place.startsWith('..') || !folders.includes(there) || trail.includes(there))
    return { kind: 'absent' };
  return { kind: 'local', chart: await read(there, [...trail, there]) };
}

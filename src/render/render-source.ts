import pLimit from 'p-limit';
import { SettingsError } from '../domain/settings-error.ts';
import type { Tree } from '../domain/tree.ts';
import { treeReader } from '../engine/read-tree.ts';
import type { Rendering, RenderSource } from '../engine/sources.ts';
import { isKustomizationFile } from '../formats/kustomize.ts';
import type { Settings } from '../settings/settings.ts';
import { chartRoots, isChartFile } from './charts.ts';
import { readDeployments } from './deployments.ts';
import { renderChart } from './helm.ts';
import { filesOf, readKustomizations } from './kustomizations.ts';
import {
  findRoots,
  type KustomizeRoot,
  type RenderBench,
  type RootRendering,
  renderKustomization,
} from './kustomize.ts';
import { findConfinement, findTools, type Tools } from './tools.ts';
import { openWorkplace } from './workplace.ts';

/** What rendering is told. */
export interface RenderSettings
  extends Pick<Settings, 'renderRemote' | 'imageRules' | 'extraFormats'> {
  readonly render: Settings['render'];
  /** `stranger`: tools run confined, or not at all. `data`: the files are a stranger's beside secrets; no tool is handed them. */
  readonly files: 'own' | 'stranger' | 'data';
}

const AT_ONCE = 4;
const NOTHING: Rendering = { images: [], failures: [], covered: [], remarks: [] };

/** Renders what the changed files reach with the kustomize and helm of this machine, in a temporary folder without network. */
export function renderSource(settings: RenderSettings, signal: AbortSignal): RenderSource {
  let found: Promise<Tools> | null = null;
  return {
    render: async (tree, changed) => {
      if (settings.render === 'never') return NOTHING;
      if (settings.files === 'data')
        return unrendered(
          tree,
          'on pull_request_target no tool runs on what the head brings',
        );
      const confinement = settings.files === 'stranger' ? await findConfinement() : [];
      if (confinement === null) return unrendered(tree, NO_CONFINEMENT);
      found ??= findTools();
      return renderTree(
        tree,
        changed,
        settings,
        { tools: await found, confinement },
        signal,
      );
    },
  };
}

const NO_CONFINEMENT =
  'the pull request comes from a fork, and this machine offers no namespaces to keep the tools from the network and from this process (docs/security.md)';

async function unrendered(tree: Tree, why: string): Promise<Rendering> {
  const files = await tree.files();
  if (!files.some((file) => isKustomizationFile(file) || isChartFile(file))) return NOTHING;
  return {
    ...NOTHING,
    remarks: [`Kustomizations and charts were read as they stand, not rendered: ${why}.`],
  };
}

interface Kit {
  readonly tools: Tools;
  readonly confinement: readonly string[];
}

interface Root {
  readonly tool: 'kustomize' | 'helm';
  readonly render: (bench: RenderBench) => Promise<RootRendering>;
}

async function renderTree(
  tree: Tree,
  changed: readonly string[] | null,
  settings: RenderSettings,
  { tools, confinement }: Kit,
  signal: AbortSignal,
): Promise<Rendering> {
  const whole = (await tree.around?.()) ?? tree;
  const roots = await reachedRoots(
    whole,
    new Set(await tree.files()),
    changed === null ? null : new Set(changed),
  );
  const possible = roots.filter(({ tool }) => tools[tool] !== null);
  const remarks = (['kustomize', 'helm'] as const).flatMap((tool) => {
    const lacking = roots.filter(
      (root) => root.tool === tool && tools[tool] === null,
    ).length;
    if (lacking === 0) return [];
    if (settings.render === 'always') throw lackingTool(tool);
    const what = tool === 'kustomize' ? 'kustomizations' : 'charts';
    return [
      `The ${what} were read as they stand, not rendered: ${tool} is not on the PATH.`,
    ];
  });
  if (possible.length === 0) return { ...NOTHING, remarks };

  const workplace = await openWorkplace();
  try {
    const bench: RenderBench = {
      tree: whole,
      reader: treeReader(whole, settings),
      tools,
      workplace,
      network:
        settings.renderRemote === 'allow' && settings.files === 'own' ? 'open' : 'closed',
      confinement,
      imageRules: settings.imageRules,
      signal,
    };
    const limit = pLimit(AT_ONCE);
    const renderings = await Promise.all(
      possible.map((root) => limit(() => root.render(bench))),
    );
    return {
      images: renderings.flatMap((one) => (one.kind === 'rendered' ? one.images : [])),
      failures: renderings.flatMap((one) => (one.kind === 'failed' ? [one.failure] : [])),
      covered: renderings.flatMap((one) => (one.kind === 'rendered' ? [one.covered] : [])),
      remarks,
    };
  } finally {
    await workplace.release();
  }
}

/** The roots among the files that count which the changed ones reach. */
async function reachedRoots(
  tree: Tree,
  counted: ReadonlySet<string>,
  changed: ReadonlySet<string> | null,
): Promise<readonly Root[]> {
  const [kustomizations, deployments] = await Promise.all([
    readKustomizations(tree),
    readDeployments(tree, changed),
  ]);
  const near = new Map([...kustomizations].filter(([, { file }]) => counted.has(file)));
  const deployed = new Set(deployments.map(({ folder }) => folder));
  const folders = findRoots(near, deployed).filter((folder) => {
    if (changed === null) return true;
    const named = deployments.some((one) => one.folder === folder && changed.has(one.file));
    return named || [...filesOf(folder, kustomizations)].some((file) => changed.has(file));
  });
  const charts = await chartRoots(tree, deployments, counted, changed);
  const built = folders.flatMap((folder): readonly KustomizeRoot[] => {
    // A deployment with images of its own is what runs; the folder without them does not.
    const own = deployments.filter((one) => one.folder === folder && one.images.length > 0);
    return own.length === 0
      ? [{ folder, deployment: null }]
      : own.map((deployment) => ({ folder, deployment }));
  });
  return [
    ...built.map(
      (root): Root => ({
        tool: 'kustomize',
        render: (bench) => renderKustomization(root, kustomizations, bench),
      }),
    ),
    ...charts.map(
      (chart): Root => ({ tool: 'helm', render: (bench) => renderChart(chart, bench) }),
    ),
  ];
}

function lackingTool(tool: 'kustomize' | 'helm'): SettingsError {
  const which = tool === 'kustomize' ? 'kustomize or kubectl' : 'helm';
  return new SettingsError(
    `--render: expected ${which} on the PATH, for always; got none. Install it, or say --render auto to read files as they stand.`,
  );
}

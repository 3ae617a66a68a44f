import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { SettingsError } from '../domain/settings-error.ts';
import type { Tree } from '../domain/tree.ts';
import { openWhereBuilt } from '../engine/open-where-built.ts';
import { treeReader } from '../engine/read-tree.ts';
import type { RenderFailure, Rendering } from '../engine/sources.ts';
import { isKustomizationFile } from '../formats/kustomize.ts';
import { onceEach, oneByOne, type RenderBench, type RootRendering } from './bench.ts';
import { isChartFile } from './charts.ts';
import { chartFolder } from './deployments/read-deployments.ts';
import { type Root, reachedRoots } from './find-roots.ts';
import type { RenderSettings } from './render-settings.ts';
import type { Tools } from './tools.ts';
import { unreadRemarks } from './unread.ts';
import { openWorkplace } from './workplace.ts';

/** Each core has one to build, and somewhat more is on its way. */
const AT_ONCE = Math.max(4, availableParallelism());
const NOTHING: Rendering = {
  images: [],
  failures: [],
  covered: [],
  serviceAccounts: [],
  remarks: [],
};

/** Why nothing of a fork is rendered here. */
export const NO_CONFINEMENT =
  'the pull request comes from a fork, and this machine offers no namespaces to keep the tools from the network and from this process (docs/security.md)';

/** Says that what could be rendered is not, and why. */
export async function unrendered(tree: Tree, why: string): Promise<Rendering> {
  const files = await tree.files();
  if (!files.some((file) => isKustomizationFile(file) || isChartFile(file)))
    return NOTHING;
  return {
    ...NOTHING,
    remarks: [`Kustomizations and charts were read as they stand, not rendered: ${why}.`],
  };
}

/** Charts that the config gives values to, and that the working directory does not hold. */
function chartsOutside({ valuesRules, below }: RenderSettings): readonly string[] {
  return valuesRules.flatMap(({ files, chart }) =>
    chart === null || chartFolder(chart, below) !== null
      ? []
      : [
          `${files.join(', ')} go to ${chart}, which stands outside of the working directory, so it was not rendered with them: run from the repository's root.`,
        ],
  );
}

/** What rendering is done with. */
export interface Kit {
  readonly tools: Tools;
  readonly confinement: readonly string[];
}

/** Renders the roots that the changed files reach; all of them where `null` are changed. */
export async function renderTree(
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
    settings,
  );
  const possible = roots.filter(({ tool }) => tools[tool] !== null);
  const remarks = [
    ...lackingTools(roots, tools, settings),
    ...(await unreadRemarks(whole, tree, changed)),
    ...chartsOutside(settings),
  ];
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
      once: onceEach(),
      alone: oneByOne(),
    };
    const limit = pLimit(AT_ONCE);
    const renderings = await Promise.all(
      possible.map((root) => limit(() => root.render(bench))),
    );
    return await builtOpened(together(possible, renderings, remarks), whole);
  } finally {
    await workplace.release();
  }
}

function lackingTools(
  roots: readonly Root[],
  tools: Tools,
  { render }: RenderSettings,
): readonly string[] {
  return (['kustomize', 'helm'] as const).flatMap((tool) => {
    const lacking = roots.filter(
      (root) => root.tool === tool && tools[tool] === null,
    ).length;
    if (lacking === 0) return [];
    if (render === 'always') throw lackingTool(tool);
    const what = tool === 'kustomize' ? 'kustomizations' : 'charts';
    return [
      `The ${what} were read as they stand, not rendered: ${tool} is not on the PATH.`,
    ];
  });
}

/** What all roots come to. A cause is told once; that a chart's defaults, or values that only look like its own, do not render is no fault of it. */
function together(
  roots: readonly Root[],
  renderings: readonly RootRendering[],
  remarks: readonly string[],
): Rendering {
  const pairs = roots.flatMap((root, index) => {
    const rendering = renderings[index];
    return rendering === undefined ? [] : [{ root, rendering }];
  });
  const alive = new Set(
    pairs.flatMap(({ root, rendering }) =>
      rendering.kind === 'rendered' ? [root.family] : [],
    ),
  );
  const failures = pairs.flatMap(({ root, rendering }) => {
    if (rendering.kind === 'rendered') return rendering.problems;
    const isExcused = root.certainty !== 'said' && alive.has(root.family);
    return isExcused ? [] : [rendering.failure];
  });
  const usable = pairs.flatMap(({ rendering }) => {
    if (rendering.kind === 'rendered') return [rendering];
    return rendering.instead === null ? [] : [rendering.instead];
  });
  return {
    images: usable.flatMap(({ images }) => images),
    failures: onePerCause(failures),
    covered: usable.map(({ covered }) => covered),
    serviceAccounts: pairs.flatMap(({ rendering }) =>
      rendering.kind === 'rendered' ? rendering.serviceAccounts : [],
    ),
    remarks,
  };
}

async function builtOpened(rendering: Rendering, tree: Tree): Promise<Rendering> {
  const images = await Promise.all(
    rendering.images.map(async (one) => {
      const { file } = one.reference.location;
      const [reference = one.reference] = await openWhereBuilt(
        [one.reference],
        file,
        tree,
      );
      return { ...one, reference };
    }),
  );
  return { ...rendering, images };
}

function onePerCause(failures: readonly RenderFailure[]): readonly RenderFailure[] {
  const causes = new Map<string, RenderFailure>();
  for (const failure of failures) {
    const { file, line } = failure.location;
    const key = JSON.stringify([file, line, failure.why]);
    const other = causes.get(key);
    causes.set(
      key,
      other === undefined
        ? failure
        : { ...other, root: `${other.root}, ${failure.root}` },
    );
  }
  return [...causes.values()];
}

function lackingTool(tool: 'kustomize' | 'helm'): SettingsError {
  const which = tool === 'kustomize' ? 'kustomize or kubectl' : 'helm';
  return new SettingsError(
    `--render: expected ${which} on the PATH, for always; got none. Install it, or say --render auto to read files as they stand.`,
  );
}

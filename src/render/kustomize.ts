import path from 'node:path';
import { type SourceLocation, topOf } from '../domain/source-location.ts';
import type { Tree } from '../domain/tree.ts';
import type { TreeReader } from '../engine/read-tree.ts';
import type { RenderedImage, RenderFailure, Rendering } from '../engine/sources.ts';
import { type Cursor, parseDocuments } from '../formats/document.ts';
import type { ImageRule } from '../settings/settings.ts';
import type { Deployment } from './deployments.ts';
import { filesOf, type Kustomization, type Layer, layersOf } from './kustomizations.ts';
import { causeFirst } from './kustomize-complaint.ts';
import { atPlace, readRendered } from './rendered-document.ts';
import { runTool } from './run-tool.ts';
import { optionProblem } from './tool-words.ts';
import type { Tools } from './tools.ts';
import { type Traced, traceKustomize } from './trace-kustomize.ts';
import { folderNameOf, type Workplace } from './workplace.ts';

/** What one root came to. */
export type RootRendering =
  | {
      readonly kind: 'rendered';
      readonly images: readonly RenderedImage[];
      readonly covered: Rendering['covered'][number];
    }
  | { readonly kind: 'failed'; readonly failure: RenderFailure };

/** What building needs besides the root. */
export interface RenderBench {
  readonly tree: Tree;
  readonly reader: TreeReader;
  readonly tools: Tools;
  readonly workplace: Workplace;
  readonly network: 'closed' | 'open';
  readonly confinement: readonly string[];
  readonly imageRules: readonly ImageRule[];
  readonly signal: AbortSignal;
}

/**
 * The kustomizations that are deployed themselves: those that no other builds on, and those that something names (an Argo CD
 * Application, a Flux Kustomization).
 */
export function findRoots(
  kustomizations: ReadonlyMap<string, Kustomization>,
  named: ReadonlySet<string>,
): readonly string[] {
  const builtOn = new Set([...kustomizations.values()].flatMap(({ bases }) => bases));
  return [...kustomizations.values()]
    .filter(
      ({ component, folder }) => !component && (!builtOn.has(folder) || named.has(folder)),
    )
    .map(({ folder }) => folder);
}

/** A kustomization to build, and what deploys it with images of its own. */
export interface KustomizeRoot {
  readonly folder: string;
  readonly deployment: Deployment | null;
}

/** Builds one root with the real tool, and traces each image of its output to what a person edits. */
export async function renderKustomization(
  { folder, deployment }: KustomizeRoot,
  kustomizations: ReadonlyMap<string, Kustomization>,
  bench: RenderBench,
): Promise<RootRendering> {
  const { tools, workplace, tree, network } = bench;
  const layers = layersOf(folder, kustomizations);
  const place = folder === '' ? '.' : folder;
  const label = deployment === null ? place : `${place} by ${deployment.label}`;
  const kustomization = kustomizations.get(folder);
  if (kustomization === undefined || tools.kustomize === null)
    return failed(label, topOf(`${folder}/kustomization.yaml`), 'It is not there.');
  const refused = refusal(layers, bench);
  if (refused !== null) return failed(label, refused.location, refused.why);

  const files = [...filesOf(folder, kustomizations)];
  const unread = await workplace.copy(tree, files, 'tree');
  // A folder around the root, so that the tool says which file each object came from.
  const wrapper = `around/${folderNameOf(label)}`;
  await workplace.write(
    `${wrapper}/kustomization.yaml`,
    JSON.stringify({
      resources: [`../../tree/${folder}`],
      buildMetadata: ['originAnnotations'],
      ...overridesOf(deployment),
    }),
  );
  const run = await runTool({
    program: tools.kustomize.program,
    words: [
      ...tools.kustomize.words,
      ...chartWords(layers, bench),
      '--',
      path.join(workplace.folder, wrapper),
    ],
    folder: workplace.folder,
    home: workplace.home,
    network,
    confinement: bench.confinement,
    signal: bench.signal,
  });
  if (run.kind === 'failed') {
    const lacking =
      unread.length === 0 ? '' : ` Not text, so not handed to it: ${unread.join(', ')}.`;
    return failed(
      label,
      firstKey(kustomization),
      `${causeFirst(run.why.replaceAll('tree/', ''))}${lacking}`,
    );
  }
  const asTheyStand = (
    await Promise.all(
      files.filter(bench.reader.isCandidate).map((file) => bench.reader.read(file)),
    )
  ).flatMap(({ references }) => references);
  const images = readRendered(run.output, bench.imageRules).flatMap(
    ({ text, references }) => {
      const origin = originOf(text);
      return references.map((rendered): RenderedImage => {
        const traced =
          tracedOverride(rendered.image, deployment) ??
          traceKustomize(rendered, { layers, asTheyStand, origin });
        const place = traced ?? {
          location: firstKey(kustomization),
          part: 'tag',
          source: 'kustomize',
        };
        const remarks = traced === null ? [UNTRACED] : [];
        return {
          root: label,
          rootFile: kustomization.file,
          image: rendered.image,
          reference: {
            ...atPlace(rendered, place, asTheyStand),
            remarks: [...rendered.remarks, ...remarks],
          },
        };
      });
    },
  );
  return { kind: 'rendered', images, covered: { rootFile: kustomization.file, files } };
}

const UNTRACED = 'No single place in the files holds it; kustomize made it of several.';

/** What a deployment changes in the kustomization that it names. */
function overridesOf(deployment: Deployment | null): Readonly<Record<string, unknown>> {
  if (deployment === null) return {};
  const images = deployment.images.map(({ name, newName, newTag, digest }) => ({
    name,
    ...(newName === null ? {} : { newName }),
    ...(newTag === null ? {} : { newTag }),
    ...(digest === null ? {} : { digest }),
  }));
  return {
    images,
    ...(deployment.namespace === null ? {} : { namespace: deployment.namespace }),
  };
}

function tracedOverride(image: string, deployment: Deployment | null): Traced | null {
  const override = deployment?.images.find(
    ({ name, newName, newTag, digest }) =>
      (newTag !== null || digest !== null) &&
      image.startsWith(newName ?? name) &&
      (digest === null ? image.endsWith(`:${newTag}`) : image.endsWith(`@${digest}`)),
  );
  if (override === undefined) return null;
  const { at, text } = override;
  return {
    location: at.location,
    part: text === image ? 'image' : 'tag',
    source: override.source,
  };
}

/** Why a root is not handed to the tool at all, or `null`. */
function refusal(
  layers: readonly Layer[],
  { network, tools }: RenderBench,
): { readonly location: SourceLocation; readonly why: string } | null {
  for (const { kustomization } of layers) {
    for (const { entry, location, sort } of kustomization.away) {
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
    const handed = chartFieldsOf(kustomization).find(
      (one) => optionProblem(one.text ?? '') !== null,
    );
    if (handed !== undefined)
      return { location: handed.location, why: optionProblem(handed.text ?? '') ?? '' };
    if (kustomization.charts && (tools.helm === null || network === 'closed'))
      return {
        location: firstKey(kustomization),
        why: 'It inflates Helm charts (helmCharts), which may download them; that needs helm, and render-remote: allow.',
      };
  }
  return null;
}

/** What kustomize hands to helm as it stands: every text of a chart's entry but its values. */
function chartFieldsOf({ root }: Kustomization): readonly Cursor[] {
  const entries = [
    ...root.at('helmCharts').items(),
    ...root.at('helmChartInflationGenerator').items(),
  ];
  return [...entries, root.at('helmGlobals')].flatMap((entry) =>
    entry
      .entries()
      .flatMap(({ key, value }) =>
        key === 'valuesInline' || key === 'values' ? [] : [value, ...value.items()],
      ),
  );
}

function chartWords(layers: readonly Layer[], { tools }: RenderBench): readonly string[] {
  if (tools.helm === null || !layers.some(({ kustomization }) => kustomization.charts))
    return [];
  return ['--enable-helm', '--helm-command', tools.helm];
}

/** The file that kustomize says an object came from, by its origin annotation. */
function originOf(text: string): string | null {
  const [document] = parseDocuments('rendered.yaml', text, () => true);
  const origin =
    document?.root.at('metadata', 'annotations', 'config.kubernetes.io/origin').text ?? '';
  const said = /^path: (?:\.\.\/)*tree\/(.+)$/m.exec(origin)?.[1];
  return said ?? null;
}

function firstKey({ root, file }: Kustomization): SourceLocation {
  return (
    root.entries().find(({ key }) => key === 'resources')?.keyLocation ??
    root.entries()[0]?.keyLocation ??
    topOf(file)
  );
}

function failed(root: string, location: SourceLocation, why: string): RootRendering {
  return { kind: 'failed', failure: { root, location, why } };
}

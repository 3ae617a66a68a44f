import path from 'node:path';
import type { ImageReference, KubernetesServiceAccount } from '../domain/reference.ts';
import { topOf } from '../domain/source-location.ts';
import type { RenderedImage, Rendering } from '../engine/sources.ts';
import { parseDocuments } from '../formats/document.ts';
import type { RenderBench, RootRendering } from './bench.ts';
import {
  filesOf,
  firstKey,
  type Kustomization,
  type Layer,
  layersOf,
} from './kustomizations.ts';
import { causeFirst } from './kustomize-complaint.ts';
import { refusal, restrictionWords } from './kustomize-refusal.ts';
import {
  filledIn,
  inNamespace,
  type KustomizeRoot,
  placeOfVariable,
  tracedOverride,
  wrapped,
} from './overlay.ts';
import { ownImages } from './own-images.ts';
import { pluginRefusal } from './plugin-refusal.ts';
import {
  atPlace,
  readRendered,
  renderedAccounts,
  renderedProblems,
} from './rendered-document.ts';
import { runTool } from './run-tool.ts';
import { traceChart } from './trace-inflated.ts';
import { type Traced, traceKustomize } from './trace-kustomize.ts';
import { folderNameOf } from './workplace.ts';

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
      ({ component, folder }) =>
        !component && (!builtOn.has(folder) || named.has(folder)),
    )
    .map(({ folder }) => folder);
}

/** Builds one root with the real tool, and traces each image of its output to what a person edits. */
export async function renderKustomization(
  root: KustomizeRoot,
  kustomizations: ReadonlyMap<string, Kustomization>,
  bench: RenderBench,
): Promise<RootRendering> {
  const { folder, deployment, made } = root;
  const { tools, workplace, tree, network } = bench;
  const own = kustomizations.get(folder);
  const folders = [
    ...(own === undefined ? [] : [folder]),
    ...(deployment?.components ?? []),
  ];
  const layers = folders.flatMap((one) => layersOf(one, kustomizations));
  const files = [
    ...new Set([...folders.flatMap((one) => [...filesOf(one, kustomizations)]), ...made]),
  ];
  const place = folder === '' ? '.' : folder;
  const label = deployment === null ? place : `${place} by ${deployment.label}`;
  const rootFile = own?.file ?? deployment?.file ?? `${folder}/kustomization.yaml`;
  const top = own === undefined ? topOf(rootFile) : firstKey(own);
  const covered = { rootFile, files };
  if (tools.kustomize === null) return failed(label, top, 'It is not there.');

  const refused = refusal(layers, bench) ?? (await pluginRefusal(layers, bench));
  const asTheyStand = await referencesOf(
    [...files, ...(deployment === null ? [] : [deployment.file])],
    bench,
  );
  const instead = insteadOf(label, covered, ownImages(layers, asTheyStand), own);
  if (refused !== null) return failed(label, refused.location, refused.why, instead);
  const unread = await workplace.copy(tree, files.filter(isHanded), 'tree');
  for (const { kustomization } of layers)
    for (const file of kustomization.absent) await workplace.write(`tree/${file}`, '');
  // A folder around the root, so that the tool says which file each object came from.
  const wrapper = `around/${folderNameOf(label)}`;
  await workplace.write(`${wrapper}/kustomization.yaml`, JSON.stringify(wrapped(root)));
  const run = await runTool({
    program: tools.kustomize.program,
    words: [
      ...tools.kustomize.words,
      ...restrictionWords(layers),
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
      top,
      `${causeFirst(run.why.replaceAll('tree/', ''))}${lacking}`,
      instead,
    );
  }
  const inflated = await traceChart(layers, bench);
  const trace = (rendered: ImageReference, origin: string | null): Traced | null =>
    tracedOverride(rendered.image, deployment) ??
    traceKustomize(rendered, {
      layers,
      asTheyStand,
      origin,
      outermost: deployment?.file ?? null,
    }) ??
    inflated(rendered);
  const images = readRendered(run.output, bench).flatMap(({ text, references }) => {
    const origin = originOf(text);
    return references.map((raw): RenderedImage => {
      const traced = placeOfVariable(raw, deployment) ?? trace(raw, origin);
      const rendered = filledIn(raw, deployment);
      const at = traced ?? { location: top, part: 'image' as const, source: 'kustomize' };
      const remarks = traced === null ? [UNTRACED] : [];
      return {
        root: label,
        rootFile,
        image: rendered.image,
        reference: inNamespace(
          {
            ...atPlace(rendered, at, asTheyStand),
            remarks: [...rendered.remarks, ...remarks],
          },
          deployment,
        ),
      };
    });
  });
  const problems = renderedProblems(run.output, bench, label, (text) => {
    const origin = originOf(text);
    return origin === null ? top : topOf(origin);
  });
  const serviceAccounts = renderedAccounts(
    run.output,
    bench,
    { file: rootFile, namespace: deployment?.namespace ?? null },
    (text) => topOf(originOf(text) ?? rootFile),
    await accountsOf(files, bench),
  );
  return { kind: 'rendered', images, covered, serviceAccounts, problems };
}

const UNTRACED =
  'No single place in the files holds it: kustomize made it of several, so no edit is proposed.';

/** A schema of a chart may name files and addresses that are none of the chart's. */
function isHanded(file: string): boolean {
  return !/(?:^|\/)values\.schema\.json$/i.test(file);
}

async function referencesOf(
  files: readonly string[],
  { reader }: RenderBench,
): Promise<readonly ImageReference[]> {
  const read = await Promise.all(
    files.filter(reader.isCandidate).map((file) => reader.read(file)),
  );
  return read.flatMap(({ references }) => references);
}

async function accountsOf(
  files: readonly string[],
  { reader }: RenderBench,
): Promise<readonly KubernetesServiceAccount[]> {
  const read = await Promise.all(
    files.filter(reader.isCandidate).map((file) => reader.read(file)),
  );
  return read.flatMap(({ serviceAccounts }) => serviceAccounts);
}

function insteadOf(
  root: string,
  covered: Rendering['covered'][number],
  references: readonly ImageReference[],
  own: Kustomization | undefined,
): Extract<RootRendering, { kind: 'failed' }>['instead'] {
  if (own === undefined) return null;
  const images = references.map(
    (reference): RenderedImage => ({
      root,
      rootFile: covered.rootFile,
      image: reference.image,
      reference,
    }),
  );
  return { images, covered };
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
    document?.root.at('metadata', 'annotations', 'config.kubernetes.io/origin').text ??
    '';
  return /^path: (?:\.\.\/)*tree\/(.+)$/m.exec(origin)?.[1] ?? null;
}

function failed(
  root: string,
  location: Extract<RootRendering, { kind: 'failed' }>['failure']['location'],
  why: string,
  instead: Extract<RootRendering, { kind: 'failed' }>['instead'] = null,
): RootRendering {
  return { kind: 'failed', failure: { root, location, why }, instead };
}

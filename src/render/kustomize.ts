import path from 'node:path';
import type { ImageReference } from '../domain/reference.ts';
import type { SourceLocation } from '../domain/source-location.ts';
import type { RenderedImage } from '../engine/sources.ts';
import type { RenderBench, RootRendering } from './bench.ts';
import { isHanded } from './chart-copy.ts';
import type { Kustomization, Layer } from './kustomizations.ts';
import { causeFirst } from './kustomize-complaint.ts';
import { readBuilt } from './kustomize-output.ts';
import { type Plan, planOf } from './kustomize-plan.ts';
import { refusal, restrictionWords } from './kustomize-refusal.ts';
import { type Marked, markAround, markInside } from './origin-marks.ts';
import type { KustomizeRoot } from './overlay.ts';
import { ownImages } from './own-images.ts';
import { pluginRefusal } from './plugin-refusal.ts';
import { runTool, type ToolRun } from './run-tool.ts';
import type { KustomizeProgram } from './tools.ts';

/** Builds one root with the real tool, and traces each image of its output to what a person edits. */
export async function renderKustomization(
  root: KustomizeRoot,
  kustomizations: ReadonlyMap<string, Kustomization>,
  bench: RenderBench,
): Promise<RootRendering> {
  const { kustomize } = bench.tools;
  const plan = planOf(root, kustomizations);
  const { layers, files, label, top } = plan;
  if (kustomize === null) return failed(label, top, 'It is not there.');

  const refused = refusal(layers, bench) ?? (await pluginRefusal(layers, bench));
  const { deployment } = root;
  const read = [...files, ...(deployment === null ? [] : [deployment.file])];
  const asTheyStand = await referencesOf(read, bench);
  const instead = () => insteadOf(plan, asTheyStand);
  if (refused !== null) return failed(label, refused.location, refused.why, instead());

  const unread = await layOut(plan, bench);
  const run = await build(kustomize, plan, bench);
  if (run.kind === 'done') return readBuilt(run, plan, asTheyStand, bench);
  const lacking =
    unread.length === 0 ? '' : ` Not text, so not handed to it: ${unread.join(', ')}.`;
  const why = causeFirst(run.why.replaceAll('tree/', ''));
  return failed(label, top, `${why}${lacking}`, instead());
}

/** Copies what the tool reads, with empty stand-ins for what is absent or no text; says which manifests could not be handed to it. */
async function layOut(
  { layers, files }: Plan,
  { workplace, tree }: RenderBench,
): Promise<readonly string[]> {
  const unread = await workplace.copy(tree, files.filter(isHanded), 'tree');
  for (const { kustomization } of layers)
    for (const file of kustomization.absent) await workplace.write(`tree/${file}`, '');
  const data = unread.filter((file) => !/\.(?:ya?ml|json)$/i.test(file));
  for (const file of data) await workplace.write(`tree/${file}`, '');
  return unread.filter((file) => !data.includes(file));
}

type Built =
  | {
      readonly kind: 'done';
      readonly output: string;
      readonly originOf: Marked['originOf'];
    }
  | { readonly kind: 'failed'; readonly why: string };

/** The root itself, and where that fails or cannot be told where objects came from, a folder around it: its complaint is the one that is told. */
async function build(
  kustomize: KustomizeProgram,
  plan: Plan,
  bench: RenderBench,
): Promise<Built> {
  const { workplace, tree } = bench;
  const text = plan.own === undefined ? null : await tree.read(plan.own.file);
  const inside = text?.kind === 'text' ? markInside(plan, text.text, workplace) : null;
  if (inside !== null) {
    const run = await buildFolder(kustomize, inside.folder, plan, bench);
    if (run.kind === 'done') return { ...run, originOf: inside.originOf };
  }
  const around = await markAround(plan, workplace);
  const run = await buildFolder(kustomize, around.folder, plan, bench);
  return run.kind === 'done' ? { ...run, originOf: around.originOf } : run;
}

function buildFolder(
  kustomize: KustomizeProgram,
  folder: string,
  { layers }: Plan,
  bench: RenderBench,
): Promise<ToolRun> {
  const { workplace, network, confinement, signal } = bench;
  return runTool({
    program: kustomize.program,
    words: [
      ...kustomize.words,
      ...restrictionWords(layers),
      ...chartWords(layers, bench),
      '--',
      path.join(workplace.folder, folder),
    ],
    folder: workplace.folder,
    home: workplace.home,
    network,
    confinement,
    signal,
  });
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

/** What the root's own entries make of the files that it builds on. */
function insteadOf(
  { own, layers, label, rootFile, files }: Plan,
  asTheyStand: readonly ImageReference[],
): Extract<RootRendering, { kind: 'failed' }>['instead'] {
  if (own === undefined) return null;
  const images = ownImages(layers, asTheyStand).map(
    (reference): RenderedImage => ({
      root: label,
      rootFile,
      image: reference.image,
      reference,
    }),
  );
  return { images, covered: { rootFile, files } };
}

function chartWords(layers: readonly Layer[], { tools }: RenderBench): readonly string[] {
  if (tools.helm === null || !layers.some(({ kustomization }) => kustomization.charts))
    return [];
  return ['--enable-helm', '--helm-command', tools.helm];
}

function failed(
  root: string,
  location: SourceLocation,
  why: string,
  instead: Extract<RootRendering, { kind: 'failed' }>['instead'] = null,
): RootRendering {
  return { kind: 'failed', failure: { root, location, why }, instead };
}

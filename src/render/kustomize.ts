import path from 'node:path';
import { parseImageName } from '../domain/image-name.ts';
import type { ImageReference } from '../domain/reference.ts';
import { topOf } from '../domain/source-location.ts';
import type { RenderedImage, Rendering } from '../engine/sources.ts';
import { parseDocuments } from '../formats/document.ts';
import type { RenderBench, RootRendering } from './bench.ts';
import type { Deployment } from './deployments/deployment.ts';
import { applyOverrides } from './image-overrides.ts';
import {
  filesOf,
  firstKey,
  type Kustomization,
  type Layer,
  layersOf,
} from './kustomizations.ts';
import { causeFirst } from './kustomize-complaint.ts';
import { refusal, restrictionWords } from './kustomize-refusal.ts';
import { ownImages } from './own-images.ts';
import { plainValue } from './plain-values.ts';
import { atPlace, readRendered, renderedProblems } from './rendered-document.ts';
import { runTool } from './run-tool.ts';
import { substitute, variableIn } from './substitute.ts';
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
      ({ component, folder }) => !component && (!builtOn.has(folder) || named.has(folder)),
    )
    .map(({ folder }) => folder);
}

/** A folder to build, and what deploys it with something of its own. */
export interface KustomizeRoot {
  readonly folder: string;
  readonly deployment: Deployment | null;
  /** The manifests of a folder without a kustomization, for which Flux makes one. */
  readonly made: readonly string[];
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

  const refused = refusal(layers, bench);
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
  return { kind: 'rendered', images, covered, problems };
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

/** The kustomization around a root: what deploys it puts on top. */
function wrapped({ folder, deployment, made }: KustomizeRoot): unknown {
  const below = (one: string): string => `../../tree/${one}`;
  const resources = made.length === 0 ? [below(folder)] : made.map(below);
  const base = { resources, buildMetadata: ['originAnnotations'] };
  if (deployment === null) return base;
  const images = deployment.images.map(({ name, newName, newTag, digest }) => ({
    name,
    ...(newName === null ? {} : { newName }),
    ...(newTag === null ? {} : { newTag }),
    ...(digest === null ? {} : { digest }),
  }));
  const patches = deployment.patches.map((one) => {
    const value = plainValue(one, () => null) as Readonly<Record<string, unknown>>;
    const file = one.at('path').text;
    return file === null ? value : { ...value, path: below(`${folder}/${file}`) };
  });
  return {
    ...base,
    images,
    ...(patches.length === 0 ? {} : { patches }),
    ...(deployment.components.length === 0
      ? {}
      : { components: deployment.components.map(below) }),
    ...(deployment.forcedNamespace === null
      ? {}
      : { namespace: deployment.forcedNamespace }),
  };
}

function tracedOverride(image: string, deployment: Deployment | null): Traced | null {
  if (deployment === null) return null;
  for (const override of deployment.images.toReversed()) {
    const { newName, name } = override;
    const before = `${name}${image.slice((newName ?? name).length)}`;
    const made = applyOverrides(before, [override]);
    if (
      made.place !== null &&
      made.image === image &&
      (override.newTag ?? override.digest) !== null
    )
      return made.place;
  }
  return null;
}

/** Where a variable of Flux makes the version, it is what a person edits. */
function placeOfVariable(
  { image }: ImageReference,
  deployment: Deployment | null,
): Traced | null {
  const { substitutions = null } = deployment ?? {};
  const variable = substitutions === null ? null : variableIn(image, substitutions);
  return variable === null
    ? null
    : { location: variable.location, part: 'tag', source: 'flux' };
}

function filledIn(
  reference: ImageReference,
  deployment: Deployment | null,
): ImageReference {
  const { substitutions = null } = deployment ?? {};
  if (substitutions === null || !reference.image.includes('$')) return reference;
  const image = substitute(reference.image, substitutions);
  return { ...reference, image, parsed: parseImageName(image) };
}

/** A namespace that an object names itself stays; else it is put where its deployment says. */
function inNamespace(
  reference: ImageReference,
  deployment: Deployment | null,
): ImageReference {
  const { workload } = reference;
  if (workload === null || workload.namespace !== null || deployment === null)
    return reference;
  return { ...reference, workload: { ...workload, namespace: deployment.namespace } };
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
    document?.root.at('metadata', 'annotations', 'config.kubernetes.io/origin').text ?? '';
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

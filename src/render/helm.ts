import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import type { ImageReference } from '../domain/reference.ts';
import { topOf } from '../domain/source-location.ts';
import type { RenderedImage, Rendering } from '../engine/sources.ts';
import type { Cursor } from '../formats/document.ts';
import { type ChartRoot, lackingDependency, pathIn } from './charts.ts';
import type { RenderBench, RootRendering } from './kustomize.ts';
import { type Instead, leavesOf, plainValue } from './plain-values.ts';
import { readDocument } from './read-document.ts';
import { atPlace, readRendered } from './rendered-document.ts';
import { runTool, type ToolRun } from './run-tool.ts';
import { namespaceProblem, releaseNameProblem } from './tool-words.ts';
import { type HelmTrail, markOf, traceHelm } from './trace-helm.ts';
import { folderNameOf } from './workplace.ts';

/** Renders a chart with the real tool, and again with its values marked, to see which of them each image is made of. */
export async function renderChart(
  root: ChartRoot,
  bench: RenderBench,
): Promise<RootRendering> {
  const { workplace, tree } = bench;
  const chartFile = pathIn(root.folder, 'Chart.yaml');
  const chart = await readDocument(tree, chartFile);
  if (chart?.at('type').text === 'library')
    return {
      kind: 'rendered',
      images: [],
      covered: { rootFile: root.rootFile, files: [] },
    };
  const failed = (why: string, at?: Cursor): RootRendering => ({
    kind: 'failed',
    failure: {
      root: root.label,
      location: at?.location ?? chart?.at('name').location ?? topOf(chartFile),
      why,
    },
  });
  const lacking = chart === null ? undefined : lackingDependency(root, chart);
  if (lacking !== undefined && bench.network === 'closed') {
    const name = lacking.at('name').text ?? '?';
    return failed(
      `The dependency ${name} is not in the chart's charts/ folder, and nothing is fetched unless render-remote: allow says so.`,
      lacking.at('name'),
    );
  }
  const wrong = namesProblem(root);
  if (wrong !== null) return failed(wrong);
  const place = `helm/${folderNameOf(root.label)}`;
  await workplace.copy(tree, [...root.files, ...root.valueFiles].filter(isHanded), place);
  await copyDependencies(root, place, bench);
  await Promise.all(
    (root.deployment?.inline ?? []).map((values, index) =>
      workplace.write(
        `${place}/${inlineFile(index)}`,
        JSON.stringify(plainValue(values, () => null)),
      ),
    ),
  );
  if (lacking !== undefined) {
    const fetched = await helm(
      ['dependency', 'build', '--', path.join(workplace.folder, place, root.folder)],
      bench,
    );
    if (fetched.kind === 'failed') return failed(fetched.why);
  }
  const run = await template(root, place, bench, () => null);
  if (run.kind === 'failed') return failed(run.why);
  const documents = readRendered(run.output, bench.imageRules);
  const rendered = documents.flatMap(({ text, references }) =>
    references.map((reference) => ({ reference, template: sourceOf(text) })),
  );
  if (rendered.length === 0)
    return { kind: 'rendered', images: [], covered: coveredBy(root) };
  const trail = await probe(root, place, bench, rendered);
  const images = rendered.map(({ reference, template: from }, index): RenderedImage => {
    const traced = traceHelm(reference, from, index, trail);
    const atIt = atPlace(inNamespace(reference, root), traced, []);
    return {
      root: root.label,
      rootFile: root.rootFile,
      image: reference.image,
      reference: atIt,
    };
  });
  return { kind: 'rendered', images, covered: coveredBy(root) };
}

/** Puts the dependencies that stand elsewhere in the tree where helm looks for them. */
async function copyDependencies(
  root: ChartRoot,
  place: string,
  { tree, workplace }: RenderBench,
): Promise<void> {
  const charts = `${place}/${pathIn(root.folder, 'charts')}`;
  for (const [name, folder] of root.local) {
    for (const file of root.localFiles.filter(
      (one) => one.startsWith(`${folder}/`) && isHanded(one),
    )) {
      const content = await tree.read(file);
      if (content.kind === 'text')
        await workplace.write(
          `${charts}/${name}/${file.slice(folder.length + 1)}`,
          content.text,
        );
    }
  }
}

/** Where a deployment is read from, other references stand too: its own values are traced, and so are one with what is read there. */
function coveredBy({
  rootFile,
  files,
  valueFiles,
}: ChartRoot): Rendering['covered'][number] {
  return {
    rootFile,
    files: [...files.filter((file) => /\.ya?ml$/.test(file)), ...valueFiles],
  };
}

const NO_NAMESPACE = 'gar-preflight-no-namespace';

/** Runs `helm template`; `instead` gives a parameter another text. */
async function template(
  { folder, valueFiles, deployment }: ChartRoot,
  place: string,
  bench: RenderBench,
  instead: Instead,
): Promise<ToolRun> {
  const { workplace } = bench;
  const at = (file: string): string => path.join(workplace.folder, place, file);
  const inline = (deployment?.inline ?? []).map((_, index) => at(inlineFile(index)));
  const parameters = (deployment?.parameters ?? []).flatMap(({ name, value }) => {
    const text = instead(value) ?? value.written ?? '';
    return ['--set-string', `${name}=${text.replace(/[\\,{}]/g, '\\$&')}`];
  });
  const named = await Promise.all(
    valueFiles.map((file, index) =>
      handValues(at(file), `${place}/.values-${index}`, bench),
    ),
  );
  // What a tree names stands behind its flag, or after `--`; every path is absolute.
  return helm(
    [
      'template',
      '--namespace',
      deployment?.namespace ?? NO_NAMESPACE,
      '--skip-tests',
      ...[...named, ...inline].flatMap((file) => ['--values', file]),
      ...parameters,
      '--',
      deployment?.releaseName ?? 'release-name',
      at(folder),
    ],
    bench,
  );
}

/** helm takes a comma in a file's name for the end of it: such a file is handed over by another name. */
async function handValues(
  file: string,
  other: string,
  { workplace }: RenderBench,
): Promise<string> {
  if (!/[",\n]/.test(file)) return file;
  await copyFile(file, path.join(workplace.folder, other));
  return path.join(workplace.folder, other);
}

/** A schema may name files and addresses that are none of the chart's (`$ref`); what a chart makes of its values needs none. */
function isHanded(file: string): boolean {
  return !/(?:^|\/)values\.schema\.json$/i.test(file);
}

/** What a deployment names that helm's own grammar refuses, or `null`. */
function namesProblem({ deployment }: ChartRoot): string | null {
  const { releaseName = null, namespace = null } = deployment ?? {};
  return (
    (releaseName === null ? null : releaseNameProblem(releaseName)) ??
    (namespace === null ? null : namespaceProblem(namespace))
  );
}

function helm(
  words: readonly string[],
  { tools, workplace, network, confinement, signal }: RenderBench,
): Promise<ToolRun> {
  const { folder, home } = workplace;
  return runTool({
    program: tools.helm ?? 'helm',
    words,
    folder,
    home,
    network,
    confinement,
    signal,
  });
}

/** Every values scalar that could be part of an image, marked, and what the chart makes of the marks. */
async function probe(
  root: ChartRoot,
  place: string,
  bench: RenderBench,
  rendered: readonly { readonly reference: ImageReference }[],
): Promise<HelmTrail> {
  const { tree, workplace } = bench;
  const files = [...new Set([...root.files.filter(isValues), ...root.valueFiles])];
  const read = await Promise.all(
    files.map(async (file) => ({ file, values: await readDocument(tree, file) })),
  );
  const mappings = read.flatMap(({ file, values }) =>
    values === null ? [] : [{ file, values }],
  );
  const { inline = [], parameters = [] } = root.deployment ?? {};
  const all = [
    ...mappings,
    ...inline.map((values, index) => ({ file: inlineFile(index), values })),
  ];
  const leaves = [
    ...all.map(({ values }) => values),
    ...parameters.map(({ value }) => value),
  ].flatMap((one) => leavesOf(one));
  const images = rendered.map(({ reference }) => reference.image);
  const candidates = leaves.filter(({ text }) =>
    images.some((image) => mayHold(image, text)),
  );
  const keyOf = ({ location, path: at }: Pick<Cursor, 'location' | 'path'>): string =>
    `${location.file}\n${at}\n${location.line}`;
  const marks = new Map(candidates.map((leaf, index) => [keyOf(leaf), markOf(index)]));
  const mark: Instead = (scalar) => marks.get(keyOf(scalar)) ?? null;
  const marked = `${place}-marked`;
  await workplace.copy(tree, [...root.files, ...root.valueFiles].filter(isHanded), marked);
  await copyDependencies(root, marked, bench);
  for (const { file, values } of all)
    await workplace.write(`${marked}/${file}`, JSON.stringify(plainValue(values, mark)));
  const run = await template(root, marked, bench, mark);
  const shown =
    run.kind === 'failed'
      ? []
      : readRendered(run.output, bench.imageRules).flatMap(({ references }) => references);
  const sameShape = shown.length === rendered.length;
  const templates = await Promise.all(
    [...root.files, ...root.localFiles]
      .filter((file) => /(?:^|\/)templates\//.test(file))
      .map(async (file) => {
        const content = await tree.read(file);
        return [file, content.kind === 'text' ? content.text : ''] as const;
      }),
  );
  return {
    marked: sameShape ? shown.map(({ image }) => image) : [],
    candidates,
    folder: root.folder,
    local: root.local,
    templates: new Map(templates),
    fallback: mappings.at(-1)?.file ?? root.rootFile,
  };
}

/** Where values that stand in an object are written for the tool. */
function inlineFile(index: number): string {
  return `.inline-${index}.json`;
}

function isValues(file: string): boolean {
  return /(?:^|\/)(?:values|Chart)\.yaml$/.test(file);
}

/** Could a scalar be part of an image's name? It stands there between `/`, `:`, `@` or at an end, or helm printed the number that it is. */
function mayHold(image: string, text: string): boolean {
  const bare = text.replace(/^\/+|\/+$/g, '');
  if (bare === '') return false;
  if (image.includes(bare)) return true;
  return /^[\d.]+$/.test(bare) && image.includes(String(Number(bare)));
}

/** `# Source: web/templates/api.yaml`: the template that a document came from, below the chart's folder. */
function sourceOf(text: string): string | null {
  return /^# Source: [^/\n]+\/(.+)$/m.exec(text)?.[1] ?? null;
}

function inNamespace(reference: ImageReference, { deployment }: ChartRoot): ImageReference {
  const { workload } = reference;
  if (workload === null) return reference;
  const said = workload.namespace === NO_NAMESPACE ? null : workload.namespace;
  return {
    ...reference,
    workload: { ...workload, namespace: said ?? deployment?.namespace ?? null },
  };
}

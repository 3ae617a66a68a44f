import path from 'node:path';
import type { ImageReference } from '../domain/reference.ts';
import type { RenderedImage, Rendering } from '../engine/sources.ts';
import type { Cursor } from '../formats/document.ts';
import { type ChartRoot, lackingDependency, readMapping } from './charts.ts';
import type { RenderBench, RootRendering } from './kustomize.ts';
import { leavesOf, plainValue } from './plain-values.ts';
import { atPlace, readRendered } from './rendered-document.ts';
import { runTool, type ToolRun } from './run-tool.ts';
import { type HelmTrail, markOf, traceHelm } from './trace-helm.ts';

/** Puts the dependencies that stand elsewhere in the tree where helm looks for them. */
async function copyDependencies(
  root: ChartRoot,
  place: string,
  { tree, workplace }: RenderBench,
): Promise<void> {
  const charts = `${place}/${root.folder === '' ? '' : `${root.folder}/`}charts`;
  for (const [name, folder] of root.local) {
    for (const file of root.localFiles.filter((one) => one.startsWith(`${folder}/`))) {
      const content = await tree.read(file);
      if (content.kind === 'text')
        await workplace.write(`${charts}/${name}/${file.slice(folder.length + 1)}`, content.text);
    }
  }
}

/** Renders a chart with the real tool, and again with its values marked, to see which of them each image is made of. */
export async function renderChart(root: ChartRoot, bench: RenderBench): Promise<RootRendering> {
  const { workplace, tree } = bench;
  const chartFile = `${root.folder === '' ? '' : `${root.folder}/`}Chart.yaml`;
  const chart = await readMapping(tree, chartFile);
  if (chart?.at('type').text === 'library')
    return { kind: 'rendered', images: [], covered: { rootFile: root.rootFile, files: [] } };
  const failed = (why: string, at?: Cursor): RootRendering => ({
    kind: 'failed',
    failure: {
      root: root.label,
      location: at?.location ??
        chart?.at('name').location ?? { file: chartFile, line: 1, column: 1, endLine: 1, endColumn: 1 },
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
  const place = `helm/${encodeURIComponent(root.label)}`;
  await workplace.copy(tree, [...root.files, ...root.valueFiles], place);
  await copyDependencies(root, place, bench);
  await Promise.all(
    (root.deployment?.inline ?? []).map((values, index) =>
      workplace.write(`${place}/.inline-${index}.json`, JSON.stringify(plainValue(values, () => null))),
    ),
  );
  if (lacking !== undefined) {
    const fetched = await helm(['dependency', 'build', path.join(place, root.folder)], bench);
    if (fetched.kind === 'failed') return failed(fetched.why);
  }
  const run = await template(root, place, bench, () => null);
  if (run.kind === 'failed') return failed(run.why);
  const documents = readRendered(run.output, bench.imageRules);
  const rendered = documents.flatMap(({ text, references }) =>
    references.map((reference) => ({ reference, template: sourceOf(text) })),
  );
  if (rendered.length === 0) return { kind: 'rendered', images: [], covered: coveredBy(root) };
  const trail = await probe(root, place, bench, rendered);
  const images = rendered.map(({ reference, template: from }, index): RenderedImage => {
    const traced = traceHelm(reference, from, index, trail);
    const atIt = atPlace(inNamespace(reference, root), traced, []);
    return { root: root.label, rootFile: root.rootFile, image: reference.image, reference: atIt };
  });
  return { kind: 'rendered', images, covered: coveredBy(root) };
}

/** Where a deployment is read from, other references stand too: its own values are traced, and so are one with what is read there. */
function coveredBy({ rootFile, files, valueFiles }: ChartRoot): Rendering['covered'][number] {
  return { rootFile, files: [...files.filter((file) => /\.ya?ml$/.test(file)), ...valueFiles] };
}

const NO_NAMESPACE = 'gar-preflight-no-namespace';

/** Runs `helm template`; `instead` gives a values scalar another text, by file and path. */
async function template(
  { folder, valueFiles, deployment }: ChartRoot,
  place: string,
  bench: RenderBench,
  instead: (file: string, path: string) => string | null,
): Promise<ToolRun> {
  const inline = (deployment?.inline ?? []).map((_, index) => `${place}/.inline-${index}.json`);
  const parameters = (deployment?.parameters ?? []).flatMap(({ name, value }) => {
    const text = instead(deployment?.file ?? '', value.path) ?? value.written ?? '';
    return ['--set-string', `${name}=${text.replace(/[\\,{}]/g, '\\$&')}`];
  });
  return helm(
    [
      'template',
      deployment?.releaseName ?? 'release-name',
      path.join(place, folder),
      '--namespace',
      deployment?.namespace ?? NO_NAMESPACE,
      '--skip-tests',
      ...[...valueFiles.map((file) => `${place}/${file}`), ...inline].flatMap((file) => ['--values', file]),
      ...parameters,
    ],
    bench,
  );
}

function helm(
  words: readonly string[],
  { tools, workplace, network, signal }: RenderBench,
): Promise<ToolRun> {
  const { folder, home } = workplace;
  return runTool({ program: tools.helm ?? 'helm', words, folder, home, network, signal });
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
  const mappings = (
    await Promise.all(
      files.map(async (file) => ({ target: file, file, values: await readMapping(tree, file) })),
    )
  ).flatMap(({ values, ...rest }) => (values === null ? [] : [{ ...rest, values }]));
  const { deployment } = root;
  const all = [
    ...mappings,
    ...(deployment?.inline ?? []).map((values, index) => ({
      target: `.inline-${index}.json`,
      file: deployment?.file ?? '',
      values,
    })),
  ];
  const leaves = all.flatMap(({ values }) => leavesOf(values));
  const parameters = (deployment?.parameters ?? []).flatMap(({ value }) => leavesOf(value));
  const images = rendered.map(({ reference }) => reference.image);
  const candidates = [...leaves, ...parameters].filter(({ text }) =>
    images.some((image) => mayHold(image, text)),
  );
  const marks = new Map(
    candidates.map(({ location, path: at }, index) => [
      `${location.file}\n${at}\n${location.line}`,
      markOf(index),
    ]),
  );
  const markAt = ({ location, path: at }: Cursor): string | null =>
    marks.get(`${location.file}\n${at}\n${location.line}`) ?? null;
  const marked = `${place}-marked`;
  await workplace.copy(tree, [...root.files, ...root.valueFiles], marked);
  await copyDependencies(root, marked, bench);
  for (const { target, values } of all) {
    const byPath = new Map(leavesWithCursors(values).map((one) => [one.path, markAt(one)]));
    await workplace.write(
      `${marked}/${target}`,
      JSON.stringify(plainValue(values, (at) => byPath.get(at) ?? null)),
    );
  }
  const byParameter = new Map(
    (deployment?.parameters ?? []).map(({ value }) => [value.path, markAt(value)] as const),
  );
  const run = await template(root, marked, bench, (_, at) => byParameter.get(at) ?? null);
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

function isValues(file: string): boolean {
  return /(?:^|\/)(?:values|Chart)\.yaml$/.test(file);
}

function leavesWithCursors(place: Cursor, depth = 0): readonly Cursor[] {
  if (depth > 48) return [];
  if (place.type === 'mapping')
    return place.entries().flatMap(({ value }) => leavesWithCursors(value, depth + 1));
  if (place.type === 'list') return place.items().flatMap((item) => leavesWithCursors(item, depth + 1));
  return [place];
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
  return { ...reference, workload: { ...workload, namespace: said ?? deployment?.namespace ?? null } };
}

import path from 'node:path';
import { parseImageName } from '../domain/image-name.ts';
import { takeApart } from '../domain/image-parts.ts';
import type { ImageReference } from '../domain/reference.ts';
import { topOf } from '../domain/source-location.ts';
import type { RenderedImage } from '../engine/sources.ts';
import type { RenderBench, RootRendering } from './bench.ts';
import { copyChart } from './chart-copy.ts';
import { type ChartRoot, pathIn, reads } from './charts.ts';
import { helm, NO_NAMESPACE, template, templateFile } from './helm-template.ts';
import { applyOverrides } from './image-overrides.ts';
import { probe } from './probe-chart.ts';
import {
  atPlace,
  readRendered,
  renderedAccounts,
  renderedProblems,
} from './rendered-document.ts';
import { namespaceProblem, releaseNameProblem } from './tool-words.ts';
import { traceHelm } from './trace-helm.ts';
import { folderNameOf } from './workplace.ts';

/** Renders a chart with the real tool, and again with its values marked, to see which of them each image is made of. */
export async function renderChart(
  root: ChartRoot,
  bench: RenderBench,
): Promise<RootRendering> {
  const { chart } = root;
  const chartFile = pathIn(chart.folder, 'Chart.yaml');
  const failed = (why: string): RootRendering => ({
    kind: 'failed',
    failure: {
      root: root.label,
      location: chart.description?.at('name').location ?? topOf(chartFile),
      why,
    },
    instead: null,
  });
  const wrong = namesProblem(root);
  if (wrong !== null) return failed(wrong);
  const place = `helm/${folderNameOf(chart.folder)}`;
  await bench.once(place, () => copyChart(chart, place, bench.tree, bench.workplace));
  await fetchAbsent(root, place, bench);
  const run = await template(root, place, bench, () => null);
  if (run.kind === 'failed') return failed(run.why);
  const covered = {
    rootFile: root.rootFile,
    files: reads(root).filter((file) => !isDeployer(file, root)),
  };
  const documents = readRendered(run.output, bench);
  const rendered = documents.flatMap(({ text, reading }) =>
    reading.references.map((reference) => ({ reference, template: sourceOf(text) })),
  );
  const problems = renderedProblems(documents, root.label, (text) =>
    topOf(templateFile(sourceOf(text), root) ?? chartFile),
  );
  const serviceAccounts = renderedAccounts(
    documents,
    { file: root.rootFile, namespace: root.deployment?.namespace ?? null },
    (text) => topOf(templateFile(sourceOf(text), root) ?? root.rootFile),
    [],
  ).map((one) => ({
    ...one,
    namespace: one.namespace === NO_NAMESPACE ? null : one.namespace,
  }));
  const spoken = { kind: 'rendered' as const, covered, serviceAccounts, problems };
  if (rendered.length === 0) return { ...spoken, images: [] };
  const trail = await probe(root, place, bench, rendered);
  const images = rendered.map(({ reference, template: from }, index): RenderedImage => {
    const traced = applyOverrides(reference.image, root.deployment?.images ?? []);
    const where = traced.place ?? traceHelm(reference, from, index, trail);
    const atIt = atPlace(inNamespace(withText(reference, traced.image), root), where, []);
    return {
      root: root.label,
      rootFile: root.rootFile,
      image: traced.image,
      reference: openWhereUnsaid(atIt, root),
    };
  });
  return { ...spoken, images };
}

/** Where a deployment is read from, other references stand too: the rendering speaks for its values alone. */
function isDeployer(file: string, { deployment, valueFiles }: ChartRoot): boolean {
  if (deployment === null || valueFiles.includes(file)) return false;
  return file === deployment.file || deployment.also.includes(file);
}

/** Only where the network is open: what the tree lacks is fetched as helm does. */
async function fetchAbsent(
  root: ChartRoot,
  place: string,
  bench: RenderBench,
): Promise<void> {
  const isLacking = root.chart.dependencies.some(
    ({ stands }) => stands.kind === 'absent',
  );
  if (!isLacking || bench.network === 'closed') return;
  await bench.once(`${place} fetched`, async () => {
    const content = await bench.tree.read(pathIn(root.chart.folder, 'Chart.yaml'));
    if (content.kind === 'text')
      await bench.workplace.write(`${place}/Chart.yaml`, content.text);
    await helm(
      ['dependency', 'update', '--', path.join(bench.workplace.folder, place)],
      bench,
    );
  });
}

/** A chart's defaults may leave the tag to whoever installs it: that is nothing that is wrong with them. */
function openWhereUnsaid(
  reference: ImageReference,
  { certainty }: ChartRoot,
): ImageReference {
  const { name, tag } = takeApart(reference.image);
  const isOpen = /%!|<nil>|<no value>/.test(reference.image) || tag === '' || name === '';
  if (certainty === 'said' || !isOpen) return reference;
  const remark =
    "The chart's defaults name no tag, so whoever installs it decides which is pulled.";
  return {
    ...reference,
    parsed: { kind: 'templated', placeholder: 'the tag' },
    remarks: [...reference.remarks, remark],
  };
}

/** What a deployment names that helm's own grammar refuses, or `null`. */
function namesProblem({ deployment }: ChartRoot): string | null {
  const { releaseName = null, namespace = null } = deployment ?? {};
  return (
    (releaseName === null ? null : releaseNameProblem(releaseName)) ??
    (namespace === null ? null : namespaceProblem(namespace))
  );
}

/** `# Source: web/templates/api.yaml`: the template that a document came from, below the chart's folder. */
function sourceOf(text: string): string | null {
  return /^# Source: [^/\n]+\/(.+)$/m.exec(text)?.[1] ?? null;
}

function withText(reference: ImageReference, image: string): ImageReference {
  return image === reference.image ? reference : { ...reference, ...parsedAs(image) };
}

function parsedAs(image: string): Pick<ImageReference, 'image' | 'parsed'> {
  return { image, parsed: parseImageName(image) };
}

function inNamespace(
  reference: ImageReference,
  { deployment }: ChartRoot,
): ImageReference {
  const { workload } = reference;
  if (workload === null) return reference;
  const said = workload.namespace === NO_NAMESPACE ? null : workload.namespace;
  return {
    ...reference,
    workload: { ...workload, namespace: said ?? deployment?.namespace ?? null },
  };
}

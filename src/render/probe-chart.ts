import type { ImageReference } from '../domain/reference.ts';
import type { Cursor } from '../formats/document.ts';
import type { RenderBench } from './bench.ts';
import { copyChart, describedAs } from './chart-copy.ts';
import { type ChartRoot, pathIn } from './charts.ts';
import { template, templateFile } from './helm-template.ts';
import { type Instead, type Leaf, leavesOf, plainValue } from './plain-values.ts';
import { readDocument } from './read-document.ts';
import { readRendered } from './rendered-document.ts';
import { type HelmTrail, markOf } from './trace-helm.ts';
import { folderNameOf } from './workplace.ts';

/** Marks every scalar that could be part of an image; where that changes what is rendered, those alone that are called so. */
export async function probe(
  root: ChartRoot,
  place: string,
  bench: RenderBench,
  rendered: readonly { readonly reference: ImageReference }[],
): Promise<HelmTrail> {
  const every = await probeWith(root, place, bench, rendered, () => true);
  if (every.marked.length > 0) return every;
  return probeWith(root, place, bench, rendered, ({ path: at }) => TAG_LIKE.test(at));
}

const TAG_LIKE =
  /(?:tag|version|digest|sha\d*|image|repository|repo|registry|hub|name)[^.]*$/i;

/** The scalars that are marked, and what the chart makes of the marks. */
async function probeWith(
  root: ChartRoot,
  place: string,
  bench: RenderBench,
  rendered: readonly { readonly reference: ImageReference }[],
  isMarked: (leaf: Leaf) => boolean,
): Promise<HelmTrail> {
  const { tree, workplace } = bench;
  const { chart, label, deployment, valueFiles } = root;
  const below = pathIn(chart.folder, '');
  const description = await readDocument(tree, `${below}Chart.yaml`);
  const files = [
    ...chart.files.filter((file) => file === `${below}values.yaml`),
    ...valueFiles,
  ];
  const read = await Promise.all(files.map((file) => readDocument(tree, file)));
  const mappings = [...read.flatMap((one) => one ?? []), ...(deployment?.inline ?? [])];
  const parameters = (deployment?.parameters ?? []).map(({ value }) => value);
  const version =
    description === null ? [] : [description.at('appVersion'), description.at('version')];
  const leaves = [...version, ...mappings, ...parameters].flatMap((one) => leavesOf(one));
  const images = rendered.map(({ reference }) => reference.image);
  const candidates = leaves
    .filter(isMarked)
    .filter(({ text }) => images.some((image) => mayHold(image, text)));
  const keyOf = ({ location, path: at }: Pick<Cursor, 'location' | 'path'>): string =>
    `${location.file}\n${at}\n${location.line}\n${location.column}`;
  const marks = new Map(candidates.map((leaf, index) => [keyOf(leaf), markOf(index)]));
  const mark: Instead = (scalar) => marks.get(keyOf(scalar)) ?? null;

  const under = `${place}-values/${folderNameOf(label)}/marked`;
  const named = await Promise.all(
    mappings.map(async (values, index) => {
      const name = `${under}-${index}.json`;
      await workplace.write(name, JSON.stringify(plainValue(values, mark)));
      return name;
    }),
  );
  await bench.once(`${place}-marked`, () =>
    copyChart(chart, `${place}-marked`, tree, workplace),
  );
  // The version is marked in a copy of its own, one root after the other.
  const shown = await bench.alone(`${place}-marked`, async () => {
    const content = JSON.stringify(describedAs(chart, mark));
    await workplace.write(`${place}-marked/Chart.yaml`, content);
    const run = await template(root, place, bench, mark, named);
    if (run.kind === 'failed') return [];
    return readRendered(run.output, bench).flatMap(({ reading }) => reading.references);
  });
  const templates = await templateTexts(root, bench);
  return {
    marked: shown.length === rendered.length ? shown.map(({ image }) => image) : [],
    candidates,
    templates,
    fileOf: (template) => templateFile(template, root),
    dependencyAt: (template) => dependencyAt(template, root),
    fallback: valueFiles.at(-1) ?? files[0] ?? root.rootFile,
  };
}

async function templateTexts(
  { chart }: ChartRoot,
  { tree }: RenderBench,
): Promise<ReadonlyMap<string, string>> {
  const charts = [
    chart,
    ...chart.dependencies.flatMap(({ stands }) =>
      stands.kind === 'local' ? [stands.chart] : [],
    ),
  ];
  const files = charts.flatMap((one) =>
    one.files.filter((file) => /(?:^|\/)templates\//.test(file)),
  );
  const texts = await Promise.all(
    files.map(async (file) => {
      const content = await tree.read(file);
      return [file, content.kind === 'text' ? content.text : ''] as const;
    }),
  );
  return new Map(texts);
}

/** Of a packed chart the version in the list of dependencies is what a person edits. */
function dependencyAt(template: string | null, { chart }: ChartRoot): Cursor | null {
  const name = /^charts\/([^/]+)\//.exec(template ?? '')?.[1];
  const dependency = chart.dependencies.find((one) => one.name === name);
  return dependency?.stands.kind === 'packed' ? dependency.at.at('version') : null;
}

/** Could a scalar be part of an image's name? It stands there between `/`, `:`, `@` or at an end, or helm printed the number that it is. */
function mayHold(image: string, text: string): boolean {
  const bare = text.replace(/^\/+|\/+$/g, '');
  if (bare === '') return false;
  if (image.includes(bare)) return true;
  if (!/^[\d.]+$/.test(bare)) return false;
  const number = Number(bare);
  return (
    image.includes(String(number)) ||
    image.includes(number.toExponential().split('e')[0] ?? bare)
  );
}

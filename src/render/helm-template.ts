import path from 'node:path';
import type { RenderBench } from './bench.ts';
import { type ChartRoot, pathIn } from './charts.ts';
import { type Instead, plainValue } from './plain-values.ts';
import { runTool, type ToolRun } from './run-tool.ts';
import { folderNameOf } from './workplace.ts';

/** What helm takes the cluster for: without this, one that is built from source claims a Kubernetes of years ago. */
const KUBE_VERSION = '1.33.0';

/** Where helm is told to put what nothing says a namespace for. */
export const NO_NAMESPACE = 'gar-preflight-no-namespace';

/** Runs `helm template`; `instead` gives a scalar another text. What a tree names stands behind its flag, or after `--`. */
export async function template(
  root: ChartRoot,
  place: string,
  bench: RenderBench,
  instead: Instead,
  marked: readonly string[] | null = null,
): Promise<ToolRun> {
  const { deployment } = root;
  const parameters = (deployment?.parameters ?? []).flatMap(({ name, value, as }) => {
    const mark = instead(value);
    const text = (mark ?? value.written ?? '').replace(/[\\,{}]/g, '\\$&');
    return [
      as === 'string' || mark !== null ? '--set-string' : '--set',
      `${name}=${text}`,
    ];
  });
  const values = marked ?? (await plainValuesOf(root, place, bench));
  return helm(
    [
      'template',
      '--namespace',
      deployment?.namespace ?? NO_NAMESPACE,
      '--kube-version',
      KUBE_VERSION,
      '--skip-tests',
      ...values.flatMap((file) => ['--values', path.join(bench.workplace.folder, file)]),
      ...parameters,
      '--',
      deployment?.releaseName ?? 'release-name',
      path.join(bench.workplace.folder, marked === null ? place : `${place}-marked`),
    ],
    bench,
  );
}

/** The values files and inline values as files of the workplace, by names in which nothing is the tree's. */
async function plainValuesOf(
  { valueFiles, deployment, label }: ChartRoot,
  place: string,
  { tree, workplace }: RenderBench,
): Promise<readonly string[]> {
  const under = `${place}-values/${folderNameOf(label)}`;
  const files = await Promise.all(
    valueFiles.map(async (file, index) => {
      const content = await tree.read(file);
      const name = `${under}/${index}.yaml`;
      await workplace.write(name, content.kind === 'text' ? content.text : '{}');
      return name;
    }),
  );
  const inline = await Promise.all(
    (deployment?.inline ?? []).map(async (values, index) => {
      const name = `${under}/inline-${index}.json`;
      await workplace.write(name, JSON.stringify(plainValue(values, () => null)));
      return name;
    }),
  );
  return [...files, ...inline];
}

/** Runs helm; nothing that a tree names is among the words but behind its flag or `--`. */
export function helm(
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

/** A template that helm names (`charts/cache/templates/x.yaml`) as a file of the tree; `null` where it stands in a packed chart. */
export function templateFile(
  template: string | null,
  { chart }: ChartRoot,
): string | null {
  if (template === null) return null;
  const [, name = '', rest = ''] = /^charts\/([^/]+)\/(.+)$/.exec(template) ?? [];
  const dependency = chart.dependencies.find((one) => one.name === name);
  if (dependency?.stands.kind === 'packed') return null;
  if (dependency?.stands.kind === 'local')
    return pathIn(dependency.stands.chart.folder, rest);
  return pathIn(chart.folder, template);
}

import type { Tree } from '../../domain/tree.ts';
import { matchesGlobs } from '../../settings/environments.ts';
import type { Settings, ValuesRule } from '../../settings/settings.ts';
import { argoDeployments } from './argo-cd.ts';
import { type Deployment, plainDeployment } from './deployment.ts';
import { fluxDeployments } from './flux.ts';
import { configSyncDeployments, skaffoldDeployments } from './others.ts';
import { indexTree, type TreeIndex } from './tree-index.ts';

/** What the config says of values files, and the working directory from where its paths count. */
export type ValuesSaid = Pick<Settings, 'valuesRules' | 'below'>;

/** One graph of who deploys what from a tree; where each read costs a request, by the objects of the changed files alone. */
export async function readDeployments(
  tree: Tree,
  changed: ReadonlySet<string> | null,
  said: ValuesSaid = { valuesRules: [], below: '' },
): Promise<readonly Deployment[]> {
  const index = await indexTree(tree, changed);
  const made = await Promise.all(
    index.objects.map(async (object) => [
      ...(await argoDeployments(object, index)),
      ...(await fluxDeployments(object, index)),
      ...configSyncDeployments(object, index),
      ...skaffoldDeployments(object, index),
    ]),
  );
  return [
    ...made.flat(),
    ...said.valuesRules.flatMap((rule) => byRule(rule, index, said.below)),
  ];
}

/** What the config says of values files that nothing in the tree gives to a chart. */
function byRule(
  { files, chart }: ValuesRule,
  index: TreeIndex,
  below: string,
): readonly Deployment[] {
  const folder = chart === null ? null : chartFolder(chart, below);
  if (folder === null) return [];
  return [...index.files]
    .filter((file) => matchesGlobs(files, `${below}${file}`))
    .map((file) => ({ ...plainDeployment(file, file, folder), valueFiles: [file] }));
}

/** A chart's folder from the working directory; `null` where it stands outside of it. */
export function chartFolder(chart: string, below: string): string | null {
  const folder = chart === '.' ? '' : chart;
  if (below === '') return folder;
  if (`${folder}/` === below) return '';
  return folder.startsWith(below) ? folder.slice(below.length) : null;
}

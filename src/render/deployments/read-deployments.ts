import picomatch from 'picomatch';
import type { Tree } from '../../domain/tree.ts';
import type { ValuesRule } from '../../settings/settings.ts';
import { argoDeployments } from './argo-cd.ts';
import { type Deployment, plainDeployment } from './deployment.ts';
import { fluxDeployments } from './flux.ts';
import { configSyncDeployments, skaffoldDeployments } from './others.ts';
import { indexTree, type TreeIndex } from './tree-index.ts';

/** One graph of who deploys what from a tree; where each read costs a request, by the objects of the changed files alone. */
export async function readDeployments(
  tree: Tree,
  changed: ReadonlySet<string> | null,
  rules: readonly ValuesRule[] = [],
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
  return [...made.flat(), ...rules.flatMap((rule) => byRule(rule, index))];
}

/** What the config says of values files that nothing in the tree gives to a chart. */
function byRule({ files, chart }: ValuesRule, index: TreeIndex): readonly Deployment[] {
  if (chart === null) return [];
  const matches = picomatch([...files], { dot: true });
  return [...index.files]
    .filter((file) => matches(file))
    .map((file) => ({ ...plainDeployment(file, file, chart), valueFiles: [file] }));
}

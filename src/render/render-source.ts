import type { Tree } from '../domain/tree.ts';
import type { Rendering, RenderSource } from '../engine/sources.ts';
import { readDeployments } from './deployments/read-deployments.ts';
import type { RenderSettings } from './render-settings.ts';
import type { Tools } from './tools.ts';

const NOTHING: Rendering = {
  images: [],
  failures: [],
  covered: [],
  serviceAccounts: [],
  remarks: [],
};

/**
 * Renders what the changed files reach with the kustomize and helm of this machine, in a temporary folder without network. What does so is
 * loaded where something is to be rendered.
 */
export function renderSource(
  settings: RenderSettings,
  signal: AbortSignal,
): RenderSource {
  let found: Promise<Tools> | null = null;
  return {
    valuesFiles: (tree) => valuesFiles(tree, settings),
    render: async (tree, changed) => {
      if (settings.render === 'never') return NOTHING;
      const { findConfinement, findTools } = await import('./tools.ts');
      const { NO_CONFINEMENT, renderTree, unrendered } = await import('./render-tree.ts');
      if (settings.files === 'data')
        return unrendered(
          tree,
          'on pull_request_target no tool runs on what the head brings',
        );
      const confinement = settings.files === 'stranger' ? await findConfinement() : [];
      if (confinement === null) return unrendered(tree, NO_CONFINEMENT);
      found ??= findTools();
      return renderTree(
        tree,
        changed,
        settings,
        { tools: await found, confinement },
        signal,
      );
    },
  };
}

/** The files that something in the tree gives to a chart; their names need not say so. */
async function valuesFiles(
  tree: Tree,
  settings: RenderSettings,
): Promise<ReadonlySet<string>> {
  const whole = (await tree.around?.()) ?? tree;
  // Where each read costs a request, names alone tell.
  if (whole.reads === 'requests') return new Set();
  const deployments = await readDeployments(whole, null, settings);
  return new Set(deployments.flatMap((one) => one.valueFiles));
}

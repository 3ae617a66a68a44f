import type { Tree } from '../domain/tree.ts';

/** Does a template of the chart put its `appVersion` somewhere? Where each read costs a request, it is taken for one that does. */
export async function usesAppVersion(tree: Tree, chartFile: string): Promise<boolean> {
  if (tree.reads === 'requests') return true;
  const templates = chartFile.replace(/[^/]+$/, 'templates/');
  for (const file of await tree.files()) {
    if (!file.startsWith(templates)) continue;
    const content = await tree.read(file);
    if (content.kind === 'text' && content.text.includes('.AppVersion')) return true;
  }
  return false;
}

import type { Tree } from '../domain/tree.ts';
import { isChartFile } from './charts.ts';
import { folderOf } from './kustomizations.ts';
import { readDocument } from './read-document.ts';

/** What in a tree deploys something, and is not read: said, so that silence is no yes. */
export async function unreadRemarks(
  whole: Tree,
  counted: Tree,
  changed: readonly string[] | null,
): Promise<readonly string[]> {
  const files = await counted.files();
  const reached = (file: string): boolean => {
    const below = folderOf(file);
    return (
      changed === null ||
      changed.some(
        (one) => one === file || one.startsWith(below === '' ? '' : `${below}/`),
      )
    );
  };
  const helmfiles = files
    .filter((file) =>
      /(?:^|\/)helmfile(?:\.ya?ml|\.ya?ml\.gotmpl|\.d\/[^/]+)$/.test(file),
    )
    .filter(reached);
  return [
    ...helmfiles.map(
      (file) =>
        `${file} was not read: helmfile's releases are not rendered here. Name its values files under \`values:\` in the config.`,
    ),
    ...(await absentDependencies(whole, files.filter(isChartFile).filter(reached))),
  ];
}

async function absentDependencies(
  tree: Tree,
  charts: readonly string[],
): Promise<readonly string[]> {
  const all = new Set(await tree.files());
  const remarks: string[] = [];
  for (const file of charts) {
    const folder = folderOf(file);
    const below = folder === '' ? '' : `${folder}/`;
    const chart = await readDocument(tree, file);
    const names = (chart?.at('dependencies').items() ?? []).flatMap((one) => {
      const name = one.at('name').text ?? '';
      const isLocal = (one.at('repository').text ?? '').startsWith('file://');
      const isHere = [...all].some((other) => other.startsWith(`${below}charts/${name}`));
      return isLocal || isHere || name === '' ? [] : [name];
    });
    if (names.length > 0)
      remarks.push(
        `What ${names.join(', ')} of ${file} runs was not looked at: the dependency is not in the tree, and the chart was rendered without it.`,
      );
  }
  return remarks;
}

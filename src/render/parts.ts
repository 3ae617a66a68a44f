import path from 'node:path';
import type { Tree } from '../domain/tree.ts';
import { isChartFile } from './charts.ts';
import { readDeployments } from './deployments/read-deployments.ts';
import { filesOf, folderOf, readKustomizations } from './kustomizations.ts';

/**
 * The files of a tree, in groups that must be looked at together: a kustomization with what it builds on, a chart with what deploys it.
 * A file that nothing names is a group of its own. The same tree always gives the same groups, in the same order.
 */
export async function partsOf(tree: Tree): Promise<readonly (readonly string[])[]> {
  const files = await tree.files();
  const [kustomizations, deployments] = await Promise.all([
    readKustomizations(tree),
    readDeployments(tree, null),
  ]);
  const groups = unionFind(files);
  for (const folder of kustomizations.keys())
    groups.join([...filesOf(folder, kustomizations)]);
  for (const chart of files.filter(isChartFile)) {
    const below = path.posix.join(folderOf(chart), '/');
    groups.join(below === '/' ? files : files.filter((file) => file.startsWith(below)));
  }
  for (const { file, folder, valueFiles } of deployments) {
    const anchor = files.find((one) => folderOf(one) === folder && isRootFile(one));
    groups.join([file, ...valueFiles, ...(anchor === undefined ? [] : [anchor])]);
  }
  return groups.all();
}

function isRootFile(file: string): boolean {
  return isChartFile(file) || /(?:^|\/)[Kk]ustomization(?:\.ya?ml)?$/.test(file);
}

/** Chooses the `index`-th of `count` shards (from 1): the largest groups first, each to the shard that has the least. */
export function shardOf(
  parts: readonly (readonly string[])[],
  index: number,
  count: number,
): ReadonlySet<string> {
  const shards = Array.from({ length: count }, (): string[] => []);
  const bySize = parts.toSorted(
    (a, b) => b.length - a.length || ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1),
  );
  for (const part of bySize) {
    const least = shards.reduce((one, other) =>
      other.length < one.length ? other : one,
    );
    for (const file of part) least.push(file);
  }
  return new Set(shards[index - 1] ?? []);
}

interface Groups {
  readonly join: (files: readonly string[]) => void;
  readonly all: () => readonly (readonly string[])[];
}

function unionFind(files: readonly string[]): Groups {
  const parent = new Map(files.map((file) => [file, file]));
  const rootOf = (file: string): string => {
    let at = file;
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at))
      at = up;
    parent.set(file, at);
    return at;
  };
  return {
    join: (together) => {
      const known = together.filter((file) => parent.has(file));
      const [first] = known;
      if (first === undefined) return;
      const root = rootOf(first);
      for (const file of known) parent.set(rootOf(file), root);
    },
    all: () => {
      const groups = new Map<string, string[]>();
      for (const file of files) {
        const group = groups.get(rootOf(file));
        if (group === undefined) groups.set(rootOf(file), [file]);
        else group.push(file);
      }
      return [...groups.values()];
    },
  };
}

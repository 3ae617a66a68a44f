import { atNul, git } from './git.ts';

/** What another repository's files would bring is in no tree of this one: it is said. With a base, of what moved alone. */
export async function submoduleRemarks(
  folder: string,
  base: string | null,
): Promise<readonly string[]> {
  const head = await submodulesNow(folder);
  if (head.size === 0) return [];
  const before = base === null ? null : await submodulesOf(folder, base);
  return [...head]
    .filter(([path, commit]) => before?.get(path) !== commit)
    .map(([path]) =>
      before === null
        ? `${path} is a submodule: what it holds is another repository's, and was not read.`
        : `${path} is a submodule that this change moves: what it holds is another repository's, and was not read.`,
    );
}

const ENTRY = /^160000 (?:commit )?([0-9a-f]+)(?: 0)?\t(.*)$/s;

/** Each submodule's commit, as it is staged, by its path from the folder; empty where the folder is not git's. */
async function submodulesNow(folder: string): Promise<ReadonlyMap<string, string>> {
  const listed = await git(folder, ['ls-files', '--stage', '-z']);
  return listed.status === 0 ? read(listed.stdout) : new Map();
}

async function submodulesOf(
  folder: string,
  revision: string,
): Promise<ReadonlyMap<string, string>> {
  const words = ['ls-tree', '-r', '-z', '--end-of-options', revision];
  const listed = await git(folder, words);
  return listed.status === 0 ? read(listed.stdout) : new Map();
}

function read(listing: Buffer): ReadonlyMap<string, string> {
  return new Map(
    atNul(listing).flatMap((line) => {
      const match = ENTRY.exec(line);
      return match === null ? [] : [[match[2] ?? '', match[1] ?? ''] as const];
    }),
  );
}

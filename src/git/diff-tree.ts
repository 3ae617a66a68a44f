import type { ChangedFile } from '../domain/tree.ts';
import { atNul, tryGit } from './git.ts';

/** No driver that a repository names is asked. */
const WORDS = ['diff-tree', '-r', '-z', '--no-ext-diff', '--no-textconv'];

/** The files that differ between two commits, renames told; `null` where git does not have both. */
export async function filesThatDiffer(
  folder: string,
  from: string,
  to: string,
): Promise<readonly ChangedFile[] | null> {
  const words = [...WORDS, '-M', '--name-status', '--end-of-options', from, to];
  const result = await tryGit(folder, words);
  return result === null ? null : parseNameStatus(atNul(result.stdout));
}

/** The symbolic links that came, or lead elsewhere now; none where git cannot tell. */
export async function linksThatDiffer(
  folder: string,
  from: string,
  to: string,
): Promise<readonly string[]> {
  const words = [...WORDS, '--no-renames', '--raw', '--end-of-options', from, to];
  const result = await tryGit(folder, words);
  const parts = result === null ? [] : atNul(result.stdout);
  return parts.flatMap((part, at) =>
    /^:\d+ 120000 /.test(part) ? [parts[at + 1] ?? ''] : [],
  );
}

const STATUSES: Readonly<Record<string, ChangedFile['status']>> = {
  A: 'added',
  D: 'removed',
};

/** `git diff --name-status -z`: a status, then a path, or two where it was renamed or copied. */
function parseNameStatus(parts: readonly string[]): readonly ChangedFile[] {
  const files: ChangedFile[] = [];
  for (let index = 0; index < parts.length; ) {
    const status = parts[index]?.[0] ?? '';
    const first = parts[index + 1] ?? '';
    if (status === 'R' || status === 'C') {
      const to = parts[index + 2] ?? '';
      files.push({
        path: to,
        previousPath: status === 'R' ? first : null,
        status: status === 'R' ? 'renamed' : 'added',
        addedLines: null,
      });
      index += 3;
      continue;
    }
    const word = STATUSES[status] ?? 'modified';
    files.push({ path: first, previousPath: null, status: word, addedLines: null });
    index += 2;
  }
  return files;
}

import type { ChangedFile, Tree } from '../domain/tree.ts';
import { addedLines } from './added-lines.ts';
import { filesThatDiffer } from './diff-tree.ts';

/** Two commits, and their files. */
export interface Between {
  readonly folder: string;
  readonly base: { readonly sha: string; readonly tree: Tree };
  readonly head: { readonly sha: string; readonly tree: Tree };
}

const SHA = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/** What differs between two commits; `null` where the folder's git does not have both. */
export async function changesBetween(
  between: Between,
): Promise<readonly ChangedFile[] | null> {
  const { folder, base, head } = between;
  if (folder === '' || !SHA.test(base.sha) || !SHA.test(head.sha)) return null;
  const files = await filesThatDiffer(folder, base.sha, head.sha);
  if (files === null) return null;
  return Promise.all(files.map((file) => withLines(file, between)));
}

async function withLines(
  file: ChangedFile,
  { base, head }: Between,
): Promise<ChangedFile> {
  if (file.status === 'added' || file.status === 'removed') return file;
  const from = file.previousPath ?? file.path;
  const [before, after] = await Promise.all([
    base.tree.read(from),
    head.tree.read(file.path),
  ]);
  if (before.kind !== 'text' || after.kind !== 'text') return file;
  const lines = await addedLines(before.text, after.text);
  return { ...file, addedLines: lines };
}

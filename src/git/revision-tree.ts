import type { FileContent, Tree } from '../domain/tree.ts';
import { atNul, git } from './git.ts';
import { decodeText } from './read-text.ts';
import { unknownRevision } from './unknown-revision.ts';

/** A file of a commit, by its object's name. */
export interface Blob {
  readonly path: string;
  readonly id: string;
}

/** A commit's regular files below a folder of the repository, `prefix` taken off their paths. */
export async function blobsOf(
  folder: string,
  revision: string,
  prefix: string,
): Promise<readonly Blob[]> {
  const listing = await git(folder, [
    'ls-tree',
    '-r',
    '-z',
    '--full-tree',
    '--end-of-options',
    revision,
  ]);
  if (listing.status !== 0) throw await unknownRevision(folder, revision, listing.stderr);
  return atNul(listing.stdout).flatMap((line) => {
    const match = /^(100644|100755) blob ([0-9a-f]+)\t(.*)$/s.exec(line);
    const file = match?.[3] ?? '';
    if (match === null || !file.startsWith(prefix)) return [];
    return [{ path: file.slice(prefix.length), id: match[2] ?? '' }];
  });
}

/**
 * A commit's files, read from git's own store: links and submodules are no files here, so nothing leads out. `prefix` is the folder
 * of the repository that counts as its root.
 */
export async function revisionTree(
  folder: string,
  revision: string,
  prefix = '',
): Promise<Tree> {
  const listed = await blobsOf(folder, revision, prefix);
  const blobs = new Map(listed.map(({ path, id }) => [path, id] as const));
  const read = async (file: string): Promise<FileContent> => {
    const blob = blobs.get(file);
    if (blob === undefined) return { kind: 'absent' };
    const content = await git(folder, ['cat-file', 'blob', blob]);
    if (content.status !== 0)
      return { kind: 'unreadable', why: `Not read: git says ${content.stderr}.` };
    return decodeText(content.stdout);
  };
  return {
    files: async () => [...blobs.keys()].sort(),
    read,
    bytes: async (file) => {
      const blob = blobs.get(file);
      if (blob === undefined) return null;
      const content = await git(folder, ['cat-file', 'blob', blob]);
      return content.status === 0 ? content.stdout : null;
    },
  };
}

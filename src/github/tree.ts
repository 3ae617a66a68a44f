import pLimit from 'p-limit';
import type { ChangedFile, FileContent, Tree } from '../domain/tree.ts';
import { decodeText } from '../git/read-text.ts';
import type { GitHubApi } from './api.ts';

/** A repository at GitHub. */
export interface RepositoryAt {
  readonly owner: string;
  readonly repo: string;
}

/** A commit's tree, read through the API, with what each path's blob is. */
export interface GitHubTree extends Tree {
  /** Path → blob, or `null` where the tree could not be listed whole. */
  readonly blobs: () => Promise<ReadonlyMap<string, string> | null>;
}

const AT_ONCE = 8;

/** The content of blobs that were read, or are being. */
export type BlobsRead = Map<string, Promise<FileContent>>;

/** Opens a commit's files at GitHub. Links and submodules are no files here. */
export function gitHubTree(
  api: GitHubApi,
  at: RepositoryAt,
  sha: string,
  /** What was read already, by blob: two commits share most of their files. */
  known: BlobsRead = new Map(),
): GitHubTree {
  const limit = pLimit(AT_ONCE);
  const contents = new Map<string, Promise<FileContent>>();
  let listing: Promise<ReadonlyMap<string, string> | null> | null = null;
  const blobs = (): Promise<ReadonlyMap<string, string> | null> => {
    listing ??= listTree(api, at, sha);
    return listing;
  };
  const read = (file: string): Promise<FileContent> => {
    const content = contents.get(file) ?? readOnce(file);
    contents.set(file, content);
    return content;
  };
  const readOnce = async (file: string): Promise<FileContent> => {
    const listed = await blobs();
    const blob = listed?.get(file);
    const before = blob === undefined ? undefined : known.get(blob);
    if (before !== undefined) return before;
    const content = limit(() => readBlob(api, at, sha, file, listed));
    if (blob !== undefined) known.set(blob, content);
    return content;
  };
  return {
    reads: 'requests',
    blobs,
    files: async () => [...((await blobs())?.keys() ?? [])].sort(),
    read,
  };
}

interface Entry {
  readonly path?: string;
  readonly mode?: string;
  readonly type?: string;
  readonly sha?: string;
}

async function listTree(
  api: GitHubApi,
  at: RepositoryAt,
  sha: string,
): Promise<ReadonlyMap<string, string> | null> {
  const answer = await api.request<{
    readonly tree?: readonly Entry[];
    readonly truncated?: boolean;
  }>(
    'GET /repos/{owner}/{repo}/git/trees/{tree_sha}',
    { ...at, tree_sha: sha, recursive: '1' },
    'repeat',
  );
  if (answer.kind === 'refused') return null;
  const { tree = [], truncated = false } = answer.value;
  if (truncated) return walkTree(api, at, sha);
  return new Map(tree.flatMap((entry) => blobOf(entry, '')));
}

/** A tree too large for one answer is asked for folder by folder. */
async function walkTree(
  api: GitHubApi,
  at: RepositoryAt,
  root: string,
): Promise<ReadonlyMap<string, string> | null> {
  const files = new Map<string, string>();
  const pending = [{ sha: root, prefix: '' }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { sha, prefix } = next;
    const answer = await api.request<{ readonly tree?: readonly Entry[] }>(
      'GET /repos/{owner}/{repo}/git/trees/{tree_sha}',
      { ...at, tree_sha: sha },
      'repeat',
    );
    if (answer.kind === 'refused') return null;
    for (const entry of answer.value.tree ?? []) {
      if (entry.type === 'tree')
        pending.push({ sha: entry.sha ?? '', prefix: `${prefix}${entry.path}/` });
      for (const [file, blob] of blobOf(entry, prefix)) files.set(file, blob);
    }
  }
  return files;
}

function blobOf(
  { path: file, mode, type, sha }: Entry,
  prefix: string,
): readonly (readonly [string, string])[] {
  const regular = type === 'blob' && (mode === '100644' || mode === '100755');
  return regular && file !== undefined && sha !== undefined
    ? [[`${prefix}${file}`, sha]]
    : [];
}

async function readBlob(
  api: GitHubApi,
  at: RepositoryAt,
  sha: string,
  file: string,
  blobs: ReadonlyMap<string, string> | null,
): Promise<FileContent> {
  if (blobs === null) return readContents(api, at, sha, file);
  const blob = blobs.get(file);
  if (blob === undefined) return { kind: 'absent' };
  const answer = await api.request<{
    readonly content?: string;
    readonly encoding?: string;
  }>('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', { ...at, file_sha: blob }, 'repeat');
  if (answer.kind === 'refused')
    return { kind: 'unreadable', why: `Not read: GitHub answered ${answer.status}.` };
  const { content = '', encoding } = answer.value;
  return decodeText(Buffer.from(content, encoding === 'utf-8' ? 'utf8' : 'base64'));
}

/** Without a listing of the tree: the file by its path, where it is a regular one. */
async function readContents(
  api: GitHubApi,
  at: RepositoryAt,
  sha: string,
  file: string,
): Promise<FileContent> {
  const answer = await api.request<{
    readonly type?: string;
    readonly content?: string;
    readonly encoding?: string;
  }>(
    'GET /repos/{owner}/{repo}/contents/{path}',
    { ...at, path: file, ref: sha },
    'repeat',
  );
  if (answer.kind === 'refused') {
    return answer.status === 404
      ? { kind: 'absent' }
      : { kind: 'unreadable', why: `Not read: GitHub answered ${answer.status}.` };
  }
  const { type, content, encoding } = answer.value;
  if (type !== 'file' || encoding !== 'base64' || content === undefined)
    return { kind: 'unreadable', why: 'Not read: not a regular file of less than 1 MB.' };
  return decodeText(Buffer.from(content, 'base64'));
}

/** What differs between two trees, by their blobs; a file that moved as it was is a rename. `null` where a tree is not known whole. */
export async function diffTrees(
  base: GitHubTree,
  head: GitHubTree,
): Promise<readonly ChangedFile[] | null> {
  const [before, after] = await Promise.all([base.blobs(), head.blobs()]);
  if (before === null || after === null) return null;
  const gone = new Map(
    [...before]
      .filter(([file]) => !after.has(file))
      .map(([file, blob]) => [blob, file] as const),
  );
  const files: ChangedFile[] = [];
  for (const [file, blob] of after) {
    if (before.get(file) === blob) continue;
    const from = before.has(file) ? undefined : gone.get(blob);
    const status = from !== undefined ? 'renamed' : before.has(file) ? 'modified' : 'added';
    files.push({ path: file, previousPath: from ?? null, status, addedLines: null });
  }
  const moved = new Set(files.flatMap(({ previousPath }) => previousPath ?? []));
  const removed = [...before.keys()].filter((file) => !after.has(file) && !moved.has(file));
  return [
    ...files,
    ...removed.map(
      (file): ChangedFile => ({
        path: file,
        previousPath: null,
        status: 'removed',
        addedLines: null,
      }),
    ),
  ];
}

import path from 'node:path';
import type { ChangedFile, FileContent, Tree } from '../domain/tree.ts';
import type { ListedEntry, LocalObjects } from '../git/local-objects.ts';
import type { GitHubApi } from './api.ts';
import type { Blob } from './blob-query.ts';
import type { BlobStore } from './blobs.ts';
import { listTree } from './list-tree.ts';
import type { Refusal } from './refusals.ts';
import type { RepositoryAt } from './repository-at.ts';

/** A commit's tree, with what each path's blob is. */
export interface GitHubTree extends Tree {
  /** Path → blob. A link is no file of its own: what it leads to is read through it. */
  readonly blobs: () => Promise<ReadonlyMap<string, Blob>>;
  /** Path → commit of each submodule. */
  readonly submodules: () => Promise<ReadonlyMap<string, string>>;
}

/** The listing of a commit was refused: nothing can be said of it. */
export class TreeRefused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(`the files could not be listed (${refusal.status})`);
    this.refusal = refusal;
  }
}

/** Opens a commit's files: from the checkout where it has them, else at GitHub. */
export function gitHubTree(
  api: GitHubApi,
  at: RepositoryAt,
  sha: string,
  store: BlobStore,
  checkout: LocalObjects | null,
): GitHubTree {
  let listing: Promise<Listing> | null = null;
  const listed = (): Promise<Listing> => {
    listing ??= list(api, at, sha, checkout);
    return listing;
  };
  return {
    reads: 'requests',
    blobs: async () => (await listed()).blobs,
    submodules: async () => (await listed()).submodules,
    files: async () => (await listed()).files,
    read: async (file) => {
      const { blobs, submodules, files, links } = await listed();
      if (submodules.has(file)) return submoduleHere();
      const link = links.get(file);
      const target = link === undefined ? null : await store.read(link, () => []);
      if (target !== null && target.kind !== 'text') return target;
      const at = target === null ? file : leadsTo(file, target.text);
      const blob = blobs.get(at);
      if (blob !== undefined) return store.read(blob, () => blobsNear(at, files, blobs));
      return target === null ? { kind: 'absent' } : LEADS_NOWHERE;
    },
  };
}

const LEADS_NOWHERE: FileContent = {
  kind: 'unreadable',
  why: 'Not read: a link to what is no file of the repository.',
};

/** Where in the repository a link leads, or a path that no file has. */
function leadsTo(link: string, target: string): string {
  return path.posix.join(path.posix.dirname(link), target);
}

function submoduleHere(): { readonly kind: 'unreadable'; readonly why: string } {
  return {
    kind: 'unreadable',
    why: 'Not read: a submodule stands here, and what it holds is another repository.',
  };
}

interface Listing {
  readonly files: readonly string[];
  readonly blobs: ReadonlyMap<string, Blob>;
  readonly submodules: ReadonlyMap<string, string>;
  /** Symbolic links: what is in such a blob is where it leads. */
  readonly links: ReadonlyMap<string, Blob>;
}

async function list(
  api: GitHubApi,
  at: RepositoryAt,
  sha: string,
  checkout: LocalObjects | null,
): Promise<Listing> {
  const answer = await listTree(api, at, sha, checkout);
  if (isRefusal(answer)) throw new TreeRefused(answer);
  const regular = answer.filter(isRegular);
  const modules = answer.filter(({ mode }) => mode === '160000');
  return {
    files: regular.map((one) => one.path).sort(),
    blobs: blobsAt(regular),
    links: blobsAt(answer.filter(({ mode }) => mode === '120000')),
    submodules: new Map(modules.map(({ path: at, sha: commit }) => [at, commit])),
  };
}

function blobsAt(entries: readonly ListedEntry[]): ReadonlyMap<string, Blob> {
  return new Map(entries.map(({ path: at, sha, size }) => [at, { sha, size }]));
}

function isRefusal(answer: readonly ListedEntry[] | Refusal): answer is Refusal {
  return 'kind' in answer;
}

function isRegular({ mode }: ListedEntry): boolean {
  return mode === '100644' || mode === '100755';
}

/** What a run may have to ask GitHub for without thinking twice: a query or two. In bytes. */
const AT_HAND_BLOBS = 200;
const AT_HAND_BYTES = 1_000_000;

/** The trees as what they are where reading them costs next to nothing: the checkout has them, or they are small. */
export async function atHand(
  trees: readonly GitHubTree[],
  checkout: LocalObjects | null,
): Promise<readonly GitHubTree[]> {
  const blobs = new Map<string, Blob>();
  for (const tree of trees)
    for (const [file, blob] of await tree.blobs())
      if (MANIFEST_LIKE.test(file)) blobs.set(blob.sha, blob);
  const shas = [...blobs.keys()];
  const lacking = checkout === null ? shas : await checkout.missing(shas);
  let bytes = 0;
  for (const sha of lacking) bytes += blobs.get(sha)?.size ?? 0;
  if (lacking.length > AT_HAND_BLOBS || bytes > AT_HAND_BYTES) return trees;
  return trees.map(({ reads: _, ...tree }) => tree);
}

const MANIFEST_LIKE = /\.(?:ya?ml|json|tpl|toml|env|properties)$/i;

/** What is likely to be read with a file: its folder's, then what stands below, then what stands beside. */
function blobsNear(
  file: string,
  files: readonly string[],
  blobs: ReadonlyMap<string, Blob>,
): readonly Blob[] {
  const parts = file.split('/').slice(0, -1);
  const near: string[] = [];
  for (let depth = parts.length; depth >= Math.max(0, parts.length - 2); depth -= 1) {
    const folder = parts
      .slice(0, depth)
      .map((part) => `${part}/`)
      .join('');
    near.push(
      ...files.filter((one) => one.startsWith(folder) && MANIFEST_LIKE.test(one)),
    );
    if (near.length > 200) break;
  }
  return [...new Set(near)].flatMap((one) => blobs.get(one) ?? []);
}

/** What differs between two trees, by their blobs; a file that moved as it was is a rename. */
export async function diffTrees(
  base: GitHubTree,
  head: GitHubTree,
): Promise<readonly ChangedFile[]> {
  const [before, after] = await Promise.all([base.blobs(), head.blobs()]);
  const gone = new Map(
    [...before]
      .filter(([file]) => !after.has(file))
      .map(([file, { sha }]) => [sha, file] as const),
  );
  const changed = [...after].flatMap(([file, { sha }]): readonly ChangedFile[] => {
    if (before.get(file)?.sha === sha) return [];
    if (before.has(file)) return [changedFile(file, 'modified', null)];
    const from = gone.get(sha);
    if (from === undefined) return [changedFile(file, 'added', null)];
    return [changedFile(file, 'renamed', from)];
  });
  const moved = new Set(changed.flatMap(({ previousPath }) => previousPath ?? []));
  const removed = [...before.keys()].filter(
    (file) => !after.has(file) && !moved.has(file),
  );
  return [...changed, ...removed.map((file) => changedFile(file, 'removed', null))];
}

function changedFile(
  path: string,
  status: ChangedFile['status'],
  previousPath: string | null,
): ChangedFile {
  return { path, previousPath, status, addedLines: null };
}

/** Submodules that the head has elsewhere than the base: what they bring is in no diff. */
export async function movedSubmodules(
  base: GitHubTree,
  head: GitHubTree,
): Promise<readonly string[]> {
  const [before, after] = await Promise.all([base.submodules(), head.submodules()]);
  return [...after].flatMap(([path, commit]) =>
    before.get(path) === commit ? [] : [path],
  );
}

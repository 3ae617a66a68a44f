import { SettingsError } from '../domain/settings-error.ts';
import type { ChangedFile } from '../domain/tree.ts';
import type { ChangeSource } from '../engine/sources.ts';
import { changesBetween } from '../git/changes-between.ts';
import { type LocalObjects, localObjects } from '../git/local-objects.ts';
import type { GitHubApi } from './api.ts';
import { blobStore } from './blobs.ts';
import type { CheckedEvent } from './events.ts';
import { type FileEntry, isEntry, readEntry } from './patches.ts';
import { explained } from './refusals.ts';
import type { RepositoryAt } from './repository-at.ts';
import {
  atHand,
  diffTrees,
  type GitHubTree,
  gitHubTree,
  movedSubmodules,
  TreeRefused,
} from './tree.ts';

/** Where a run's files are. */
export interface ChangesAt {
  readonly api: GitHubApi;
  readonly at: RepositoryAt;
  /** The folder that may hold a checkout; empty where there is none. */
  readonly workspace: string;
}

/** What an event changes: the files at the head's commit, not at the merge commit that is checked out. Read from the checkout where it has them, else from GitHub, in few requests. */
export async function gitHubChanges(
  { api, at, workspace }: ChangesAt,
  event: CheckedEvent,
): Promise<ChangeSource> {
  const checkout = await localObjects(workspace);
  const store = blobStore(api, at, checkout);
  const open = (sha: string): GitHubTree => gitHubTree(api, at, sha, store, checkout);
  const listedHead = open(event.headSha);
  await refuseUnlisted(listedHead, event);
  const baseSha = await findBase(api, at, event, checkout);
  if (baseSha === null) return everything(listedHead);
  const listedBase = open(baseSha);
  if (event.kind === 'range' && (await isGone(listedBase))) {
    const gone = `The commit that this is compared with (${baseSha}) is not in the repository any more, as after a forced push: everything was looked at.`;
    return everything(listedHead, [gone]);
  }
  await refuseUnlisted(listedBase, event);
  const [head = listedHead, base = listedBase] = await atHand(
    [listedHead, listedBase],
    checkout,
  );
  const remarks = await submoduleRemarks(base, head);
  let listed: Promise<readonly ChangedFile[]> | null = null;
  return {
    head,
    base,
    changedFiles: () => {
      listed ??= changedFiles(api, at, event, { base, head, baseSha, workspace });
      return listed;
    },
    remarks: () => remarks,
  };
}

/** Everything counts: there is nothing to compare with. */
export function everything(
  head: ChangeSource['head'],
  why: readonly string[] = [],
): ChangeSource {
  const remarks = (): readonly string[] => [...why, ...(head.unlisted?.() ?? [])];
  return { head, base: null, changedFiles: async () => null, remarks };
}

/** Whether GitHub, which listed the head, knows no such commit. */
async function isGone(tree: GitHubTree): Promise<boolean> {
  try {
    await tree.files();
    return false;
  } catch (error) {
    if (!(error instanceof TreeRefused)) throw error;
    const { status, limited } = error.refusal;
    return !limited && (status === 404 || status === 422);
  }
}

/** Without its files nothing of a run can be judged, and nothing is green. */
async function refuseUnlisted(tree: GitHubTree, event: CheckedEvent): Promise<void> {
  try {
    await tree.files();
  } catch (error) {
    if (!(error instanceof TreeRefused)) throw error;
    const trust = event.kind === 'pull-request' ? event.trust : 'own';
    const attempt = { permission: 'contents: read', trust };
    throw new SettingsError(
      `The repository's files could not be read: ${explained(error.refusal, attempt)}`,
    );
  }
}

async function findBase(
  api: GitHubApi,
  at: RepositoryAt,
  event: CheckedEvent,
  checkout: LocalObjects | null,
): Promise<string | null> {
  if (event.kind === 'everything') return null;
  if (event.kind === 'range') return event.baseSha;
  const from = event.kind === 'branch' ? event.defaultBranch : event.baseSha;
  const local = await checkout?.mergeBase(from, event.headSha);
  return local ?? mergeBase(api, at, from, event.headSha);
}

/** Where the two lines parted: what the base did since then is not the pull request's doing. */
async function mergeBase(
  api: GitHubApi,
  at: RepositoryAt,
  base: string,
  head: string,
): Promise<string | null> {
  const answer = await api.request<{
    readonly merge_base_commit?: { readonly sha?: string };
  }>(
    'GET /repos/{owner}/{repo}/compare/{basehead}',
    { ...at, basehead: `${base}...${head}`, per_page: 1 },
    'repeat',
  );
  const found = answer.kind === 'ok' ? answer.value.merge_base_commit?.sha : null;
  return [found, base].find(isSha) ?? null;
}

function isSha(text: unknown): text is string {
  return typeof text === 'string' && /^[0-9a-f]{40,64}$/.test(text);
}

/** A larger pull request's files are found by its trees, in no request more. */
const LISTED_AT_MOST = 1000;

interface Compared {
  readonly base: GitHubTree;
  readonly head: GitHubTree;
  readonly baseSha: string;
  readonly workspace: string;
}

async function changedFiles(
  api: GitHubApi,
  at: RepositoryAt,
  event: CheckedEvent,
  { base, head, baseSha, workspace }: Compared,
): Promise<readonly ChangedFile[]> {
  const local = await changesBetween({
    folder: workspace,
    base: { sha: baseSha, tree: base },
    head: { sha: event.headSha, tree: head },
  });
  if (local !== null) return local;
  if (event.kind !== 'pull-request') return diffTrees(base, head);
  const { number, changedFiles: count } = event;
  if (count === null || count > LISTED_AT_MOST) return diffTrees(base, head);
  const listed = await api.pages<FileEntry>(
    'GET /repos/{owner}/{repo}/pulls/{pull_number}/files',
    { ...at, pull_number: number },
    LISTED_AT_MOST,
  );
  const differing = await diffTrees(base, head);
  if (listed.kind === 'refused') return differing;
  const { length } = listed.value;
  const whole = length < LISTED_AT_MOST && count <= length;
  const names = whole && listed.value.every(isEntry) ? listed.value : [];
  return covers(names, differing) ? names.map(readEntry) : differing;
}

/** Whether a list of changed files has every file in which the trees differ. */
function covers(
  listed: readonly FileEntry[],
  differing: readonly ChangedFile[],
): boolean {
  const names = new Set(listed.map(({ filename }) => filename));
  return differing.every(({ path }) => names.has(path));
}

/** What a moved submodule brings is in no diff: it is said. */
async function submoduleRemarks(
  base: GitHubTree,
  head: GitHubTree,
): Promise<readonly string[]> {
  const moved = await movedSubmodules(base, head);
  return moved.map(
    (path) =>
      `${path} is a submodule that this change moves: what it holds is another repository's, and was not read.`,
  );
}

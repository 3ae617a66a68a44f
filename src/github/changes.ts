import type { ChangedFile, LineRange } from '../domain/tree.ts';
import type { ChangeSource } from '../engine/sources.ts';
import { everyPage, type GitHubApi } from './api.ts';
import type { RunEvent } from './events.ts';
import {
  type BlobsRead,
  diffTrees,
  type GitHubTree,
  gitHubTree,
  type RepositoryAt,
} from './tree.ts';

/** What an event changes, as GitHub has it: the files at the head's commit, not at the merge commit that is checked out. */
export async function gitHubChanges(
  api: GitHubApi,
  at: RepositoryAt,
  event: Exclude<RunEvent, { kind: 'nothing' }>,
): Promise<ChangeSource> {
  const known: BlobsRead = new Map();
  const head = gitHubTree(api, at, event.headSha, known);
  if (event.kind === 'everything')
    return { head, base: null, changedFiles: async () => null };
  const from = event.kind === 'branch' ? event.defaultBranch : event.baseSha;
  const baseSha =
    event.kind === 'range' ? from : await mergeBase(api, at, from, event.headSha);
  if (baseSha === null) return { head, base: null, changedFiles: async () => null };
  const base = gitHubTree(api, at, baseSha, known);
  let listed: ReturnType<ChangeSource['changedFiles']> | null = null;
  return {
    head,
    base,
    changedFiles: () => {
      listed ??= changedFiles(api, at, event, base, head);
      return listed;
    },
  };
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
  const found = answer.kind === 'ok' ? answer.value.merge_base_commit?.sha : undefined;
  return found ?? (/^[0-9a-f]{40,64}$/.test(base) ? base : null);
}

interface FileEntry {
  readonly filename: string;
  readonly previous_filename?: string;
  readonly status: string;
  readonly patch?: string;
}

/** GitHub lists three thousand files of a pull request at the most. */
const LISTED_AT_MOST = 3000;

async function changedFiles(
  api: GitHubApi,
  at: RepositoryAt,
  event: Exclude<RunEvent, { kind: 'nothing' }>,
  base: GitHubTree,
  head: GitHubTree,
): Promise<readonly ChangedFile[] | null> {
  if (event.kind !== 'pull-request') return diffTrees(base, head);
  const listed = await everyPage<FileEntry>(
    api,
    'GET /repos/{owner}/{repo}/pulls/{pull_number}/files',
    { ...at, pull_number: event.number },
    LISTED_AT_MOST,
  );
  const whole =
    listed.kind === 'ok' &&
    listed.value.length < LISTED_AT_MOST &&
    (event.changedFiles ?? 0) <= listed.value.length;
  if (whole) return listed.value.map(readEntry);
  return (
    (await diffTrees(base, head)) ??
    (listed.kind === 'ok' ? listed.value.map(readEntry) : null)
  );
}

function readEntry({ filename, previous_filename, status, patch }: FileEntry): ChangedFile {
  const word =
    status === 'renamed' || status === 'removed' || status === 'added'
      ? status
      : status === 'copied'
        ? 'added'
        : 'modified';
  return {
    path: filename,
    previousPath: word === 'renamed' ? (previous_filename ?? null) : null,
    status: word,
    addedLines: patch === undefined ? null : addedLines(patch),
  };
}

/** The lines that a patch adds, at the head. */
export function addedLines(patch: string): readonly LineRange[] {
  const ranges: LineRange[] = [];
  let line = 0;
  for (const text of patch.split('\n')) {
    const hunk = /^@@ -\S+ \+(\d+)(?:,\d+)? @@/.exec(text);
    if (hunk !== null) {
      line = Number(hunk[1]);
      continue;
    }
    if (text.startsWith('+')) {
      const last = ranges.at(-1);
      if (last !== undefined && last.last === line - 1)
        ranges[ranges.length - 1] = { first: last.first, last: line };
      else ranges.push({ first: line, last: line });
    }
    if (!text.startsWith('-') && !text.startsWith('\\')) line += 1;
  }
  return ranges;
}

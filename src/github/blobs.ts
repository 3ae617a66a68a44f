import type { FileContent } from '../domain/tree.ts';
import type { LocalObjects } from '../git/local-objects.ts';
import { decodeText } from '../git/read-text.ts';
import type { GitHubApi } from './api.ts';
import { askForBlobs, type Blob } from './blob-query.ts';
import type { RepositoryAt } from './repository-at.ts';

/** Reads contents: from the checkout, else from GitHub, many in one request. */
export interface BlobStore {
  /** `beside` names what is likely to be read next, nearest first. */
  readonly read: (blob: Blob, beside: () => readonly Blob[]) => Promise<FileContent>;
}

/** Requests for contents that one run may send. */
const REQUESTS_AT_MOST = 36;
const BLOBS_AT_MOST = 250;
const BYTES_AT_MOST = 1_500_000;
/** A batch with fewer is filled up with what stands beside. */
const FILLED_TO = 100;

/** Files that are asked for one by one are read from the checkout with what stands beside them. */
const FEW = 4;
const NEAR_AT_MOST = 500;

interface Wanted extends Blob {
  readonly beside: () => readonly Blob[];
  readonly settle: (content: FileContent) => void;
}

/** One store a run: two commits share most of their files. */
export function blobStore(
  api: GitHubApi,
  at: RepositoryAt,
  checkout: LocalObjects | null,
): BlobStore {
  const known = new Map<string, Promise<FileContent>>();
  const fetched = new Map<string, FileContent>();
  let queue: Wanted[] = [];
  const before = api.sent();
  let turn: Promise<void> = Promise.resolve();
  // Repeats count too: a sick GitHub is not asked without end.
  const spend = (): boolean => api.sent() - before < REQUESTS_AT_MOST;

  const flush = async (): Promise<void> => {
    const asked = queue.filter(({ sha }) => !fetched.has(sha));
    const wanted = queue;
    queue = [];
    const near = asked.flatMap((one) => (asked.length > FEW ? [] : one.beside()));
    const shas = [...asked, ...near.slice(0, NEAR_AT_MOST)].map(({ sha }) => sha);
    const fresh = [...new Set(shas)].filter((sha) => !fetched.has(sha));
    const local = (await checkout?.blobs(fresh)) ?? new Map();
    for (const [sha, bytes] of local) fetched.set(sha, decodeText(bytes));
    const remote = asked.filter(({ sha }) => !fetched.has(sha));
    for (const batch of batches(filled(remote, fetched))) {
      const contents = await askForBlobs(api, at, batch, spend);
      for (const [sha, content] of contents) fetched.set(sha, content);
    }
    for (const { sha, settle } of wanted) settle(fetched.get(sha) ?? tooMany());
  };

  return {
    read: ({ sha, size }, beside) => {
      const before = known.get(sha);
      if (before !== undefined) return before;
      const content = new Promise<FileContent>((settle) => {
        if (queue.length === 0) {
          const ready = new Promise((resolve) => setImmediate(resolve));
          turn = turn.then(() => ready).then(flush);
        }
        queue.push({ sha, size, beside, settle });
      });
      known.set(sha, content);
      return content;
    },
  };
}

function tooMany(): FileContent {
  return {
    kind: 'unreadable',
    why: `Not read: GitHub was asked ${REQUESTS_AT_MOST} times for the files of this pull request, and no more is asked. Check it out before this step (actions/checkout with fetch-depth: 0).`,
  };
}

/** What was asked for, and, where that is little, what stands beside it. */
function filled(
  wanted: readonly Wanted[],
  fetched: ReadonlyMap<string, unknown>,
): readonly Blob[] {
  const all = new Map<string, Blob>(wanted.map((one) => [one.sha, one]));
  if (all.size === 0) return [];
  let room = BYTES_AT_MOST / 3;
  for (const { beside } of wanted) {
    if (all.size >= FILLED_TO || room < 0) break;
    const more = beside().filter(({ sha }) => !all.has(sha) && !fetched.has(sha));
    for (const blob of more.slice(0, FILLED_TO - all.size)) {
      room -= blob.size ?? 0;
      if (room >= 0) all.set(blob.sha, blob);
    }
  }
  return [...all.values()];
}

function batches(blobs: readonly Blob[]): readonly (readonly Blob[])[] {
  const made: Blob[][] = [];
  let bytes = 0;
  for (const blob of blobs) {
    bytes += blob.size ?? 0;
    const last = made.at(-1);
    const full = last === undefined || last.length >= BLOBS_AT_MOST;
    if (full || bytes > BYTES_AT_MOST) {
      made.push([blob]);
      bytes = blob.size ?? 0;
    } else last.push(blob);
  }
  return made;
}

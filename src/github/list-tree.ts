import type { ListedEntry, LocalObjects } from '../git/local-objects.ts';
import type { GitHubApi } from './api.ts';
import type { GitHubAnswer, Refusal } from './refusals.ts';
import type { RepositoryAt } from './repository-at.ts';

interface Entry {
  readonly path: string;
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
  readonly size?: number;
}

interface TreeAnswer {
  readonly tree: readonly Entry[];
  readonly truncated?: boolean;
}

const ROUTE = 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}';
/** Requests for a tree that is too large for one answer. */
const REQUESTS_AT_MOST = 12;

/** A commit's whole listing: by the checkout where it has it, else by GitHub. */
export async function listTree(
  api: GitHubApi,
  at: RepositoryAt,
  sha: string,
  checkout: LocalObjects | null,
): Promise<readonly ListedEntry[] | Refusal> {
  const local = (await checkout?.list(sha)) ?? null;
  if (local !== null) return local;
  const whole = await ask(api, at, sha, '1');
  if (whole.kind === 'refused') return whole;
  const { tree, truncated = false } = whole.value;
  if (!truncated) return tree.flatMap((entry) => listed(entry, ''));
  return walk(api, at, sha, checkout);
}

/** Folder by folder: those that the checkout has, under any commit, cost nothing. */
async function walk(
  api: GitHubApi,
  at: RepositoryAt,
  sha: string,
  checkout: LocalObjects | null,
): Promise<readonly ListedEntry[] | Refusal> {
  const all: ListedEntry[] = [];
  const pending = [{ sha, prefix: '' }];
  let left = REQUESTS_AT_MOST;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { prefix } = next;
    const local = (await checkout?.list(next.sha)) ?? null;
    for (const one of local ?? []) all.push({ ...one, path: `${prefix}${one.path}` });
    if (local !== null) continue;
    left -= 1;
    if (left < 0) return tooLarge();
    const answer = await ask(api, at, next.sha, undefined);
    if (answer.kind === 'refused') return answer;
    const { tree } = answer.value;
    all.push(...tree.flatMap((entry) => listed(entry, prefix)));
    pending.push(...tree.flatMap((entry) => folder(entry, prefix)));
  }
  return all;
}

function folder(
  { path, type, sha }: Entry,
  prefix: string,
): readonly { readonly sha: string; readonly prefix: string }[] {
  if (type !== 'tree') return [];
  return [{ sha, prefix: `${prefix}${path}/` }];
}

function tooLarge(): Refusal {
  return {
    kind: 'refused',
    status: 200,
    message:
      'the repository has more files than GitHub lists at once; check it out before this step (actions/checkout with fetch-depth: 0)',
    limited: false,
  };
}

async function ask(
  api: GitHubApi,
  at: RepositoryAt,
  sha: string,
  recursive: '1' | undefined,
): Promise<GitHubAnswer<TreeAnswer>> {
  const deep = recursive === undefined ? {} : { recursive };
  const asked = { ...at, tree_sha: sha, ...deep };
  const answer = await api.request<unknown>(ROUTE, asked, 'repeat');
  if (answer.kind === 'refused') return answer;
  return isTree(answer.value) ? { kind: 'ok', value: answer.value } : otherShape();
}

/** Whether a 200 is what it should be: of anything else, no file could be said to be absent. */
function isTree(value: unknown): value is TreeAnswer {
  const entries: unknown = fieldOf(value, 'tree');
  const words = ['path', 'mode', 'type', 'sha'];
  return (
    Array.isArray(entries) &&
    entries.every((entry) =>
      words.every((word) => typeof fieldOf(entry, word) === 'string'),
    )
  );
}

function fieldOf(value: unknown, field: string): unknown {
  const isObject = value !== null && typeof value === 'object';
  return isObject ? Reflect.get(value, field) : undefined;
}

function otherShape(): Refusal {
  return {
    kind: 'refused',
    status: 200,
    message: 'an answer that lists no files',
    limited: false,
  };
}

function listed(
  { path, mode, type, sha, size }: Entry,
  prefix: string,
): readonly ListedEntry[] {
  if (type === 'tree') return [];
  return [{ path: `${prefix}${path}`, mode, sha, size: size ?? null }];
}

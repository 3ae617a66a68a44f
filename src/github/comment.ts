import { createHash } from 'node:crypto';
import type { GitHubApi, Refusal } from './api.ts';
import { isFinal } from './refusals.ts';
import type { RepositoryAt } from './repository-at.ts';

/** What became of the comment. */
export type CommentResult =
  | { readonly kind: 'created' | 'updated' | 'unchanged' | 'not-needed' | 'outdated' }
  | Refusal;

/** One comment on a pull request. */
export interface CommentRequest {
  readonly at: RepositoryAt;
  readonly number: number;
  readonly headSha: string;
  /** Tells this run's comment from every other's. */
  readonly key: string;
  readonly body: string;
  /** Whether a comment that is not there yet is worth making. */
  readonly create: 'yes' | 'no';
}

interface Comment {
  readonly id: number;
  readonly body?: string;
  readonly user?: {
    readonly id?: number;
    readonly login?: string;
    readonly type?: string;
  } | null;
}

const AUTHOR = 'github-actions[bot]';
const COMMENTS_AT_MOST = 5000;

/** Keeps one comment: found again by marker and author, updated in place, never doubled. */
export async function keepComment(
  api: GitHubApi,
  request: CommentRequest,
): Promise<CommentResult> {
  const { at, number, headSha } = request;
  const marker = markerOf(request.key);
  const body = `${marker}\n${request.body}`;
  const pull = await api.request<{ readonly head?: { readonly sha?: string } }>(
    'GET /repos/{owner}/{repo}/pulls/{pull_number}',
    { ...at, pull_number: number },
    'repeat',
  );
  if (
    pull.kind === 'ok' &&
    pull.value.head?.sha !== undefined &&
    pull.value.head.sha !== headSha
  )
    return { kind: 'outdated' };
  const own = await findOwn(api, request, marker);
  if (own.kind === 'refused') return own;
  const [first] = own.value;
  if (first !== undefined) return update(api, at, first, body);
  if (request.create === 'no') return { kind: 'not-needed' };
  return create(api, request, marker, body);
}

/** The comment's mark, which nothing from a manifest can hold: reporters escape `<`. */
export function markerOf(key: string): string {
  return `<!-- gar-preflight:v1:${createHash('sha256').update(key).digest('hex').slice(0, 16)} -->`;
}

type Own = { readonly kind: 'ok'; readonly value: readonly Comment[] } | Refusal;

/** Our own comments, the oldest first. Anybody can paste a marker, so the author counts too. */
async function findOwn(
  api: GitHubApi,
  { at, number }: CommentRequest,
  marker: string,
): Promise<Own> {
  const comments = await api.pages<Comment>(
    'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
    { ...at, issue_number: number },
    COMMENTS_AT_MOST,
  );
  if (comments.kind === 'refused') return comments;
  const marked = comments.value.filter(({ body }) => String(body).startsWith(marker));
  if (marked.every(({ user }) => user?.login === AUTHOR))
    return { kind: 'ok', value: marked };
  const viewer = await askViewer(api);
  const own = marked.filter((one) => one.user?.login === AUTHOR || isBy(viewer, one));
  return { kind: 'ok', value: own };
}

interface Viewer {
  readonly login?: string;
  readonly databaseId?: number | null;
}

/** Who we are. `GET /user` is refused to an App's token, this is not. */
async function askViewer(api: GitHubApi): Promise<Viewer | null> {
  const query = 'query { viewer { login databaseId } }';
  const answer = await api.graphql<{ readonly viewer?: Viewer }>(query, {}, 'repeat');
  return answer.kind === 'refused' ? null : (answer.value.viewer ?? null);
}

/** By the number where both say it; GraphQL may say `my-app` where REST says `my-app[bot]`. */
function isBy(viewer: Viewer | null, { user }: Comment): boolean {
  if (viewer?.login === undefined || user?.login === undefined) return false;
  const { databaseId, login } = viewer;
  if (typeof databaseId === 'number' && user.id !== undefined)
    return databaseId === user.id;
  if (user.login === login) return true;
  return user.type === 'Bot' && user.login === `${login}[bot]`;
}

async function update(
  api: GitHubApi,
  at: RepositoryAt,
  comment: Comment,
  body: string,
): Promise<CommentResult> {
  if (comment.body?.replaceAll('\r\n', '\n').trim() === body.trim())
    return { kind: 'unchanged' };
  const answer = await api.request(
    'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
    { ...at, comment_id: comment.id, body },
    'repeat',
  );
  return answer.kind === 'ok' ? { kind: 'updated' } : answer;
}

/** A POST whose answer is lost may have worked: it is looked for before it is repeated, and after it for a double. */
async function create(
  api: GitHubApi,
  request: CommentRequest,
  marker: string,
  body: string,
): Promise<CommentResult> {
  const { at, number } = request;
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const answer = await api.request(
      'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
      { ...at, issue_number: number, body },
      'once',
    );
    if (answer.kind === 'refused' && isFinal(answer.status)) return answer;
    const own = await findOwn(api, request, marker);
    if (own.kind === 'refused')
      return answer.kind === 'ok' ? { kind: 'created' } : answer;
    for (const double of own.value.slice(1)) {
      await api.request(
        'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}',
        { ...at, comment_id: double.id },
        'once',
      );
    }
    if (own.value.length > 0 || answer.kind === 'ok') return { kind: 'created' };
    await api.pause(1000 * attempt);
  }
  return {
    kind: 'refused',
    status: 0,
    message: 'GitHub did not take the comment',
    limited: false,
  };
}

import { createHash } from 'node:crypto';
import type { Finding } from '../domain/report.ts';
import type { ChangedFile, Tree } from '../domain/tree.ts';
import { markdownBlock, markdownText } from '../reporters/escape.ts';
import type { GitHubApi, Refusal } from './api.ts';
import type { RepositoryAt } from './repository-at.ts';

/** GitHub times out on much longer reviews. */
const AT_MOST = 20;

/** What one-click suggestions are made of. */
export interface SuggestionRequest {
  readonly at: RepositoryAt;
  readonly number: number;
  readonly headSha: string;
  readonly findings: readonly Finding[];
  readonly changed: readonly ChangedFile[];
  readonly head: Tree;
}

interface ReviewComment {
  readonly path: string;
  readonly line: number;
  readonly side: 'RIGHT';
  readonly body: string;
}

/** Posts a review with a suggestion for every fix that replaces a scalar on an added line; never the same one twice. */
export async function postSuggestions(
  api: GitHubApi,
  request: SuggestionRequest,
): Promise<{ readonly kind: 'posted'; readonly count: number } | Refusal> {
  const { at, number, headSha } = request;
  const wanted = (
    await Promise.all(request.findings.map((finding) => suggestionFor(finding, request)))
  ).flat();
  if (wanted.length === 0) return { kind: 'posted', count: 0 };
  const known = await api.pages<{ readonly body?: string }>(
    'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments',
    { ...at, pull_number: number },
    2000,
  );
  if (known.kind === 'refused') return known;
  const posted = new Set(
    known.value.flatMap(({ body }) => String(body).split('\n')[0] ?? []),
  );
  const fresh = wanted
    .filter(({ body }) => !posted.has(body.split('\n')[0] ?? ''))
    .slice(0, AT_MOST);
  if (fresh.length === 0) return { kind: 'posted', count: 0 };
  const answer = await api.request(
    'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
    {
      ...at,
      pull_number: number,
      commit_id: headSha,
      event: 'COMMENT',
      body: 'GAR Preflight suggests:',
      comments: fresh,
    },
    'once',
  );
  return answer.kind === 'ok' ? { kind: 'posted', count: fresh.length } : answer;
}

/** The suggestion for one finding; none where its line is not one that the pull request adds. */
async function suggestionFor(
  finding: Finding,
  { changed, head }: SuggestionRequest,
): Promise<readonly ReviewComment[]> {
  const { edit, file, line, endLine, column, endColumn } = finding;
  if (edit === undefined || line !== endLine) return [];
  const added = changed.find((one) => one.path === file)?.addedLines ?? [];
  if (!added.some(({ first, last }) => first <= line && line <= last)) return [];
  const content = await head.read(file);
  const source =
    content.kind === 'text'
      ? content.text.replace(/^\uFEFF/, '').split(/\r?\n/)[line - 1]
      : undefined;
  if (source === undefined) return [];
  const characters = [...source];
  if (characters.slice(column - 1, endColumn - 1).join('') !== edit.from) return [];
  const replaced = [
    ...characters.slice(0, column - 1),
    edit.to,
    ...characters.slice(endColumn - 1),
  ].join('');
  const key = createHash('sha256')
    .update(JSON.stringify([file, line, replaced]))
    .digest('hex')
    .slice(0, 16);
  const body = `<!-- gar-preflight:suggestion:${key} -->\n${markdownText(finding.message, 1000)}\n\n${markdownBlock(replaced, 'suggestion')}`;
  return [{ path: file, line, side: 'RIGHT', body }];
}

import { SettingsError } from '../domain/settings-error.ts';
import type { GitHubApi } from './api.ts';
import { type PullRequestEvent, readPullRequest } from './events.ts';
import { explained } from './refusals.ts';
import type { RepositoryAt } from './repository-at.ts';

/** The pull request of which an event had the number alone. Its run has the default branch's rights, so its head is data. */
export async function findPull(
  api: GitHubApi,
  at: RepositoryAt,
  number: number,
): Promise<PullRequestEvent> {
  const answer = await api.request<Readonly<Record<string, unknown>>>(
    'GET /repos/{owner}/{repo}/pulls/{pull_number}',
    { ...at, pull_number: number },
    'repeat',
  );
  if (answer.kind === 'ok') return readPullRequest(answer.value, 'data', '');
  const attempt = { permission: 'pull-requests: read', trust: 'own' } as const;
  throw new SettingsError(
    `Pull request ${number} could not be read: ${explained(answer, attempt)}`,
  );
}

import type { Report } from '../domain/report.ts';
import { markdown } from '../reporters/markdown.ts';
import type { ReportContext, RuleInfo } from '../reporters/reporter.ts';
import { headline } from '../reporters/sentence.ts';
import type { GitHubApi } from './api.ts';
import { makeCheckRun } from './check-run.ts';
import { keepComment } from './comment.ts';
import { type Attempt, explained } from './refusals.ts';
import { COMMENT_BYTES, reportContext } from './report-context.ts';
import type { RepositoryAt } from './repository-at.ts';
import { checkName } from './run-key.ts';

/** What the event says of the run whose report is told: the one thing in it that a stranger did not write. */
export interface FinishedRun {
  readonly headSha: string;
  /** `OWNER:BRANCH`, as the list of pull requests takes it. */
  readonly head: string;
  readonly runUrl: string | null;
  /** Whose run it was: of a pull request of this repository, or of anybody's. */
  readonly reader: ReportContext['reader'];
}

/** Open pull requests of one branch: one for each base. */
const PULLS_AT_MOST = 100;

/** Tells the open pull request of a finished run what that run found out, by a comment and, where allowed, a check run. */
export async function publish(
  api: GitHubApi,
  at: RepositoryAt,
  run: FinishedRun,
  report: Report,
  told: {
    readonly server: string;
    readonly rules: readonly RuleInfo[];
    readonly create: 'yes' | 'no' | 'never';
    /** Tells one report of a run from another; empty where there is but one. */
    readonly key: string;
  },
): Promise<string> {
  const pulls = await api.pages<{
    readonly number: number;
    readonly head?: { readonly sha?: string };
  }>(
    'GET /repos/{owner}/{repo}/pulls',
    { ...at, head: run.head, state: 'open' },
    PULLS_AT_MOST,
  );
  if (pulls.kind === 'refused')
    return `Nothing was published: ${explained(pulls, needing('pull-requests: read'))}`;
  const pull = pulls.value.find(({ head }) => head?.sha === run.headSha);
  if (pull === undefined)
    return 'Nothing was published: no open pull request stands at the commit of that run.';
  const { headSha, runUrl } = run;
  const context = reportContext({
    server: told.server,
    at,
    headSha,
    runUrl,
    rules: told.rules,
    label: told.key,
    reader: run.reader,
  });
  const body = markdown.render(report, { ...context, bytesAtMost: COMMENT_BYTES });
  const check = await makeCheckRun(
    api,
    {
      at,
      headSha,
      name: checkName({ id: '', label: told.key }),
      externalId: ['gar-preflight', 'publish', told.key, runUrl ?? headSha].join(':'),
      title: headline(report),
      summary: body,
      detailsUrl: runUrl,
      annotated: 'annotated',
      rules: told.rules,
    },
    report,
  );
  const comment =
    told.create === 'never'
      ? null
      : await keepComment(api, {
          at,
          number: pull.number,
          headSha: run.headSha,
          key: told.key === '' ? 'publish' : `publish ${told.key}`,
          body,
          create: told.create,
        });
  return [
    `Pull request ${pull.number}.`,
    check.kind === 'refused'
      ? `No check run was made: ${explained(check, needing('checks: write'))}`
      : 'A check run was made.',
    ...(comment === null
      ? []
      : [
          comment.kind === 'refused'
            ? `No comment was made: ${explained(comment, needing('pull-requests: write'))}`
            : `The comment: ${comment.kind}.`,
        ]),
  ].join(' ');
}

/** A workflow_run has the rights of the default branch. */
function needing(permission: string): Attempt {
  return { permission, trust: 'own' };
}

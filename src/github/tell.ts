import type { Report } from '../domain/report.ts';
import type { ChangeSource } from '../engine/sources.ts';
import { github } from '../reporters/github.ts';
import { markdown } from '../reporters/markdown.ts';
import type { ReportContext, RuleInfo } from '../reporters/reporter.ts';
import { headline } from '../reporters/sentence.ts';
import { type GitHubApi, type Refusal, said } from './api.ts';
import { makeCheckRun } from './check-run.ts';
import { keepComment } from './comment.ts';
import type { RunEvent } from './events.ts';
import { COMMENT_BYTES, reportContext } from './report-context.ts';
import { postSuggestions } from './suggestions.ts';
import type { RepositoryAt } from './tree.ts';

/** A summary over 1 MiB is dropped whole. In bytes. */
const SUMMARY_BYTES = 1_000_000;

/** Where the result is told, and how. */
export interface Telling {
  readonly api: GitHubApi;
  readonly event: Exclude<RunEvent, { kind: 'nothing' }>;
  readonly at: RepositoryAt;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The head's files and what changed in them, for suggestions. */
  readonly changes: ChangeSource;
  readonly rules: readonly RuleInfo[];
  readonly choices: {
    readonly annotations: 'shown' | 'hidden';
    readonly comment: 'on-findings' | 'always' | 'never';
    readonly suggestions: 'posted' | 'kept';
  };
  readonly write: (text: string) => unknown;
  readonly log: (text: string) => void;
  readonly summary: (text: string) => Promise<void>;
}

/** Tells the result in every way that the run may: what a channel refuses never hides it. */
export async function tell(report: Report, telling: Telling): Promise<void> {
  const context = contextOf(telling);
  if (telling.choices.annotations === 'shown')
    telling.write(github.render(report, context));
  telling.log(headline(report));
  await telling
    .summary(markdown.render(report, { ...context, bytesAtMost: SUMMARY_BYTES }))
    .catch((error: Error) =>
      telling.log(`The job summary could not be written: ${error.message}`),
    );
  if (telling.event.kind !== 'pull-request') return;
  await tellPullRequest(report, telling, telling.event, context);
}

async function tellPullRequest(
  report: Report,
  { api, at, changes, choices, environment, log }: Telling,
  event: Extract<RunEvent, { kind: 'pull-request' }>,
  context: ReportContext,
): Promise<void> {
  const body = markdown.render(report, { ...context, bytesAtMost: COMMENT_BYTES });
  const run = await makeCheckRun(
    api,
    at,
    event.headSha,
    report,
    { title: headline(report), summary: body },
    choices.annotations === 'shown' ? 'annotated' : 'bare',
  );
  if (run.kind === 'refused')
    log(`No check run was made: ${refusal(run, 'checks: write')}`);
  if (choices.suggestions === 'posted') {
    const changed = (await changes.changedFiles()) ?? [];
    const posted = await postSuggestions(api, {
      at,
      number: event.number,
      headSha: event.headSha,
      findings: report.findings,
      changed,
      head: changes.head,
    });
    if (posted.kind === 'refused')
      log(`No suggestion was posted: ${refusal(posted, 'pull-requests: write')}`);
  }
  if (choices.comment === 'never') return;
  const { errors, warnings } = report.summary;
  const comment = await keepComment(api, {
    at,
    number: event.number,
    headSha: event.headSha,
    key: `${environment['GITHUB_WORKFLOW'] ?? ''}/${environment['GITHUB_JOB'] ?? ''}`,
    body,
    create: choices.comment === 'always' || errors + warnings > 0 ? 'yes' : 'no',
  });
  if (comment.kind === 'refused')
    log(
      `No comment was made: ${refusal(comment, 'pull-requests: write')} Everything is in the job summary.`,
    );
  if (comment.kind === 'outdated')
    log('No comment was made: the pull request has moved on.');
}

function refusal(refused: Refusal, permission: string): string {
  if (refused.status === 403 || refused.status === 404)
    return `the token may not (${permission}), as on a pull request from a fork.`;
  return said(refused);
}

function contextOf({ event, at, environment, rules }: Telling): ReportContext {
  const server = environment['GITHUB_SERVER_URL'] ?? 'https://github.com';
  const runId = environment['GITHUB_RUN_ID'];
  const runUrl =
    runId === undefined ? null : `${server}/${at.owner}/${at.repo}/actions/runs/${runId}`;
  return reportContext({ server, at, headSha: event.headSha, runUrl, rules });
}

import type { Report } from '../domain/report.ts';
import type { ChangeSource } from '../engine/sources.ts';
import { github } from '../reporters/github.ts';
import { markdown } from '../reporters/markdown.ts';
import type { ReportContext, RuleInfo } from '../reporters/reporter.ts';
import { headline } from '../reporters/sentence.ts';
import { text } from '../reporters/text.ts';
import type { GitHubApi, Refusal } from './api.ts';
import { makeCheckRun } from './check-run.ts';
import { keepComment } from './comment.ts';
import type { CheckedEvent, PullRequestEvent } from './events.ts';
import { explained } from './refusals.ts';
import { COMMENT_BYTES, reportContext } from './report-context.ts';
import type { RepositoryAt } from './repository-at.ts';
import { checkName, type RunKey } from './run-key.ts';
import { postSuggestions } from './suggestions.ts';

/** A summary over 1 MiB is dropped whole. In bytes. */
const SUMMARY_BYTES = 1_000_000;

/** Where the result is told, and how. */
export interface Telling {
  readonly api: GitHubApi;
  readonly event: CheckedEvent;
  readonly at: RepositoryAt;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The head's files and what changed in them, for suggestions. */
  readonly changes: ChangeSource;
  readonly rules: readonly RuleInfo[];
  readonly key: RunKey;
  readonly choices: {
    readonly annotations: 'shown' | 'hidden';
    readonly comment: 'on-findings' | 'always' | 'never';
    readonly suggestions: 'posted' | 'kept';
  };
  /** A run that was cancelled tells its own log and summary; the pull request keeps what it has. */
  readonly to: 'everybody' | 'the-run';
  readonly write: (text: string) => unknown;
  readonly log: (text: string) => void;
  readonly summary: (text: string) => Promise<void>;
}

/** Tells the result in every way that the run may: what a channel refuses never hides it. */
export async function tell(report: Report, telling: Telling): Promise<void> {
  const { event, log } = telling;
  const context = contextOf(telling);
  const run =
    event.kind === 'pull-request' && telling.to === 'everybody'
      ? await tellCheckRun(report, telling, event, context)
      : 'none';
  tellLog(report, telling, context, run);
  await telling
    .summary(markdown.render(report, { ...context, bytesAtMost: SUMMARY_BYTES }))
    .catch((error: Error) =>
      log(`The job summary could not be written: ${error.message}`),
    );
  if (event.kind !== 'pull-request' || telling.to !== 'everybody') return;
  await tellSuggestions(report, telling, event);
  await tellComment(report, telling, event, context);
}

/** Annotations once: by the check run where there is one, else by workflow commands. The log has every place in any case. */
function tellLog(
  report: Report,
  { choices, write, log }: Telling,
  context: ReportContext,
  run: 'made' | 'none',
): void {
  if (choices.annotations === 'shown' && run === 'none') {
    write(github.render(report, context));
    log(headline(report));
    return;
  }
  for (const line of text.render(report, context).split('\n')) log(line);
}

async function tellCheckRun(
  report: Report,
  { api, at, choices, environment, key, log }: Telling,
  event: PullRequestEvent,
  context: ReportContext,
): Promise<'made' | 'none'> {
  const body = markdown.render(report, { ...context, bytesAtMost: COMMENT_BYTES });
  const attempt = ['GITHUB_RUN_ID', 'GITHUB_RUN_ATTEMPT'].map(
    (name) => environment[name] ?? '',
  );
  const run = await makeCheckRun(
    api,
    {
      at,
      headSha: event.headSha,
      name: checkName(key),
      externalId: ['gar-preflight', key.id, ...attempt].join(':'),
      title: headline(report),
      summary: body,
      detailsUrl: context.summaryUrl,
      annotated: choices.annotations === 'shown' ? 'annotated' : 'bare',
      rules: context.rules,
    },
    report,
  );
  if (run.kind === 'made') return 'made';
  log(`No check run was made: ${refusal(run, 'checks: write', event)}`);
  return 'none';
}

async function tellSuggestions(
  report: Report,
  { api, at, changes, choices, log }: Telling,
  event: PullRequestEvent,
): Promise<void> {
  if (choices.suggestions !== 'posted') return;
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
    log(`No suggestion was posted: ${refusal(posted, 'pull-requests: write', event)}`);
}

async function tellComment(
  report: Report,
  { api, at, choices, key, log }: Telling,
  event: PullRequestEvent,
  context: ReportContext,
): Promise<void> {
  if (choices.comment === 'never') return;
  const { errors, warnings } = report.summary;
  const wanted = choices.comment === 'always' || errors + warnings > 0;
  const comment = await keepComment(api, {
    at,
    number: event.number,
    headSha: event.headSha,
    key: key.id,
    body: markdown.render(report, { ...context, bytesAtMost: COMMENT_BYTES }),
    create: wanted ? 'yes' : 'no',
  });
  if (comment.kind === 'refused')
    log(
      `No comment was made: ${refusal(comment, 'pull-requests: write', event)} Everything is in the job summary.`,
    );
  if (comment.kind === 'outdated')
    log('No comment was made: the pull request has moved on.');
}

function refusal(
  refused: Refusal,
  permission: string,
  { trust }: PullRequestEvent,
): string {
  return explained(refused, { permission, trust });
}

/** What a report's text may point at. */
export function contextOf({
  event,
  at,
  environment,
  rules,
  key,
}: Telling): ReportContext {
  const server = environment['GITHUB_SERVER_URL'] ?? 'https://github.com';
  const runId = environment['GITHUB_RUN_ID'];
  const runUrl =
    runId === undefined ? null : `${server}/${at.owner}/${at.repo}/actions/runs/${runId}`;
  return reportContext({
    server,
    at,
    headSha: event.headSha,
    runUrl,
    rules,
    label: key.label,
    reader: isForeign(event) ? 'fork' : 'own',
  });
}

function isForeign(event: CheckedEvent): boolean {
  return event.kind === 'pull-request' && event.trust === 'foreign';
}

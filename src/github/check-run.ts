import {
  type Finding,
  type Report,
  SEVERITY_RANK,
  type Severity,
} from '../domain/report.ts';
import { printable } from '../reporters/escape.ts';
import { mending } from '../reporters/mending.ts';
import { pageLine, type RuleInfo } from '../reporters/reporter.ts';
import type { GitHubAnswer, GitHubApi, Refusal } from './api.ts';
import { isFinal } from './refusals.ts';
import type { RepositoryAt } from './repository-at.ts';

/** As many as GitHub takes in a request. */
const BATCH = 50;
/** More say nothing more: the summary counts them all. */
const ANNOTATIONS_AT_MOST = 500;
const ATTEMPTS = 3;
const LEVELS: Readonly<Record<Severity, string>> = {
  error: 'failure',
  warning: 'warning',
  notice: 'notice',
};

/** One check run on a pull request's head. */
export interface CheckRunRequest {
  readonly at: RepositoryAt;
  readonly headSha: string;
  /** What the list of checks calls it: one name a run on the pull request. */
  readonly name: string;
  /** The same for every attempt of one job, and for nothing else. */
  readonly externalId: string;
  readonly title: string;
  readonly summary: string;
  /** Where the workflow run stands, or `null`. */
  readonly detailsUrl: string | null;
  readonly annotated: 'annotated' | 'bare';
  readonly rules: readonly RuleInfo[];
}

type Made = GitHubAnswer<number>;

/** A check run with the findings annotated, the worst first; fifty at a time, as GitHub takes them. */
export async function makeCheckRun(
  api: GitHubApi,
  request: CheckRunRequest,
  report: Report,
): Promise<{ readonly kind: 'made' } | Refusal> {
  const worst = bySeverity(report.findings).slice(0, ANNOTATIONS_AT_MOST);
  const findings = request.annotated === 'annotated' ? worst : [];
  const annotations = findings.map((one) => annotationOf(one, request.rules));
  const output = {
    title: printable(request.title).slice(0, 250),
    summary: request.summary.slice(0, 65_000),
  };
  const made = await create(api, request, report, {
    ...output,
    annotations: annotations.slice(0, BATCH),
  });
  if (made.kind === 'refused') return made;
  for (let done = BATCH; done < annotations.length; done += BATCH) {
    const next = annotations.slice(done, done + BATCH);
    const more = { ...output, annotations: next };
    const answer = await append(api, request.at, made.value, more, done);
    if (answer.kind === 'refused') return answer;
  }
  return { kind: 'made' };
}

/** A POST whose answer is lost may have worked: it is looked for before it is repeated. */
async function create(
  api: GitHubApi,
  request: CheckRunRequest,
  { conclusion }: Report,
  output: object,
): Promise<Made> {
  const { at, headSha, name, externalId, detailsUrl } = request;
  const body = {
    ...at,
    name,
    head_sha: headSha,
    external_id: externalId,
    ...(detailsUrl === null ? {} : { details_url: detailsUrl }),
    status: 'completed',
    conclusion,
    output,
  };
  const route = 'POST /repos/{owner}/{repo}/check-runs';
  for (let attempt = 1; ; attempt += 1) {
    const made = await api.request<{ readonly id: number }>(route, body, 'once');
    if (made.kind === 'ok') return { kind: 'ok', value: made.value.id };
    if (!mayHaveWorked(made) || attempt === ATTEMPTS) return made;
    await api.pause(500 * attempt);
    const found = await findMade(api, request);
    if (found !== null) return { kind: 'ok', value: found };
  }
}

function mayHaveWorked({ status }: Refusal): boolean {
  return !isFinal(status);
}

async function findMade(
  api: GitHubApi,
  { at, headSha, name, externalId }: CheckRunRequest,
): Promise<number | null> {
  const answer = await api.request<{
    readonly check_runs?: readonly {
      readonly id: number;
      readonly external_id?: string | null;
    }[];
  }>(
    'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
    { ...at, ref: headSha, check_name: name, filter: 'all', per_page: 100 },
    'repeat',
  );
  if (answer.kind === 'refused') return null;
  const runs = answer.value.check_runs;
  if (!Array.isArray(runs)) return null;
  return runs.find((run) => run?.external_id === externalId)?.id ?? null;
}

/** GitHub appends what it is sent: a lost answer is counted before it is sent again. */
async function append(
  api: GitHubApi,
  at: RepositoryAt,
  id: number,
  output: { readonly annotations: readonly unknown[] },
  before: number,
): Promise<{ readonly kind: 'ok' } | Refusal> {
  const route = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}';
  for (let attempt = 1; ; attempt += 1) {
    const body = { ...at, check_run_id: id, output };
    const answer = await api.request(route, body, 'once');
    if (answer.kind === 'ok') return { kind: 'ok' };
    if (!mayHaveWorked(answer) || attempt === ATTEMPTS) return answer;
    await api.pause(500 * attempt);
    const there = await countAnnotations(api, at, id);
    if (there !== null && there > before) return { kind: 'ok' };
  }
}

async function countAnnotations(
  api: GitHubApi,
  at: RepositoryAt,
  id: number,
): Promise<number | null> {
  const answer = await api.request<{
    readonly output?: { readonly annotations_count?: number };
  }>(
    'GET /repos/{owner}/{repo}/check-runs/{check_run_id}',
    { ...at, check_run_id: id },
    'repeat',
  );
  if (answer.kind === 'refused') return null;
  return answer.value.output?.annotations_count ?? null;
}

function bySeverity(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted(
    (a, b) => SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity],
  );
}

function annotationOf(
  finding: Finding,
  rules: readonly RuleInfo[],
): Readonly<Record<string, unknown>> {
  const { file, line, endLine, column, endColumn } = finding;
  const { severity, rule, title, message } = finding;
  const columns =
    line === endLine && endColumn > column
      ? { start_column: column, end_column: endColumn }
      : {};
  const lines = [message, ...mending(finding), ...pageLine(rule, rules)];
  return {
    path: file,
    start_line: line,
    end_line: endLine,
    ...columns,
    annotation_level: LEVELS[severity],
    title: printable(`${rule}: ${title}`).slice(0, 250),
    message: lines.map(printable).join('\n').slice(0, 60_000),
  };
}

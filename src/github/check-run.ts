import type { Finding, Report, Severity } from '../domain/report.ts';
import { printable } from '../reporters/escape.ts';
import type { GitHubApi, Refusal } from './api.ts';
import type { RepositoryAt } from './tree.ts';

const BATCH = 50;
const LEVELS: Readonly<Record<Severity, string>> = {
  error: 'failure',
  warning: 'warning',
  notice: 'notice',
};

/** A check run on the pull request's head, with every finding annotated; fifty at a time, as GitHub takes them. */
export async function makeCheckRun(
  api: GitHubApi,
  at: RepositoryAt,
  headSha: string,
  report: Report,
  text: { readonly title: string; readonly summary: string },
  annotated: 'annotated' | 'bare',
): Promise<{ readonly kind: 'made' } | Refusal> {
  const annotations = annotated === 'annotated' ? report.findings.map(annotationOf) : [];
  const output = {
    title: text.title.slice(0, 250),
    summary: text.summary.slice(0, 65_000),
  };
  const made = await api.request<{ readonly id: number }>(
    'POST /repos/{owner}/{repo}/check-runs',
    {
      ...at,
      name: 'GAR Preflight',
      head_sha: headSha,
      status: 'completed',
      conclusion: report.conclusion,
      output: { ...output, annotations: annotations.slice(0, BATCH) },
    },
    'once',
  );
  if (made.kind === 'refused') return made;
  for (let start = BATCH; start < annotations.length; start += BATCH) {
    const answer = await api.request(
      'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}',
      {
        ...at,
        check_run_id: made.value.id,
        output: { ...output, annotations: annotations.slice(start, start + BATCH) },
      },
      'repeat',
    );
    if (answer.kind === 'refused') return answer;
  }
  return { kind: 'made' };
}

function annotationOf({
  file,
  line,
  endLine,
  column,
  endColumn,
  severity,
  rule,
  title,
  message,
  fix,
}: Finding): Readonly<Record<string, unknown>> {
  const lines = [
    message,
    ...(fix.command === null ? [] : [fix.command]),
    ...(fix.replacement === null ? [] : [`Write instead: ${fix.replacement}`]),
  ];
  return {
    path: file,
    start_line: line,
    end_line: endLine,
    ...(line === endLine && endColumn > column
      ? { start_column: column, end_column: endColumn }
      : {}),
    annotation_level: LEVELS[severity],
    title: printable(`${rule}: ${title}`).slice(0, 250),
    message: lines.map(printable).join('\n').slice(0, 60_000),
  };
}

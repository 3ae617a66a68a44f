import { PLAIN, type ReportContext, type RuleInfo } from '../reporters/reporter.ts';
import { VERSION } from '../settings/version.ts';
import type { RepositoryAt } from './repository-at.ts';

/** GitHub takes 65,536 characters in a comment; what counts them is not documented. In bytes. */
export const COMMENT_BYTES = 60_000;

/** What a report's text may point at on GitHub: the lines at the head, and the run that has everything. */
export function reportContext({
  server,
  at,
  headSha,
  runUrl,
  rules,
  label,
  reader,
}: {
  /** `GITHUB_SERVER_URL`. */
  readonly server: string;
  readonly at: RepositoryAt;
  readonly headSha: string;
  readonly runUrl: string | null;
  readonly rules: readonly RuleInfo[];
  /** What tells this run from the others on the pull request. */
  readonly label: string;
  readonly reader: ReportContext['reader'];
}): ReportContext {
  const files = `${server}/${at.owner}/${at.repo}/blob/${headSha}`;
  return {
    ...PLAIN,
    rules,
    link: (file, line) =>
      `${files}/${file
        .split('/')
        .map((part) => encodeURIComponent(part.toWellFormed()))
        .join('/')}#L${line}`,
    summaryUrl: runUrl,
    version: VERSION,
    date: new Date().toISOString(),
    commit: headSha,
    commitUrl: `${server}/${at.owner}/${at.repo}/commit/${headSha}`,
    label,
    reader,
  };
}

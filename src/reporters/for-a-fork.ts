import type { Finding } from '../domain/report.ts';
import type { ReportContext } from './reporter.ts';

/** What the reader of a fork's pull request is told in the place of advice that only the repository's own people could follow. */
export const FOR_A_FORK =
  'A pull request from a fork or from Dependabot gets no credentials for Google, so nothing could be looked up. Its author has nothing to do: a maintainer sees the result when the branch is checked with credentials (docs/forks.md).';

/** Whether something is open for want of credentials alone. */
export function lacksCredentials(message: string | null): boolean {
  return message !== null && /credentials|no OIDC token to log in/i.test(message);
}

/** A finding's message, for whoever reads it. */
export function messageFor(
  { message }: Pick<Finding, 'message'>,
  { reader }: ReportContext,
): string {
  return reader === 'fork' && lacksCredentials(message) ? FOR_A_FORK : message;
}

import type { Report, Severity } from '../domain/report.ts';

/** One way to write a report down: pure, report to text. Delivery is the faces' business. */
export interface Reporter {
  /** The word of `--format`. */
  readonly id: string;
  readonly title: string;
  readonly render: (report: Report, context: ReportContext) => string;
}

/** What a reporter may know of where its text goes. */
export interface ReportContext {
  readonly color: 'always' | 'never';
  /** `summary`: the sentence that says it all, alone. */
  readonly detail: 'all' | 'summary';
  /** Columns of the terminal. */
  readonly width: number;
  /** The address of a line at the head, or `null` where there is none. */
  readonly link: ((file: string, line: number) => string) | null;
  /** A line of a file as it stands, or `null`. */
  readonly excerpt: (file: string, line: number) => string | null;
  /** Bytes that the text may have, or `null`. */
  readonly bytesAtMost: number | null;
  /** Where everything stands when this text was cut, or `null`. */
  readonly summaryUrl: string | null;
  readonly rules: readonly RuleInfo[];
  /** When the report was made, RFC 3339 in UTC, or `null`. */
  readonly date: string | null;
  /** This program's version, or `null`. */
  readonly version: string | null;
  /** Who reads: on a fork's pull request a reader cannot log in to Google. */
  readonly reader: 'own' | 'fork';
  /** The commit that was looked at, or `null`. */
  readonly commit: string | null;
  /** Where that commit stands, or `null`. */
  readonly commitUrl: string | null;
  /** What tells this run from others of the same commit; empty where there is but one. */
  readonly label: string;
}

export interface RuleInfo {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** Its findings of one puller and repository are told as one. */
  readonly folds?: 'puller-and-repository';
  /** Its findings say that something could not be established. */
  readonly leaves?: 'open';
  /** The address of its page. */
  readonly page: string;
  /** The page itself, in Markdown, where it is at hand. */
  readonly help?: string;
}

/** Where a rule's page stands, as a last line of what has no other link: what it means, whom to ask, how to mend it. */
export function pageLine(rule: string, rules: readonly RuleInfo[]): readonly string[] {
  const page = rules.find(({ id }) => id === rule)?.page;
  return page === undefined ? [] : [`What it means: ${page}`];
}

/** A context for places where nothing is known. */
export const PLAIN: ReportContext = {
  color: 'never',
  detail: 'all',
  width: 100,
  link: null,
  excerpt: () => null,
  bytesAtMost: null,
  summaryUrl: null,
  rules: [],
  version: null,
  date: null,
  commit: null,
  commitUrl: null,
  label: '',
  reader: 'own',
};

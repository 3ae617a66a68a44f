import type { Cause, Finding, Report, Severity } from '../domain/report.ts';
import { complaintOf } from './complaint.ts';
import { markdownText } from './escape.ts';
import {
  fileName,
  folded,
  inMarkdown,
  placeLink,
  type Section,
} from './markdown-text.ts';
import type { ReportContext } from './reporter.ts';
import { plural } from './sentence.ts';
import type { ShortNames } from './short-names.ts';

/** What a table of causes is written with. */
export interface Writing {
  readonly report: Report;
  readonly context: ReportContext;
  readonly names: ShortNames;
}

const SIGNS: Readonly<Record<Severity, string>> = {
  error: '❌',
  warning: '⚠️',
  notice: 'ℹ️',
};

/** A cause's sign: what could not be established is no ❌, whatever its severity. */
function signOf({ certainty, severity }: Cause): string {
  return certainty === 'open' && severity !== 'notice' ? '❔' : SIGNS[severity];
}

const HEAD: readonly string[] = ['| |', '| --- |'];

const ROWS_SHOWN = 25;

/** A row a cause; what is past a screen is folded. */
export function causeTable(
  causes: readonly Cause[],
  writing: Writing,
): readonly Section[] {
  if (causes.length === 0) return [];
  const rows = causes.map((cause) => causeRow(cause, writing));
  const shown = rows.slice(0, ROWS_SHOWN);
  const rest = rows.slice(ROWS_SHOWN);
  const more = `and ${plural(rest.length, 'cause')} more`;
  return [{ head: HEAD, items: shown, foot: [''] }, ...folded(more, rest, HEAD)];
}

/** Causes that are read on a click, their reasons first. */
export function foldedCauses(
  sign: string,
  words: string,
  causes: readonly Cause[],
  writing: Writing,
  reasons: readonly string[] = [],
): readonly Section[] {
  const count = causes.flatMap(({ findings }) => findings).length;
  const rows = causes.map((cause) => causeRow(cause, writing));
  const head = [...reasons, ...HEAD];
  return folded(`${sign} ${count} ${words}`, rows, head);
}

/** Places that a row names. */
export const PLACES_SHOWN = 2;

/** One cause as a row: the verdict first, then what is wrong with what, how it is mended, and where. */
function causeRow(cause: Cause, writing: Writing): string {
  const { subject, wrong, about, mend } = complaintOf(cause, writing);
  const said = [
    subject.length === 0 ? '' : `${inMarkdown(subject)}: `,
    ruleLink(cause, wrong, writing.context),
    about.length === 0 ? '' : ` ${inMarkdown(about).trimStart()}`,
    mend.length === 0 ? '' : `; ${inMarkdown(mend)}`,
  ].join('');
  return `| ${signOf(cause)} ${said} · ${whereOf(cause, writing)} |`;
}

/** The complaint, linked to the rule's page. */
function ruleLink({ rule }: Cause, words: string, { rules }: ReportContext): string {
  const page = rules.find(({ id }) => id === rule)?.page;
  const text = markdownText(words, 300);
  return page === undefined ? `${text} (${rule})` : `[${text}](${page})`;
}

function whereOf(cause: Cause, writing: Writing): string {
  const { report, context } = writing;
  const places = placesOf(cause, report);
  const shown = places
    .slice(0, PLACES_SHOWN)
    .map((place) => placeLink(place, context, fileName(place.file)));
  const left = places.length - shown.length;
  const more = left > 0 ? ` and ${plural(left, 'place')} more` : '';
  return `${shown.join(', ')}${more}${environmentsIn(cause, writing)}`;
}

/** The environments, where the report has several: else the opening says it. */
function environmentsIn(
  { environments }: Cause,
  { report: { causes } }: Writing,
): string {
  const all = new Set(causes.flatMap((cause) => cause.environments));
  if (all.size < 2 || environments.length === 0) return '';
  const shown = environments.slice(0, 3).map((one) => markdownText(one, 40));
  const left = environments.length - shown.length;
  const more = left > 0 ? ` and ${left} more` : '';
  return ` (${shown.join(', ')}${more})`;
}

/** The places of a cause's findings, each line once. */
function placesOf({ findings }: Cause, report: Report): readonly Finding[] {
  const all = findings.flatMap((index) => report.findings[index] ?? []);
  return [...new Map(all.map((one) => [`${one.file}:${one.line}`, one])).values()];
}

import type { Cause, Report } from '../domain/report.ts';
import { accountOf } from './complaint.ts';
import { markdownCode, markdownText } from './escape.ts';
import { causeTable, foldedCauses, type Writing } from './markdown-causes.ts';
import { commands } from './markdown-commands.ts';
import {
  details,
  fineImages,
  remarks,
  skippedImages,
  waivedFindings,
} from './markdown-folds.ts';
import { type Section, whole } from './markdown-text.ts';
import { unverified } from './markdown-unverified.ts';
import type { ReportContext, Reporter } from './reporter.ts';
import { headline, mood, plural } from './sentence.ts';
import { shortNames } from './short-names.ts';
import { withinLimit } from './within-limit.ts';

/** For a pull request's comment and a job's summary: one sentence, a row a cause, what mends it; the rest folded. Cut by whole rows. */
export const markdown: Reporter = {
  id: 'markdown',
  title: 'for a comment, a job summary, a wiki',
  render: (report, context) => {
    const writing = { report, context, names: shortNames(report) };
    const { known, open, notices } = sorted(report);
    const sections = [
      opening(writing),
      ...causeTable(known, writing),
      ...(known.length === 0 ? unverified(open, writing, 'open') : []),
      ...commands([...known, ...open], writing),
      ...details(known, writing),
      ...(known.length === 0 ? [] : unverified(open, writing, 'folded')),
      ...foldedCauses('ℹ️', 'to know', notices, writing),
      ...fineImages(writing),
      ...skippedImages(writing),
      ...waivedFindings(writing),
      ...remarks(writing),
    ];
    return withinLimit(sections, context);
  },
};

const SIGNS = {
  known: '❌',
  open: '⚠️',
  fine: '✅',
  nothing: '⏭️',
} as const;

function opening({ report, context, names }: Writing): Section {
  const told = [
    whoPulls(report),
    common(names.common),
    checkedAt(context, report),
  ].filter((text) => text !== '');
  return whole([
    `### ${SIGNS[mood(report)]} ${headline(report)}`,
    '',
    ...(told.length === 0 ? [] : [told.join(' '), '']),
  ]);
}

/** Who pulls, where it is one or two. */
function whoPulls({ access }: Report): string {
  const pulling = access.filter(
    ({ origins }) => !origins.every((one) => one.startsWith('service agent')),
  );
  const principals = [...new Set(pulling.map(({ principal }) => principal))];
  if (principals.length === 0) return '';
  if (principals.length > 2) return `Pulled by ${principals.length} accounts.`;
  const named = principals.map((principal) => {
    const own = pulling.filter((one) => one.principal === principal);
    const origins = own.flatMap((one) => one.origins);
    return `${markdownCode(accountOf(principal), 160)}${inEnvironments(origins)}`;
  });
  return `Pulled by ${named.join(' and ')}.`;
}

function inEnvironments(origins: readonly string[]): string {
  const names = origins.flatMap(
    (origin) => /^environment (.*)$/s.exec(origin)?.[1] ?? [],
  );
  if (names.length === 0) return '';
  const said = [...new Set(names)].map((name) => markdownText(name, 60));
  return ` (${said.join(', ')})`;
}

function common(prefix: string | null): string {
  if (prefix === null) return '';
  return `Names are below ${markdownCode(prefix, 160)}.`;
}

function checkedAt(
  context: ReportContext,
  { summary: { references, files }, findings }: Report,
): string {
  const { commit, summaryUrl, label } = context;
  const name = label === '' ? 'run' : markdownText(label, 120);
  const run = summaryUrl === null ? labelled(label) : ` · [${name}](${summaryUrl})`;
  const at = commit === null ? '' : ` at ${commitLink(context)}`;
  const read = `${plural(references, 'reference')} in ${plural(files, 'file')}`;
  if (findings.length === 0 || at === '') return `${read}${at}${run}`;
  return `Checked${at}${run}`;
}

function commitLink({ commit, commitUrl }: ReportContext): string {
  const short = markdownCode((commit ?? '').slice(0, 7));
  return commitUrl === null ? short : `[${short}](${commitUrl})`;
}

function labelled(label: string): string {
  return label === '' ? '' : ` · ${markdownText(label, 120)}`;
}

/** What is known to be wrong, what could not be established, and what is only to be known. */
function sorted({ causes }: Report): {
  readonly known: readonly Cause[];
  readonly open: readonly Cause[];
  readonly notices: readonly Cause[];
} {
  const loud = causes.filter(({ severity }) => severity !== 'notice');
  return {
    known: loud.filter(({ certainty }) => certainty === 'known'),
    open: loud.filter(({ certainty }) => certainty === 'open'),
    notices: causes.filter(({ severity }) => severity === 'notice'),
  };
}

import type { Finding, Severity } from '../domain/report.ts';
import { capped, printable, visible } from './escape.ts';
import { type Folded, foldFindings } from './fold.ts';
import { messageFor } from './for-a-fork.ts';
import { mending } from './mending.ts';
import { pageLine, type ReportContext, type Reporter } from './reporter.ts';
import { plural } from './sentence.ts';

/** The runner shows ten of each level and drops the rest in silence. */
const SHOWN_AT_MOST = 10;
/** In UTF-16 units, after which the runner cuts. */
const MESSAGE_AT_MOST = 3900;

/** Workflow commands: annotations that need no permission. */
export const github: Reporter = {
  id: 'github',
  title: "GitHub's workflow commands",
  render: ({ findings }, context) => {
    const folded = foldFindings(findings, context.rules);
    const levels: readonly Severity[] = ['error', 'warning', 'notice'];
    return levels
      .flatMap((level) =>
        linesOf(
          level,
          folded.filter(({ finding }) => finding.severity === level),
          context,
        ),
      )
      .join('');
  },
};

function linesOf(
  level: Severity,
  folded: readonly Folded[],
  context: ReportContext,
): readonly string[] {
  const written = (one: Folded): string => annotation(one, context);
  if (folded.length <= SHOWN_AT_MOST) return folded.map(written);
  const shown = folded.slice(0, SHOWN_AT_MOST - 1);
  const rest = folded.length - shown.length;
  return [
    ...shown.map(written),
    `::${level} title=GAR Preflight::${escapeData(`and ${plural(rest, `more ${level}`)}; see the job summary.`)}\n`,
  ];
}

function annotation({ finding, places }: Folded, context: ReportContext): string {
  const { severity } = finding;
  const elsewhere = places.slice(1).map(({ file, line }) => `${file}:${line}`);
  const parts = [
    messageFor(finding, context),
    ...mending(finding),
    ...(elsewhere.length === 0 ? [] : [`Also at ${capped(elsewhere.join(', '), 500)}`]),
    ...pageLine(finding.rule, context.rules),
  ];
  const properties = placeOf(finding).map(
    ([name, value]) => `${name}=${escapeProperty(value)}`,
  );
  return `::${severity} ${properties.join(',')}::${escapeData(withinLimit(parts))}\n`;
}

/** What is cut is the message: the address at its end is kept whole. */
function withinLimit(parts: readonly string[]): string {
  const lines = parts.map(printable);
  const last = lines.at(-1) ?? '';
  const rest = lines.slice(0, -1).join('\n');
  return rest === ''
    ? capped(last, MESSAGE_AT_MOST)
    : `${capped(rest, MESSAGE_AT_MOST - last.length - 1)}\n${last}`;
}

function placeOf({
  file,
  line,
  endLine,
  column,
  endColumn,
  title,
  rule,
}: Finding): readonly (readonly [string, string])[] {
  const columns: readonly (readonly [string, string])[] =
    line === endLine && endColumn > column
      ? [
          ['col', String(column)],
          ['endColumn', String(endColumn)],
        ]
      : [];
  return [
    ['title', `${rule}: ${title}`],
    ['file', file],
    ['line', String(line)],
    ['endLine', String(endLine)],
    ...columns,
  ];
}

/** `##[` would be a command of the older kind, anywhere in a line. */
function escapeData(text: string): string {
  return text
    .replaceAll('##[', '##\u200b[')
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A');
}

/** A file's name is what GitHub finds it by: only what it could not be found by is written out. */
function escapeProperty(text: string): string {
  return escapeData(
    text
      .split(/(\r|\n)/)
      .map(unlessBreak)
      .join(''),
  )
    .replaceAll(':', '%3A')
    .replaceAll(',', '%2C');
}

function unlessBreak(part: string): string {
  return part === '\n' || part === '\r' ? part : visible(part);
}

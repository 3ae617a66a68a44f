import picocolors from 'picocolors';
import type { Finding, Report, ReportImage, Severity } from '../domain/report.ts';
import { capped, printable } from './escape.ts';
import type { ReportContext, Reporter } from './reporter.ts';
import { headline, plural } from './sentence.ts';

/** For people at a terminal: by file, like a compiler's output, then the images, then one line that says it all. */
export const text: Reporter = {
  id: 'text',
  title: 'for people at a terminal',
  render: (report, context) => {
    const paint = picocolors.createColors(context.color === 'always');
    const files = [...new Set(report.findings.map(({ file }) => file))];
    const blocks = files.flatMap((file) => [
      paint.underline(printable(file)),
      ...report.findings
        .filter((one) => one.file === file)
        .map((one) => findingBlock(one, context, paint)),
      '',
    ]);
    return `${[...blocks, ...imageTable(report, context, paint), ...closing(report, paint)].join('\n')}\n`;
  },
};

/** In code points: what more there is stands in the JSON report. */
const MESSAGE_AT_MOST = 2000;

type Paint = ReturnType<typeof picocolors.createColors>;

function findingBlock(finding: Finding, context: ReportContext, paint: Paint): string {
  const { line, column, severity, rule, message, fix } = finding;
  const head = `  ${paint.dim(`${line}:${column}`)}  ${level(severity, paint)}  ${paint.bold(rule)}`;
  const roots =
    finding.roots === undefined
      ? []
      : [`reaches ${finding.roots.map(printable).join(', ')}`];
  return [
    head,
    ...excerptOf(finding, context, paint),
    ...[message, ...roots]
      .flatMap((words) =>
        wrap(capped(printable(words), MESSAGE_AT_MOST), context.width - 6),
      )
      .map((words) => `      ${words}`),
    ...(fix.command === null ? [] : ['', `      ${paint.cyan(printable(fix.command))}`]),
    ...(fix.replacement === null
      ? []
      : [
          '',
          `      ${paint.green(`+ ${printable(finding.edit?.to ?? fix.replacement)}`)}`,
        ]),
    '',
  ].join('\n');
}

function level(severity: Severity, paint: Paint): string {
  if (severity === 'error') return paint.red('error  ');
  return severity === 'warning' ? paint.yellow('warning') : paint.blue('notice ');
}

/** The line as it stands, with a caret under the span. Only what is on one line is underlined. */
function excerptOf(
  { file, line, column, endLine, endColumn, severity }: Finding,
  context: ReportContext,
  paint: Paint,
): readonly string[] {
  const source = context.excerpt(file, line);
  if (source === null || column < 1) return [];
  const characters = [...source];
  const indent = characters.findIndex(
    (character) => character !== ' ' && character !== '\t',
  );
  const from = Math.max(0, Math.min(indent, column - 1));
  const room = Math.max(20, context.width - 10);
  const start = column - 1 - from > room - 20 ? column - 1 - 10 : from;
  const shown = characters
    .slice(start, start + room)
    .map((character) => printable(character));
  const end = endLine === line ? endColumn : characters.length + 1;
  const before = shown.slice(0, column - 1 - start).join('').length;
  const length = Math.max(
    1,
    shown.slice(column - 1 - start, end - 1 - start).join('').length,
  );
  const color =
    severity === 'error' ? paint.red : severity === 'warning' ? paint.yellow : paint.blue;
  return [
    `      ${paint.dim('│')} ${shown.join('')}`,
    `      ${paint.dim('│')} ${' '.repeat(before)}${color('^'.repeat(length))}`,
  ];
}

function imageTable(
  { images, access }: Report,
  { width }: ReportContext,
  paint: Paint,
): readonly string[] {
  if (images.length === 0) return [];
  const rows = images.map((image) => ({
    image,
    verdicts: access.filter(
      (one) => one.images.includes(image.image) && one.repository === image.repository,
    ),
  }));
  const room = Math.max(30, width - 34);
  const longest = Math.min(
    room,
    Math.max(...rows.map(({ image }) => [...printable(image.image)].length)),
  );
  return [
    paint.underline('Images'),
    ...rows.map(({ image, verdicts }) => {
      const name = middle(printable(image.image), longest).padEnd(longest);
      const verdict =
        verdicts.length === 0
          ? paint.dim('—')
          : [...new Set(verdicts.map((one) => verdictWord(one.verdict, paint)))].join(', ');
      return `  ${name}  ${existenceWord(image, paint)}  ${verdict}`;
    }),
    '',
  ];
}

/** A long name keeps its host's end and its tag. */
function middle(text: string, atMost: number): string {
  const characters = [...text];
  if (characters.length <= atMost) return text;
  const tail = Math.floor(atMost * 0.6);
  return `${characters.slice(0, atMost - tail - 1).join('')}…${characters.slice(-tail).join('')}`;
}

function existenceWord({ existence }: ReportImage, paint: Paint): string {
  const word = existence.padEnd(7);
  if (existence === 'found') return paint.green(word);
  if (existence === 'missing') return paint.red(word);
  return existence === 'unknown' ? paint.yellow(word) : paint.dim(word);
}

function verdictWord(verdict: Report['access'][number]['verdict'], paint: Paint): string {
  if (verdict === 'granted') return paint.green(verdict);
  return verdict === 'not-granted' ? paint.red(verdict) : paint.yellow(verdict);
}

function closing(report: Report, paint: Paint): readonly string[] {
  const color =
    report.conclusion === 'failure'
      ? paint.red
      : report.conclusion === 'neutral'
        ? paint.yellow
        : paint.green;
  const waived =
    report.waived.length === 0
      ? []
      : [`${plural(report.waived.length, 'finding')} waived.`];
  return [
    ...report.remarks.map((remark) => paint.dim(printable(capped(remark, 500)))),
    ...waived,
    color(headline(report)),
  ];
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > Math.max(40, width)) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

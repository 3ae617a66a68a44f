import picocolors from 'picocolors';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import type {
  Finding,
  ImageState,
  JudgedImage,
  Report,
  ReportImage,
  Severity,
} from '../domain/report.ts';
import { accessByImage } from './access-by-image.ts';
import { capped, printable, unobeyed } from './escape.ts';
import { messageFor } from './for-a-fork.ts';
import type { ReportContext, Reporter } from './reporter.ts';
import { headline, mood, plural, tally } from './sentence.ts';
import { cutInMiddle } from './short-names.ts';

/** For people at a terminal: a block a cause, by the file where it stands first, like a compiler's output; then the images, then one line that says it all. */
export const text: Reporter = {
  id: 'text',
  title: 'for people at a terminal',
  render: (report, context) => {
    const paint = picocolors.createColors(context.color === 'always');
    const lines = [
      ...(context.detail === 'all'
        ? [...causeBlocks(report, context, paint), ...imageTable(report, context, paint)]
        : []),
      ...closing(report, paint),
    ];
    // By whole lines: what is written letter by letter may make a command together.
    return `${lines.map(unobeyed).join('\n')}\n`;
  },
};

/** In code points: what more there is stands in the JSON report. */
const MESSAGE_AT_MOST = 2000;
/** Other places of one cause; the JSON report has them all. */
const PLACES_AT_MOST = 20;

type Paint = ReturnType<typeof picocolors.createColors>;

function causeBlocks(
  report: Report,
  context: ReportContext,
  paint: Paint,
): readonly string[] {
  const { causes, findings } = report;
  const inOrder = causes.toSorted((a, b) => (a.findings[0] ?? 0) - (b.findings[0] ?? 0));
  const said = new Set<string>();
  const lines: string[] = [];
  let file: string | null = null;
  for (const cause of inOrder) {
    const all = cause.findings.flatMap((index) => findings[index] ?? []);
    const [first, ...others] = all;
    if (first === undefined) continue;
    if (file !== null && first.file !== file) lines.push('');
    if (first.file !== file) lines.push(paint.underline(printable(first.file)));
    file = first.file;
    lines.push(
      ...findingLines(first, context, paint),
      ...otherPlaces(first, others),
      ...mendingLines(first, said, paint),
      '',
    );
  }
  return lines.length === 0 ? [] : [...lines, ''];
}

function findingLines(
  finding: Finding,
  context: ReportContext,
  paint: Paint,
): readonly string[] {
  const { line, column, severity, rule } = finding;
  const message = messageFor(finding, context);
  const place = paint.dim(`${line}:${column}`);
  const roots =
    finding.roots === undefined
      ? []
      : [`reaches ${finding.roots.map(printable).join(', ')}`];
  const words = [message, ...roots].flatMap((one) =>
    wrap(capped(printable(one), MESSAGE_AT_MOST), context.width - 6),
  );
  return [
    `  ${place}  ${level(severity, paint)}  ${paint.bold(rule)}`,
    ...excerptOf(finding, context, paint),
    ...words.map((one) => `      ${one}`),
  ];
}

/** Where else the same is wrong, with the image where it is another. */
function otherPlaces(first: Finding, others: readonly Finding[]): readonly string[] {
  if (others.length === 0) return [];
  const shown = others.slice(0, PLACES_AT_MOST).map((one) => {
    const image = one.image === null || one.image === first.image ? '' : `  ${one.image}`;
    const edit = one.edit === undefined ? '' : `  + ${one.edit.to}`;
    return `        ${printable(`${one.file}:${one.line}:${one.column}${image}${edit}`)}`;
  });
  const left = others.length - shown.length;
  const more = left > 0 ? [`        and ${plural(left, 'place')} more`] : [];
  return [`      also at ${plural(others.length, 'place')}:`, ...shown, ...more];
}

/** One command is said once, however many causes it mends. */
function mendingLines(
  { fix, edit }: Finding,
  said: Set<string>,
  paint: Paint,
): readonly string[] {
  const { command, replacement } = fix;
  const lines: string[] = [];
  if (command !== null && !said.has(command))
    lines.push('', `      ${paint.cyan(printable(command))}`);
  if (command !== null) said.add(command);
  if (replacement !== null)
    lines.push('', `      ${paint.green(`+ ${printable(edit?.to ?? replacement)}`)}`);
  return lines;
}

function level(severity: Severity, paint: Paint): string {
  return colorOf(severity, paint)(severity.padEnd(7));
}

function colorOf(severity: Severity, paint: Paint): (text: string) => string {
  if (severity === 'error') return paint.red;
  return severity === 'warning' ? paint.yellow : paint.blue;
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
  const before = stringWidth(shown.slice(0, column - 1 - start).join(''));
  const length = Math.max(
    1,
    stringWidth(shown.slice(column - 1 - start, end - 1 - start).join('')),
  );
  const color = colorOf(severity, paint);
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
  const worst = images.toSorted((a, b) => RANK[a.state] - RANK[b.state]);
  const pulls = accessByImage({ access });
  const rows = worst.map((image) => ({
    image,
    verdicts: (pulls.get(image.image) ?? []).filter(
      ({ repository }) => repository === image.repository,
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
      const name = cutInMiddle(printable(image.image), longest).padEnd(longest);
      const verdict =
        verdicts.length === 0
          ? paint.dim('—')
          : [...new Set(verdicts.map((one) => verdictWord(one.verdict, paint)))].join(
              ', ',
            );
      return `${mark(image, paint)} ${name}  ${existenceWord(image, paint)}  ${verdict}`;
    }),
    '',
  ];
}

const RANK: Readonly<Record<ImageState, number>> = {
  broken: 0,
  unverified: 1,
  silenced: 2,
  exists: 3,
  pulled: 4,
  skipped: 5,
};

/** What all findings together say: an image that is found and granted may lack the nodes' platform. */
function mark({ state }: JudgedImage, paint: Paint): string {
  if (state === 'broken') return paint.red('✗');
  if (state === 'pulled') return paint.green('✓');
  return state === 'unverified' ? paint.yellow('?') : paint.dim('·');
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
  const colors = {
    known: paint.red,
    open: paint.yellow,
    fine: paint.green,
    nothing: paint.yellow,
  };
  const { waived, remarks } = report;
  const found = tally(report);
  return [
    ...remarks.map((remark) => paint.dim(printable(capped(remark, 500)))),
    ...(waived.length === 0 ? [] : [`${plural(waived.length, 'finding')} waived.`]),
    ...(found === '' ? [] : [`${found}.`]),
    colors[mood(report)](headline(report)),
  ];
}

function wrap(text: string, width: number): readonly string[] {
  return wrapAnsi(text, Math.max(40, width), { hard: false }).split('\n');
}

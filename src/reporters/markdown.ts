import { versionText } from '../domain/image-parts.ts';
import type { Finding, Report, ReportImage, Severity } from '../domain/report.ts';
import { capped, markdownBlock, markdownCode, markdownText } from './escape.ts';
import { type Folded, foldFindings } from './fold.ts';
import type { ReportContext, Reporter } from './reporter.ts';
import { headline, plural } from './sentence.ts';

const ROWS_AT_MOST = 100;

/** For a pull request's comment and a job's summary: one sentence, a table, then each finding with its fix. Cut by whole findings. */
export const markdown: Reporter = {
  id: 'markdown',
  title: 'for a comment, a job summary, a wiki',
  render: (report, context) => {
    const run = context.label === '' ? '' : ` · ${markdownCode(context.label, 120)}`;
    const head = [
      `### ${sign(report)} GAR Preflight: ${headline(report)}${run}`,
      '',
      ...imageTable(report),
    ].join('\n');
    const folded = foldFindings(report.findings, context.rules);
    const blocks = folded.map((one) => findingBlock(one, context));
    const foot = footer(report);
    return withinLimit(head, blocks, foot, context);
  },
};

function sign({ conclusion }: Report): string {
  if (conclusion === 'failure') return '❌';
  return conclusion === 'neutral' ? '⚠️' : '✅';
}

function imageTable({ images, access }: Report): readonly string[] {
  if (images.length === 0) return [];
  const worst = images.toSorted((a, b) => rank(a) - rank(b));
  const rows = worst.slice(0, ROWS_AT_MOST).map((image) => {
    const verdicts = access.filter(
      (one) => one.images.includes(image.image) && one.repository === image.repository,
    );
    const who = [
      ...new Set(verdicts.map((one) => one.principal.replace(/^serviceAccount:/, ''))),
    ];
    const words = [
      ...new Set(verdicts.map((one) => `${VERDICTS[one.verdict]} ${one.verdict}`)),
    ];
    return `| ${shortName(image)} | ${change(image)} | ${EXISTENCE[image.existence]} ${image.existence} | ${
      who.length === 0
        ? '—'
        : who
            .slice(0, 3)
            .map((one) => markdownCode(one, 90))
            .join('<br>')
    } | ${words.length === 0 ? '—' : words.join('<br>')} |`;
  });
  const more =
    images.length > ROWS_AT_MOST
      ? ['', `and ${images.length - ROWS_AT_MOST} more images.`]
      : [];
  return [
    '| image | before → after | exists | who pulls | may they |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    ...more,
    '',
  ];
}

const EXISTENCE = { found: '✅', missing: '❌', unknown: '❔', skipped: '⏭️' } as const;
const VERDICTS = {
  granted: '✅',
  'not-granted': '❌',
  conditional: '❔',
  unknown: '❔',
} as const;

function rank({ existence }: ReportImage): number {
  return { missing: 0, unknown: 1, found: 2, skipped: 3 }[existence];
}

function shortName({ image }: ReportImage): string {
  const version = versionText(image);
  return markdownCode(version === '' ? image : image.slice(0, -version.length - 1), 140);
}

function change({ image, before }: ReportImage): string {
  const [was] = before;
  const now = markdownCode(shortDigest(versionText(image) || image), 60);
  if (was === undefined) return now;
  return `${markdownCode(shortDigest(versionText(was) || was), 60)} → ${now}`;
}

function shortDigest(version: string): string {
  return version.startsWith('sha256:') ? version.slice(0, 19) : version;
}

const SIGNS: Readonly<Record<Severity, string>> = {
  error: '❌',
  warning: '⚠️',
  notice: 'ℹ️',
};

function findingBlock({ finding, places }: Folded, context: ReportContext): string {
  const { severity, rule, message, fix } = finding;
  const page = context.rules.find(({ id }) => id === rule)?.page;
  const name = page === undefined ? `**${rule}**` : `[**${rule}**](${page})`;
  const shown = places.slice(0, 10).map((place) => placeLink(place, context));
  const more = places.length > 10 ? ` and ${places.length - 10} more places` : '';
  const image = finding.image === null ? '' : ` · ${markdownCode(finding.image, 200)}`;
  return [
    `${SIGNS[severity]} ${name}${image}`,
    '',
    `${shown.join(', ')}${more}`,
    '',
    markdownText(message, 3000),
    ...(finding.roots === undefined
      ? []
      : [
          '',
          `Reaches ${finding.roots
            .slice(0, 20)
            .map((root) => markdownCode(root))
            .join(', ')}.`,
        ]),
    ...fixBlocks(fix),
    '',
  ].join('\n');
}

function fixBlocks(fix: Finding['fix']): readonly string[] {
  const { command, replacement, terraform } = fix;
  return [
    ...(replacement === null ? [] : ['', markdownBlock(capped(replacement, 1000), 'yaml')]),
    ...(command === null ? [] : ['', markdownBlock(capped(command, 2000), 'sh')]),
    ...(terraform === undefined
      ? []
      : [
          '',
          '<details><summary>as Terraform</summary>',
          '',
          markdownBlock(capped(terraform, 2000), 'hcl'),
          '',
          '</details>',
        ]),
  ];
}

function placeLink({ file, line }: Finding, { link }: ReportContext): string {
  const place = markdownCode(`${file}:${line}`, 200);
  return link === null ? place : `[${place}](${link(file, line)})`;
}

function footer({ waived, remarks, summary }: Report): string {
  const lines = [
    ...(waived.length === 0
      ? []
      : [
          `<details><summary>${plural(waived.length, 'finding')} waived</summary>`,
          '',
          ...waived
            .slice(0, 50)
            .map(
              (one) =>
                `- ${one.rule} at ${markdownCode(`${one.file}:${one.line}`)}: ${markdownText(one.reason, 200)}`,
            ),
          '',
          '</details>',
          '',
        ]),
    ...(remarks.length === 0
      ? []
      : [
          '<details><summary>What else to know</summary>',
          '',
          ...remarks.slice(0, 30).map((remark) => `- ${markdownText(remark, 400)}`),
          '',
          '</details>',
          '',
        ]),
    `<sub>${plural(summary.references, 'reference')} in ${plural(summary.files, 'file')}.</sub>`,
  ];
  return lines.join('\n');
}

function withinLimit(
  head: string,
  blocks: readonly string[],
  foot: string,
  { bytesAtMost, summaryUrl }: ReportContext,
): string {
  const whole = [head, ...blocks, foot].join('\n');
  if (bytesAtMost === null || size(whole) <= bytesAtMost) return `${whole}\n`;
  const kept: string[] = [];
  let used = size(head) + size(foot) + 300;
  for (const block of blocks) {
    used += size(block) + 1;
    if (used > bytesAtMost) break;
    kept.push(block);
  }
  const left = blocks.length - kept.length;
  const where =
    summaryUrl === null ? 'in the job summary' : `in [the job summary](${summaryUrl})`;
  return `${[cutTo(head, bytesAtMost - 2000), ...kept, `**${plural(left, 'more finding')}** ${where}.`, '', cutTo(foot, 1000)].join('\n')}\n`;
}

/** Cut at a line's end. */
function cutTo(text: string, bytes: number): string {
  if (size(text) <= bytes) return text;
  const lines = text.split('\n');
  while (lines.length > 1 && size(lines.join('\n')) > bytes) lines.pop();
  return lines.join('\n');
}

function size(text: string): number {
  return new TextEncoder().encode(text).length;
}

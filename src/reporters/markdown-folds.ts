import type { Cause, Finding, ReportAccess, ReportImage } from '../domain/report.ts';
import { accessByImage } from './access-by-image.ts';
import { accountOf } from './complaint.ts';
import { markdownCode, markdownText } from './escape.ts';
import { PLACES_SHOWN, type Writing } from './markdown-causes.ts';
import { folded, placeLink, type Section } from './markdown-text.ts';
import { plural } from './sentence.ts';
import { apart } from './short-names.ts';

const DETAILS_PLACES = 200;

/** Each cause in full: why, and at each place the text to paste. */
export function details(causes: readonly Cause[], writing: Writing): readonly Section[] {
  const { findings } = writing.report;
  const items = causes.flatMap((cause) => {
    const own = cause.findings.flatMap((index) => findings[index] ?? []);
    const why = cause.message ?? own[0]?.message ?? cause.title;
    const told = own.length > PLACES_SHOWN || own.some(({ edit }) => edit !== undefined);
    const shown = told ? own.slice(0, DETAILS_PLACES) : [];
    const left = told ? own.length - shown.length : 0;
    return [
      `- **${cause.rule}**: ${markdownText(why, 1000)}${reaches(own)}`,
      ...shown.map((one) => `  - ${detail(one, cause, writing)}`),
      ...(left > 0 ? [`  - and ${plural(left, 'place')} more`] : []),
    ];
  });
  const edits = causes
    .flatMap((cause) => cause.findings)
    .filter((index) => findings[index]?.edit !== undefined);
  const words =
    edits.length === 0
      ? 'Why'
      : `Why, and ${plural(edits.length, 'fix', 'fixes')} to paste`;
  return folded(words, items);
}

/** A place, with its image where the cause has several, and the text to paste. */
function detail(
  finding: Finding,
  { images }: Cause,
  { context, names }: Writing,
): string {
  const { image, edit } = finding;
  const place = placeLink(finding, context);
  if (edit !== undefined)
    return `${place}: ${markdownCode(names.short(edit.from))} → ${markdownCode(edit.to, 500)}`;
  if (image === null || images.length < 2) return place;
  return `${place} ${markdownCode(names.short(image), 220)}`;
}

/** The rendered roots that a cause's places reach. */
function reaches(findings: readonly Finding[]): string {
  const roots = [...new Set(findings.flatMap((one) => one.roots ?? []))];
  if (roots.length === 0) return '';
  const shown = roots.slice(0, 20).map((root) => markdownCode(root, 120));
  return ` Reaches ${shown.join(', ')}.`;
}

/** The images that nothing is wrong with, and who pulls them, each account with its own verdict. */
export function fineImages({ report, names }: Writing): readonly Section[] {
  const fine = report.images.filter(
    ({ state }) => state === 'pulled' || state === 'exists',
  );
  const access = accessByImage(report);
  const rows = fine.map((image) =>
    imageRow(image, access.get(image.image) ?? [], names.short),
  );
  const pulled = fine.filter(({ state }) => state === 'pulled').length;
  const words =
    pulled === fine.length
      ? `✅ ${plural(pulled, 'image')} will be pulled`
      : `✅ ${plural(fine.length, 'image')} exist${fine.length === 1 ? 's' : ''}`;
  return folded(words, rows, ['| image | version | who pulls |', '| --- | --- | --- |']);
}

const VERDICTS = {
  granted: '✅',
  'not-granted': '❌',
  conditional: '❔',
  unknown: '❔',
} as const;

function imageRow(
  image: ReportImage,
  access: readonly ReportAccess[],
  short: (image: string) => string,
): string {
  const { name, version } = apart(short(image.image));
  const [was] = image.before;
  const before = was === undefined ? '' : apart(was).version;
  const change =
    before === '' || before === version ? '' : `${markdownCode(before, 60)} → `;
  const now = version === '' ? '' : markdownCode(version, 100);
  const who = access.map(
    ({ principal, verdict }) =>
      `${VERDICTS[verdict]} ${markdownCode(accountOf(principal), 120)}`,
  );
  return `| ${markdownCode(name, 160)} | ${change}${now} | ${who.length === 0 ? 'not said' : who.join('<br>')} |`;
}

/** What was not looked up, and why. */
export function skippedImages({ report, names }: Writing): readonly Section[] {
  const skipped = report.images.filter(({ state }) => state === 'skipped');
  const items = skipped.map(
    ({ image, note }) =>
      `- ${markdownCode(names.short(image), 220)}${note === null ? '' : `: ${markdownText(note, 200)}`}`,
  );
  return folded(`⏭️ ${plural(skipped.length, 'image')} not checked`, items);
}

/** What a waiver silenced. */
export function waivedFindings({
  report: { waived },
  context,
}: Writing): readonly Section[] {
  const items = waived.map(
    (one) =>
      `- ${one.rule} at ${placeLink(one, context)}: ${markdownText(one.reason, 200)}`,
  );
  return folded(`${plural(waived.length, 'finding')} waived`, items);
}

/** What is no finding and should be known. */
export function remarks({ report }: Writing): readonly Section[] {
  const items = report.remarks.map((remark) => `- ${markdownText(remark, 400)}`);
  return folded('What else to know', items);
}

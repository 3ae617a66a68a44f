import type {
  Cause,
  Finding,
  Report,
  ReportAccess,
  ReportImage,
} from '../domain/report.ts';
import { accountOf } from './complaint.ts';
import { markdownCode, markdownText } from './escape.ts';
import { placesOf, type Writing } from './markdown-causes.ts';
import { folded, placeLink, type Section } from './markdown-text.ts';
import { plural } from './sentence.ts';
import { apart } from './short-names.ts';

/** The texts to paste, a place each. */
export function fixes({ report, context, names }: Writing): readonly Section[] {
  const mended = report.findings.filter(
    ({ edit, severity }) => edit !== undefined && severity !== 'notice',
  );
  const items = mended.map((finding) => {
    const { edit } = finding;
    const place = placeLink(finding, context);
    const from = names.short(edit?.from ?? '');
    return `- ${place}: ${markdownCode(from)} → ${markdownCode(edit?.to ?? '', 500)}`;
  });
  return folded(`Fixes to paste (${mended.length})`, items);
}

/** Every place of the causes that have more of them than their row shows. */
export function places(
  causes: readonly Cause[],
  { report, context }: Writing,
): readonly Section[] {
  const many = causes.filter((cause) => placesOf(cause, report).length > 2);
  const items = many.flatMap((cause) =>
    placesOf(cause, report).map((place) => {
      const image = place.image === null ? '' : ` ${markdownCode(place.image, 220)}`;
      return `- ${placeLink(place, context)}${image}${reaches(place)}`;
    }),
  );
  return folded(`Every place (${items.length})`, items);
}

function reaches({ roots }: Finding): string {
  if (roots === undefined) return '';
  return `, reaches ${roots
    .slice(0, 20)
    .map((root) => markdownCode(root, 120))
    .join(', ')}`;
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

function accessByImage({ access }: Report): ReadonlyMap<string, readonly ReportAccess[]> {
  const found = new Map<string, ReportAccess[]>();
  for (const one of access) {
    for (const image of one.images) {
      const list = found.get(image);
      if (list === undefined) found.set(image, [one]);
      else list.push(one);
    }
  }
  return found;
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

import pc from 'picocolors';
import { compareReports, type ImageChange } from '../domain/compare-reports.ts';
import { SettingsError } from '../domain/settings-error.ts';
import { jsonText, printable } from '../reporters/escape.ts';
import { colorOf, type Given, type Io } from './io.ts';
import { readReport } from './read-report.ts';

/** `gar-preflight diff A.json B.json`: what became pullable and what broke between two reports. Exit status 1 where something broke. */
export async function runDiff(
  files: readonly string[],
  given: Given,
  io: Io,
): Promise<number> {
  const format = given['format']?.at(-1) ?? 'text';
  if (format !== 'text' && format !== 'json')
    throw new SettingsError(`--format: diff takes text or json, got "${format}".`);
  const [before, after] = files;
  if (before === undefined || after === undefined || files.length !== 2)
    throw new SettingsError(`diff: expected two reports, got ${files.length}.`);
  const changes = compareReports(
    await readReport(before, io.folder, 'diff'),
    await readReport(after, io.folder, 'diff'),
  );
  io.stdout.write(
    format === 'json' ? asJson(changes) : asText(changes, colorOf(io.stdout, io)),
  );
  return changes.some(({ change }) => change === 'broke') ? 1 : 0;
}

function asJson(changes: readonly ImageChange[]): string {
  const of = (word: ImageChange['change']): readonly unknown[] =>
    changes.filter(({ change }) => change === word).map(({ change: _, ...rest }) => rest);
  const value = {
    version: 1,
    broke: of('broke'),
    pullable: of('pullable'),
    unknown: of('unknown'),
    gone: of('gone'),
  };
  return jsonText(value);
}

const HEADS: Readonly<Record<ImageChange['change'], string>> = {
  broke: 'Broke',
  pullable: 'Can be pulled now',
  unknown: 'Cannot be told any more',
  gone: 'No longer referenced',
};

function asText(changes: readonly ImageChange[], color: 'always' | 'never'): string {
  if (changes.length === 0) return 'Nothing became pullable, and nothing broke.\n';
  const colors = pc.createColors(color === 'always');
  const paint: Readonly<Record<ImageChange['change'], (text: string) => string>> = {
    broke: colors.red,
    pullable: colors.green,
    unknown: colors.yellow,
    gone: colors.dim,
  };
  const parts = (Object.keys(HEADS) as ImageChange['change'][]).flatMap((word) => {
    const group = changes.filter(({ change }) => change === word);
    if (group.length === 0) return [];
    return [
      [
        paint[word](`${HEADS[word]} (${group.length})`),
        ...group.flatMap(linesOf),
        '',
      ].join('\n'),
    ];
  });
  return parts.join('\n');
}

function linesOf({
  image,
  before,
  after,
  places,
  messages,
}: ImageChange): readonly string[] {
  const was = before.length === 0 ? '' : before.join(', ');
  const is = after.length === 0 ? '' : after.join(', ');
  const rules =
    was === '' && is === '' ? '' : `  ${was || 'nothing'} → ${is || 'nothing'}`;
  const shown = places.slice(0, 3).join(', ');
  const more = places.length > 3 ? ` and ${places.length - 3} more` : '';
  return [
    `  ${printable(image)}${rules}`,
    `    ${printable(shown)}${more}`,
    ...messages.slice(0, 2).map((one) => `    ${printable(one)}`),
  ];
}

import type { Finding, JudgedImage, Report } from '../domain/report.ts';
import { accessByImage } from './access-by-image.ts';
import { causesTable } from './html-causes.ts';
import { findingBlock, pullerHead, rankOf, rowsOf } from './html-rows.ts';
import { SCRIPT } from './html-script.ts';
import { STYLE } from './html-style.ts';
import { escaped, inCode } from './html-text.ts';
import type { ReportContext, Reporter } from './reporter.ts';
import { headline, mood, tally } from './sentence.ts';

/** One page for an audit: what is wrong, then images × pullers, each verdict with the path that leads to it. Nothing is loaded from anywhere. */
export const html: Reporter = {
  id: 'html',
  title: 'A page of its own: images × pullers, filtered and sorted, each with why',
  render: (report, context) =>
    [
      '<!doctype html>',
      '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">',
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">`,
      '<meta name="referrer" content="no-referrer"><title>GAR Preflight</title>',
      `<style>${STYLE}</style></head><body><main>`,
      ...opening(report, context),
      ...causesTable(report, context),
      ...imagesTable(report, context),
      ...besides(report, context),
      ...waivedBlock(report),
      '</main>',
      `<script>${SCRIPT}</script></body></html>`,
      '',
    ].join('\n'),
};

const TONES = { known: 'bad', open: 'open', fine: 'good', nothing: 'open' } as const;

/** The sentence that says it all, and what a reader of a printed page asks first: of what, when, by what. */
function opening(report: Report, context: ReportContext): readonly string[] {
  const found = tally(report);
  return [
    `<h1>GAR Preflight</h1><p class="${TONES[mood(report)]}"><strong>${escaped(headline(report))}</strong></p>`,
    ...(found === '' ? [] : [`<p>${escaped(found)}.</p>`]),
    `<p class="dim">${madeOf(report, context).join(' · ')}</p>`,
    ...whoPulls(report),
    ...report.remarks.map((remark) => `<p class="dim">${escaped(remark)}</p>`),
  ];
}

function madeOf({ summary }: Report, context: ReportContext): readonly string[] {
  const { commit, commitUrl, date, version, label } = context;
  return [
    ...(label === '' ? [] : [inCode(label)]),
    ...(commit === null ? [] : [`commit ${linked(commit, commitUrl)}`]),
    ...(date === null ? [] : [escaped(date)]),
    ...(version === null ? [] : [`version ${escaped(version)}`]),
    `${summary.references} references in ${summary.files} files`,
  ];
}

function linked(commit: string, url: string | null): string {
  const text = inCode(commit);
  return url === null ? text : `<a href="${escaped(url)}">${text}</a>`;
}

/** The environments and clusters that the report speaks for. */
function whoPulls({ access }: Report): readonly string[] {
  const origins = access.flatMap((one) => one.origins);
  const named = (pattern: RegExp): readonly string[] => [
    ...new Set(origins.flatMap((origin) => pattern.exec(origin)?.[1] ?? [])),
  ];
  const environments = named(/^environment (.*)$/s);
  const clusters = named(/(projects\/[^/]+\/locations\/[^/]+\/clusters\/\S+)$/);
  const line = (what: string, names: readonly string[]): readonly string[] =>
    names.length === 0
      ? []
      : [`<p class="dim">${what}: ${names.map(inCode).join(', ')}</p>`];
  return [...line('Environments', environments), ...line('Clusters', clusters)];
}

function imagesTable(report: Report, context: ReportContext): readonly string[] {
  const pullers = [...new Set(report.access.map(({ principal }) => principal))].sort();
  const access = accessByImage(report);
  const writing = { pullers, findings: byImage(report), access, context };
  const images = report.images.toSorted(byRank);
  const heads = ['Image', 'Exists', ...pullers.map(pullerHead)].map(
    (title) => `<th scope="col"><button type="button">${escaped(title)}</button></th>`,
  );
  return [
    '<h2>Images</h2>',
    '<div class="bar" role="search"><label for="filter">Filter</label>',
    '<input id="filter" type="search" placeholder="image, file, service account, rule … ( / )" autocomplete="off">',
    '<span id="shown" class="dim" role="status"></span></div>',
    `<table id="images"><thead><tr>${heads.join('')}</tr></thead><tbody>`,
    ...images.flatMap((image) => rowsOf(image, writing)),
    '</tbody></table>',
  ];
}

function byRank(a: JudgedImage, b: JudgedImage): number {
  return rankOf(a) - rankOf(b) || (a.image < b.image ? -1 : 1);
}

function byImage({ findings }: Report): ReadonlyMap<string, readonly Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const image = finding.image ?? '';
    const group = groups.get(image);
    if (group === undefined) groups.set(image, [finding]);
    else group.push(finding);
  }
  return groups;
}

/** What stands at no image. */
function besides(report: Report, context: ReportContext): readonly string[] {
  const known = new Set(report.images.map(({ image }) => image));
  const loose = report.findings.filter(
    ({ image }) => image === null || !known.has(image),
  );
  if (loose.length === 0) return [];
  return ['<h2>Besides</h2>', ...loose.map((finding) => findingBlock(finding, context))];
}

function waivedBlock({ waived }: Report): readonly string[] {
  if (waived.length === 0) return [];
  const items = waived.map(({ rule, file, line, reason, expires }) => {
    const until = expires === null ? '' : ` (until ${escaped(expires)})`;
    return `<li>${escaped(rule)} ${inCode(`${file}:${line}`)}: ${escaped(reason)}${until}</li>`;
  });
  return ['<h2>Waived</h2>', `<ul>${items.join('')}</ul>`];
}

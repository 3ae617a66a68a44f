import type { Finding, Report, ReportAccess, ReportImage } from '../domain/report.ts';
import { printable } from './escape.ts';
import { SCRIPT, STYLE } from './html-page.ts';
import type { ReportContext, Reporter } from './reporter.ts';
import { headline } from './sentence.ts';

/** One page for an audit: images × pullers, each verdict with the path that leads to it. Nothing is loaded from anywhere. */
export const html: Reporter = {
  id: 'html',
  title: 'A page of its own: images × pullers, filtered and sorted, each with why',
  render: (report, context) => {
    const pullers = [...new Set(report.access.map(({ principal }) => principal))].sort();
    const findings = new Map<string, Finding[]>();
    for (const one of report.findings) {
      const list = findings.get(one.image ?? '') ?? [];
      findings.set(one.image ?? '', [...list, one]);
    }
    const rank = ({ image }: ReportImage): number => worst(findings.get(image) ?? []);
    const images = [...report.images].sort(
      (a, b) => rank(a) - rank(b) || (a.image < b.image ? -1 : 1),
    );
    const placeless = report.findings.filter(
      ({ image }) => image === null || !report.images.some((one) => one.image === image),
    );
    return [
      '<!doctype html>',
      '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">',
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">`,
      '<meta name="referrer" content="no-referrer"><title>GAR Preflight</title>',
      `<style>${STYLE}</style></head><body><main>`,
      `<h1>GAR Preflight</h1><p class="${toneOf(report)}"><strong>${escaped(headline(report))}</strong></p>`,
      ...report.remarks.map((remark) => `<p class="dim">${escaped(remark)}</p>`),
      '<div class="bar" role="search"><label for="filter">Filter</label>',
      '<input id="filter" type="search" placeholder="image, file, service account, rule … ( / )" autocomplete="off">',
      '<span id="shown" class="dim" role="status"></span></div>',
      '<table id="images"><thead><tr>',
      ...['Image', 'Exists', ...pullers.map(shortPrincipal)].map(
        (title) => `<th scope="col"><button type="button">${escaped(title)}</button></th>`,
      ),
      '</tr></thead><tbody>',
      ...images.flatMap((image) =>
        rowsOf(image, pullers, findings.get(image.image) ?? [], report, context),
      ),
      '</tbody></table>',
      ...(placeless.length === 0
        ? []
        : [
            '<h2>Besides</h2>',
            ...placeless.map((finding) => findingBlock(finding, context)),
          ]),
      ...waivedBlock(report),
      '</main>',
      `<script>${SCRIPT}</script></body></html>`,
      '',
    ].join('\n');
  },
};

const ORDER: Readonly<Record<string, number>> = { error: 0, warning: 1, notice: 2 };

function worst(findings: readonly Finding[]): number {
  return Math.min(3, ...findings.map(({ severity }) => ORDER[severity] ?? 3));
}

function toneOf({ conclusion }: Report): string {
  return conclusion === 'success' ? 'good' : conclusion === 'failure' ? 'bad' : 'open';
}

const TONES: Readonly<Record<string, string>> = {
  found: 'good',
  granted: 'good',
  missing: 'bad',
  'not-granted': 'bad',
  unknown: 'open',
  conditional: 'open',
  skipped: 'dim',
};

function rowsOf(
  image: ReportImage,
  pullers: readonly string[],
  findings: readonly Finding[],
  { access }: Report,
  context: ReportContext,
): readonly string[] {
  const own = access.filter(
    (one) => one.repository === image.repository && one.images.includes(image.image),
  );
  const cells = pullers.map((principal) => {
    const verdict = own.find((one) => one.principal === principal)?.verdict;
    return cell(verdict ?? '—', verdict === undefined ? 'dim' : (TONES[verdict] ?? 'dim'));
  });
  const before =
    image.before.length === 0
      ? ''
      : `<div class="dim">was ${image.before.map(code).join(', ')}</div>`;
  return [
    `<tr class="row"><td data-sort="${escaped(`${worst(findings)} ${image.image}`)}"><button type="button" aria-expanded="false">${escaped(image.image)}</button>${before}</td>`,
    cell(image.existence, TONES[image.existence] ?? 'dim'),
    ...cells,
    `</tr><tr class="why" hidden><td colspan="${pullers.length + 2}">`,
    ...findings.map((finding) => findingBlock(finding, context)),
    `<p>${image.locations.map((place) => placeOf(place.file, place.line, context)).join(' · ')}</p>`,
    ...(image.note === null ? [] : [`<p class="open">${escaped(image.note)}</p>`]),
    ...factsOf(image),
    ...own.map((one) => pathOf(image, one)),
    '</td></tr>',
  ];
}

function cell(text: string, tone: string): string {
  return `<td class="v ${tone}">${escaped(text)}</td>`;
}

function factsOf({
  digest,
  platforms,
  uploadTime,
  sizeBytes,
  tags,
}: ReportImage): readonly string[] {
  const facts = [
    ...(digest === null ? [] : [code(digest)]),
    ...(platforms === null ? [] : [escaped(platforms.join(', '))]),
    ...(uploadTime === null ? [] : [`uploaded ${escaped(uploadTime.slice(0, 10))}`]),
    ...(sizeBytes === null
      ? []
      : [sizeBytes < 1e5 ? `${sizeBytes} bytes` : `${(sizeBytes / 1e6).toFixed(1)} MB`]),
    ...(tags.length === 0 ? [] : [`also ${tags.map(code).join(', ')}`]),
  ];
  return facts.length === 0 ? [] : [`<p class="dim">${facts.join(' · ')}</p>`];
}

/** From the workload to the repository, broken where it breaks. */
function pathOf(image: ReportImage, access: ReportAccess): string {
  const [because] = access.because;
  const state =
    access.verdict === 'granted'
      ? ''
      : access.verdict === 'not-granted'
        ? 'broken'
        : 'doubt';
  const binding =
    because === undefined
      ? {
          what: access.verdict === 'not-granted' ? 'no binding' : access.verdict,
          more: 'downloadArtifacts',
        }
      : {
          what: because.role,
          more: `on ${because.resource}${because.condition === null ? '' : `, if ${because.condition}`}`,
        };
  const steps = [
    { what: image.workloads.join(', ') || 'what is written', more: 'workload', state: '' },
    ...access.origins
      .slice(0, 1)
      .map((origin) => ({ what: origin, more: 'who pulls', state: '' })),
    { what: access.principal, more: 'identity', state: '' },
    { ...binding, state },
    { what: access.repository, more: 'repository', state },
  ];
  const items = steps.map(
    ({ what, more, state: mark }) =>
      `<li class="${mark}"><span class="step">${escaped(what)}<small>${escaped(more)}</small></span></li>`,
  );
  const notes = access.notes.map((note) => `<p class="dim">${escaped(note)}</p>`).join('');
  return `<div><strong class="${TONES[access.verdict] ?? 'dim'}">${access.verdict}</strong><ol class="path">${items.join('')}</ol>${notes}</div>`;
}

function findingBlock(finding: Finding, context: ReportContext): string {
  const { severity, rule, message, fix } = finding;
  const page = context.rules.find(({ id }) => id === rule)?.page;
  const name =
    page === undefined ? escaped(rule) : `<a href="${escaped(page)}">${escaped(rule)}</a>`;
  const tone = severity === 'error' ? 'bad' : severity === 'warning' ? 'open' : 'dim';
  const reaches =
    finding.roots === undefined
      ? ''
      : `<p class="dim">Reaches ${finding.roots.map(code).join(', ')}</p>`;
  const mend = [fix.replacement, fix.command]
    .flatMap((text) => (text === null ? [] : [`<pre>${escaped(text)}</pre>`]))
    .join('');
  return `<div class="finding ${severity}"><strong class="${tone}">${severity}</strong> ${name} ${placeOf(finding.file, finding.line, context)}<div>${escaped(message)}</div>${reaches}${mend}</div>`;
}

function placeOf(file: string, line: number, { link }: ReportContext): string {
  const text = code(`${file}:${line}`);
  return link === null ? text : `<a href="${escaped(link(file, line))}">${text}</a>`;
}

function waivedBlock({ waived }: Report): readonly string[] {
  if (waived.length === 0) return [];
  const items = waived.map(
    ({ rule, file, line, reason, expires }) =>
      `<li>${escaped(rule)} ${code(`${file}:${line}`)}: ${escaped(reason)}${expires === null ? '' : ` (until ${escaped(expires)})`}</li>`,
  );
  return ['<h2>Waived</h2>', `<ul>${items.join('')}</ul>`];
}

/** `serviceAccount:` is what nearly every column would begin with. */
function shortPrincipal(principal: string): string {
  return principal
    .replace(/^serviceAccount:/, '')
    .replace(/^principal:\/\/.*\/subject\//, '');
}

function code(text: string): string {
  return `<code>${escaped(text)}</code>`;
}

/** Text in HTML, in an element or an attribute alike. */
function escaped(text: string): string {
  return printable(text).replace(
    /[&<>"']/g,
    (character) => `&#${character.charCodeAt(0)};`,
  );
}

import type { Cause, Finding, Report } from '../domain/report.ts';
import { complaintOf } from './complaint.ts';
import { escaped, inHtml, placeOf, ruleLink } from './html-text.ts';
import type { ReportContext } from './reporter.ts';
import { plural } from './sentence.ts';
import { wrapped } from './shell.ts';
import { shortNames } from './short-names.ts';

const PLACES_SHOWN = 20;

/** What is wrong, a row a cause, worst first: what with what, what there is instead, where, and the command that mends it. */
export function causesTable(report: Report, context: ReportContext): readonly string[] {
  const { causes } = report;
  if (causes.length === 0) return [];
  const names = shortNames(report);
  const below =
    names.common === null
      ? ''
      : ` <span class="dim">(names are below ${escaped(names.common)})</span>`;
  const said = new Set<string>();
  const rows = causes.map((cause) => {
    const { subject, wrong, about, mend } = complaintOf(cause, { report, names });
    const lead = subject.length === 0 ? '' : `${inHtml(subject)}: `;
    const behind = about.length === 0 ? '' : ` ${inHtml(about)}`;
    const instead = mend.length === 0 ? '' : `; ${inHtml(mend)}`;
    return [
      `<tr><td class="v ${toneOf(cause)}">${wordOf(cause)}</td>`,
      `<td>${lead}${ruleLink(cause.rule, wrong, context)}${behind}${instead}`,
      ...commandsOf(cause, said),
      `</td><td>${placesOf(cause, report, context)}${environmentsOf(cause)}</td></tr>`,
    ].join('');
  });
  return [
    `<h2>What is wrong${below}</h2>`,
    '<table id="causes"><thead><tr><th scope="col">Severity</th><th scope="col">What</th><th scope="col">Where</th></tr></thead><tbody>',
    ...rows,
    '</tbody></table>',
  ];
}

function toneOf({ certainty, severity }: Cause): string {
  if (severity === 'notice') return 'dim';
  return certainty === 'known' && severity === 'error' ? 'bad' : 'open';
}

function wordOf({ certainty, severity }: Cause): string {
  return certainty === 'open' && severity !== 'notice' ? 'not verified' : severity;
}

/** A command that an earlier row has is not said again. */
function commandsOf({ commands }: Cause, said: Set<string>): readonly string[] {
  const fresh = commands.filter((command) => !said.has(command));
  for (const command of fresh) said.add(command);
  return fresh.map(
    (command) => `<pre>${wrapped(command).split('\n').map(escaped).join('\n')}</pre>`,
  );
}

function placesOf({ findings }: Cause, report: Report, context: ReportContext): string {
  const all = findings.flatMap((index) => report.findings[index] ?? []);
  const lines = new Map<string, Finding>(
    all.map((one) => [`${one.file}:${one.line}`, one]),
  );
  const places = [...lines.values()].map(({ file, line }) =>
    placeOf(file, line, context),
  );
  const rest = places.slice(PLACES_SHOWN);
  const shown = places.slice(0, PLACES_SHOWN).join('<br>');
  if (rest.length === 0) return shown;
  return `${shown}<details><summary>${plural(rest.length, 'place')} more</summary>${rest.join('<br>')}</details>`;
}

function environmentsOf({ environments }: Cause): string {
  if (environments.length === 0) return '';
  return `<div class="dim">${environments.map(escaped).join(', ')}</div>`;
}

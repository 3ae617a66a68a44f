import type { Finding, JudgedImage, ReportAccess } from '../domain/report.ts';
import type { AccessByImage } from './access-by-image.ts';
import { accountOf } from './complaint.ts';
import { escaped, inCode, placeOf, ruleLink } from './html-text.ts';
import type { ReportContext } from './reporter.ts';

/** What the rows of images are written with. */
export interface RowWriting {
  readonly pullers: readonly string[];
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
  readonly access: AccessByImage;
  readonly context: ReportContext;
}

const ORDER: Readonly<Record<JudgedImage['state'], number>> = {
  broken: 0,
  unverified: 1,
  silenced: 2,
  exists: 3,
  pulled: 4,
  skipped: 5,
};

/** What an image comes to, for sorting: the worst first. */
export function rankOf({ state }: JudgedImage): number {
  return ORDER[state];
}

const MARKS: Readonly<
  Record<
    JudgedImage['state'],
    { readonly mark: string; readonly tone: string; readonly says: string }
  >
> = {
  broken: { mark: '✗', tone: 'bad', says: 'will not be pulled' },
  unverified: { mark: '?', tone: 'open', says: 'could not be verified' },
  silenced: { mark: '·', tone: 'dim', says: 'waived, or its rule is off' },
  exists: { mark: '·', tone: 'dim', says: 'exists; who pulls was not said' },
  pulled: { mark: '✓', tone: 'good', says: 'will be pulled' },
  skipped: { mark: '·', tone: 'dim', says: 'not checked' },
};

const TONES: Readonly<Record<string, string>> = {
  found: 'good',
  granted: 'good',
  missing: 'bad',
  'not-granted': 'bad',
  unknown: 'open',
  conditional: 'open',
  skipped: 'dim',
};

/** An image's row, and the one below it that says why. */
export function rowsOf(image: JudgedImage, writing: RowWriting): readonly string[] {
  const { pullers, context } = writing;
  const findings = writing.findings.get(image.image) ?? [];
  const own = (writing.access.get(image.image) ?? []).filter(
    ({ repository }) => repository === image.repository,
  );
  const cells = pullers.map((principal) => verdictCell(principal, own));
  const { mark, tone, says } = MARKS[image.state];
  const sort = escaped(`${rankOf(image)} ${image.image}`);
  const before =
    image.before.length === 0
      ? ''
      : `<div class="dim">was ${image.before.map(inCode).join(', ')}</div>`;
  const places = image.locations.map(({ file, line }) => placeOf(file, line, context));
  const told = findings.length === 0 ? 'why' : 'why told';
  return [
    `<tr class="row"><td data-sort="${sort}"><span class="mark ${tone}" title="${says}" aria-label="${says}">${mark}</span><button type="button" aria-expanded="false">${escaped(image.image)}</button>${before}</td>`,
    cell(image.existence, image.existence),
    ...cells,
    `</tr><tr class="${told}" hidden><td colspan="${pullers.length + 2}">`,
    ...findings.map((finding) => findingBlock(finding, context)),
    `<p>${places.join(' · ')}</p>`,
    ...(image.note === null ? [] : [`<p class="open">${escaped(image.note)}</p>`]),
    ...factsOf(image),
    ...own.map((one) => pathOf(image, one)),
    '</td></tr>',
  ];
}

function verdictCell(principal: string, own: readonly ReportAccess[]): string {
  const verdict = own.find((one) => one.principal === principal)?.verdict;
  return cell(verdict ?? '—', verdict ?? 'skipped');
}

function cell(text: string, word: string): string {
  return `<td class="v ${TONES[word] ?? 'dim'}">${escaped(text)}</td>`;
}

function factsOf(image: JudgedImage): readonly string[] {
  const { digest, platforms, uploadTime, sizeBytes, tags } = image;
  const facts = [
    ...(digest === null ? [] : [inCode(digest)]),
    ...(platforms === null ? [] : [escaped(platforms.join(', '))]),
    ...(uploadTime === null ? [] : [`uploaded ${escaped(uploadTime.slice(0, 10))}`]),
    ...(sizeBytes === null ? [] : [sizeOf(sizeBytes)]),
    ...(tags.length === 0 ? [] : [`also ${tags.map(inCode).join(', ')}`]),
  ];
  return facts.length === 0 ? [] : [`<p class="dim">${facts.join(' · ')}</p>`];
}

function sizeOf(bytes: number): string {
  return bytes < 1e5 ? `${bytes} bytes` : `${(bytes / 1e6).toFixed(1)} MB`;
}

interface Step {
  readonly what: string;
  readonly more: string;
  readonly state: string;
}

const STATES: Readonly<Record<ReportAccess['verdict'], string>> = {
  granted: '',
  'not-granted': 'broken',
  conditional: 'doubt',
  unknown: 'doubt',
};

/** From the workload to the repository, broken where it breaks. */
function pathOf(image: JudgedImage, access: ReportAccess): string {
  const { verdict, origins, principal, repository } = access;
  const state = STATES[verdict];
  const who = origins
    .slice(0, 1)
    .map((origin): Step => ({ what: origin, more: 'who pulls', state: '' }));
  const workloads = image.workloads.join(', ') || 'what is written';
  const steps: readonly Step[] = [
    { what: workloads, more: 'workload', state: '' },
    ...who,
    { what: principal, more: 'identity', state: '' },
    { ...bindingOf(access), state },
    { what: repository, more: 'repository', state },
  ];
  const items = steps.map(
    (step) =>
      `<li class="${step.state}"><span class="step">${escaped(step.what)}<small>${escaped(step.more)}</small></span></li>`,
  );
  const notes = access.notes
    .map((note) => `<p class="dim">${escaped(note)}</p>`)
    .join('');
  return `<div><strong class="${TONES[verdict] ?? 'dim'}">${verdict}</strong><ol class="path">${items.join('')}</ol>${notes}</div>`;
}

function bindingOf({ because, verdict }: ReportAccess): Omit<Step, 'state'> {
  const [first] = because;
  if (first === undefined) {
    const what = verdict === 'not-granted' ? 'no binding' : verdict;
    return { what, more: 'downloadArtifacts' };
  }
  const { role, resource, condition } = first;
  const when = condition === null ? '' : `, if ${condition}`;
  return { what: role, more: `on ${resource}${when}` };
}

const SEVERITY_TONES = { error: 'bad', warning: 'open', notice: 'dim' } as const;

/** One finding with its place, its words and what mends it. */
export function findingBlock(finding: Finding, context: ReportContext): string {
  const { severity, rule, message, fix, edit, roots, file, line } = finding;
  const reaches =
    roots === undefined
      ? ''
      : `<p class="dim">Reaches ${roots.map(inCode).join(', ')}</p>`;
  const mend = [edit?.to ?? fix.replacement, fix.command]
    .flatMap((text) => (text === null ? [] : [`<pre>${escaped(text)}</pre>`]))
    .join('');
  return `<div class="finding ${severity}"><strong class="${SEVERITY_TONES[severity]}">${severity}</strong> ${ruleLink(rule, rule, context)} ${placeOf(file, line, context)}<div>${escaped(message)}</div>${reaches}${mend}</div>`;
}

/** A column's head: `serviceAccount:` is what nearly every one would begin with. */
export function pullerHead(principal: string): string {
  return accountOf(principal);
}

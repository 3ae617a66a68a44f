import type { Finding, Report, ReportImage } from './report.ts';

/** What became of an image between two reports. */
export interface ImageChange {
  readonly image: string;
  /** `broke`: it could not be pulled any more, or is new and cannot be; `pullable`: it can now. */
  readonly change: 'broke' | 'pullable' | 'unknown' | 'gone';
  /** What stood in the way before, and what does now: rules, the worst first. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Where it stands now; where it stood, where it is gone. `FILE:LINE`. */
  readonly places: readonly string[];
  /** Why, in the words of the findings that count. */
  readonly messages: readonly string[];
}

/** The difference between two reports, by image: what broke first, what became pullable, what nobody can tell any more, what is gone. */
export function compareReports(before: Report, after: Report): readonly ImageChange[] {
  const old = statesOf(before);
  const now = statesOf(after);
  const changes = [...new Set([...now.keys(), ...old.keys()])].flatMap((image) =>
    changeOf(image, old.get(image) ?? null, now.get(image) ?? null),
  );
  return changes.sort(
    (a, b) =>
      ORDER.indexOf(a.change) - ORDER.indexOf(b.change) || (a.image < b.image ? -1 : 1),
  );
}

const ORDER = ['broke', 'pullable', 'unknown', 'gone'];

interface ImageState {
  readonly state: 'pullable' | 'broken' | 'open';
  readonly findings: readonly Finding[];
  readonly places: readonly string[];
}

function statesOf(report: Report): ReadonlyMap<string, ImageState> {
  const findings = new Map<string, Finding[]>();
  for (const finding of report.findings) {
    const key = finding.image ?? '';
    findings.set(key, [...(findings.get(key) ?? []), finding]);
  }
  return new Map(
    report.images.map(
      (image) =>
        [image.image, stateOf(image, findings.get(image.image) ?? [], report)] as const,
    ),
  );
}

function stateOf(
  image: ReportImage,
  findings: readonly Finding[],
  report: Report,
): ImageState {
  const places = image.locations.map(({ file, line }) => `${file}:${line}`);
  const counted = findings.filter(({ severity }) => severity !== 'notice');
  return { state: wordOf(image, findings, report), findings: counted, places };
}

/** Pullable is what was found, and may be downloaded by each who was asked about; silence is none of both. */
function wordOf(
  { image, existence }: ReportImage,
  findings: readonly Finding[],
  { access }: Report,
): ImageState['state'] {
  if (findings.some(({ severity }) => severity === 'error')) return 'broken';
  const verdicts = access
    .filter(({ images }) => images.includes(image))
    .map(({ verdict }) => verdict);
  const open = findings.some(({ rule }) =>
    /-unverified$|^reader-conditional$/.test(rule),
  );
  const granted = verdicts.every((verdict) => verdict === 'granted');
  return existence === 'found' && granted && !open ? 'pullable' : 'open';
}

function changeOf(
  image: string,
  old: ImageState | null,
  now: ImageState | null,
): readonly ImageChange[] {
  const change = wordForChange(old, now);
  if (change === null) return [];
  const rules = (state: ImageState | null): readonly string[] => [
    ...new Set((state?.findings ?? []).map(({ rule }) => rule)),
  ];
  const shown = now ?? old;
  return [
    {
      image,
      change,
      before: rules(old),
      after: rules(now),
      places: shown?.places ?? [],
      messages: [...new Set((now?.findings ?? []).map(({ message }) => message))],
    },
  ];
}

function wordForChange(
  old: ImageState | null,
  now: ImageState | null,
): ImageChange['change'] | null {
  if (now === null) return 'gone';
  if (now.state === old?.state) return null;
  if (now.state === 'broken') return 'broke';
  if (now.state === 'pullable') return 'pullable';
  return old?.state === 'pullable' ? 'unknown' : null;
}

import { retold } from '../domain/missing-grant.ts';
import {
  countFindings,
  type Finding,
  type Report,
  type ReportAccess,
  type ReportImage,
  type WaivedFinding,
} from '../domain/report.ts';
import { compareLocations } from '../domain/source-location.ts';
import { readerMissing } from '../rules/reader-missing.ts';
import {
  targetUnknown,
  targetUnknownCount,
  targetUnknownMessage,
} from '../rules/target-unknown.ts';
import { distinct, distinctSorted } from './group-by.ts';
import { judgeReport } from './judge-report.ts';
import { sortFindings } from './make-report.ts';
import { byFirstPlace } from './report-images.ts';
import { onceKey } from './say-once.ts';

/** One report of the parts of a tree (`--shard`): the same as one run over the whole would have made. */
export function mergeReports(parts: readonly Report[]): Report {
  const access = mergeAccess(parts.flatMap((part) => part.access));
  const whole = <T extends Finding>(all: readonly T[]): readonly T[] =>
    sortFindings(onceEach(distinctOnes(all.map((one) => withOtherGrants(one, access)))));
  const findings = whole(parts.flatMap((part) => part.findings));
  const images = mergeImages(parts.flatMap((part) => part.images));
  const sum = (pick: (part: Report) => number): number =>
    parts.reduce((total, part) => total + pick(part), 0);
  return judgeReport({
    version: 1,
    scope: parts.every(({ scope }) => scope === 'all') ? 'all' : 'changed',
    conclusion: worst(parts),
    summary: {
      files: sum(({ summary }) => summary.files),
      references: sum(({ summary }) => summary.references),
      images: images.length,
      ...countFindings(findings),
    },
    images,
    access,
    findings,
    waived: whole<WaivedFinding>(parts.flatMap((part) => part.waived)),
    requests: mergeCounts(parts),
    remarks: [...new Set(parts.flatMap((part) => part.remarks))],
  });
}

function worst(parts: readonly Report[]): Report['conclusion'] {
  const order = ['failure', 'neutral', 'success'] as const;
  return (
    order.find((word) => parts.some(({ conclusion }) => conclusion === word)) ?? 'success'
  );
}

/** Two parts that looked at one place found one thing. */
function distinctOnes<T extends Finding>(findings: readonly T[]): readonly T[] {
  return [...new Map(findings.map((one) => [JSON.stringify(one), one])).values()];
}

/** Each part knew only what its own pullers may read beside; together they know it all. */
function withOtherGrants<T extends Finding>(
  finding: T,
  access: readonly ReportAccess[],
): T {
  if (finding.rule !== readerMissing.id) return finding;
  const granted = access
    .filter(({ principal }) => principal === finding.principal)
    .filter(({ verdict }) => verdict === 'granted')
    .map(({ repository }) => repository);
  return { ...finding, message: retold(finding.message, granted.sort()) };
}

/** What stands once a run or once a puller was said by each part: the first place keeps it. */
function onceEach<T extends Finding>(findings: readonly T[]): readonly T[] {
  const unknown = findings.filter(({ rule }) => rule === targetUnknown.id);
  const together = unknown.reduce(
    (sum, { message }) => sum + targetUnknownCount(message),
    0,
  );
  const said = new Set<string>();
  return findings.toSorted(compareLocations).flatMap((finding) => {
    const key = onceKey(finding);
    if (key !== null && said.has(key)) return [];
    if (key !== null) said.add(key);
    return [
      finding.rule === targetUnknown.id
        ? { ...finding, message: targetUnknownMessage(together) }
        : finding,
    ];
  });
}

function mergeImages(images: readonly ReportImage[]): readonly ReportImage[] {
  const merged = new Map<string, ReportImage>();
  for (const image of images) {
    const other = merged.get(image.image);
    merged.set(image.image, other === undefined ? image : joinImages(other, image));
  }
  return [...merged.values()].sort(byFirstPlace);
}

function joinImages(a: ReportImage, b: ReportImage): ReportImage {
  const known = tellsMore(b, a) ? b : a;
  const changes = distinctSorted([...(a.whoPulls ?? []), ...(b.whoPulls ?? [])]);
  const places = [...a.locations, ...b.locations].sort(compareLocations);
  return {
    ...known,
    locations: [
      ...new Map(places.map((place) => [JSON.stringify(place), place])).values(),
    ],
    before: distinctSorted([...a.before, ...b.before]),
    workloads: distinctSorted([...a.workloads, ...b.workloads]),
    ...(changes.length === 0 ? {} : { whoPulls: changes }),
    ...silencedIn(a, b),
  };
}

/** One text may stand at a place where it was not asked about, or could not be answered for, and at one where it was. */
function tellsMore(one: ReportImage, other: ReportImage): boolean {
  const rank = { skipped: 0, unknown: 1, missing: 2, found: 2 } as const;
  return rank[one.existence] > rank[other.existence];
}

function silencedIn(a: ReportImage, b: ReportImage): Pick<ReportImage, 'silenced'> {
  const rules = distinctSorted([...(a.silenced ?? []), ...(b.silenced ?? [])]);
  return rules.length === 0 ? {} : { silenced: rules };
}

function mergeAccess(access: readonly ReportAccess[]): readonly ReportAccess[] {
  const merged = new Map<string, ReportAccess>();
  for (const one of access) {
    const key = `${one.repository} ${one.principal}`;
    const other = merged.get(key);
    merged.set(key, other === undefined ? one : joinAccess(other, one));
  }
  return [...merged].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

function joinAccess(a: ReportAccess, b: ReportAccess): ReportAccess {
  const known = a.verdict === 'unknown' ? b : a;
  return {
    ...known,
    origins: distinctSorted([...a.origins, ...b.origins]),
    images: distinctSorted([...a.images, ...b.images]),
    notes: a.verdict === b.verdict ? distinct([...a.notes, ...b.notes]) : known.notes,
  };
}

function mergeCounts(parts: readonly Report[]): Report['requests'] {
  const counts: Record<string, number> = {};
  for (const { requests } of parts)
    for (const [service, number] of Object.entries(requests))
      counts[service] = (counts[service] ?? 0) + number;
  return counts;
}

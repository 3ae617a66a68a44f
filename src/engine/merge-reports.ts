import {
  countFindings,
  type Finding,
  type Report,
  type ReportAccess,
  type ReportImage,
  type WaivedFinding,
} from '../domain/report.ts';
import { compareLocations } from '../domain/source-location.ts';
import {
  targetUnknown,
  targetUnknownCount,
  targetUnknownMessage,
} from '../rules/target-unknown.ts';
import { judgeReport } from './judge-report.ts';
import { sortFindings } from './make-report.ts';
import { byFirstPlace } from './report-images.ts';
import { onceKey } from './say-once.ts';

/** One report of the parts of a tree (`--shard`): the same as one run over the whole would have made. */
export function mergeReports(parts: readonly Report[]): Report {
  const findings = sortFindings(onceEach(parts.flatMap((part) => part.findings)));
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
    access: mergeAccess(parts.flatMap((part) => part.access)),
    findings,
    waived: sortFindings(onceEach<WaivedFinding>(parts.flatMap((part) => part.waived))),
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
  const known = a.existence === 'unknown' ? b : a;
  const places = [...a.locations, ...b.locations].sort(compareLocations);
  return {
    ...known,
    locations: [
      ...new Map(places.map((place) => [JSON.stringify(place), place])).values(),
    ],
    before: [...new Set([...a.before, ...b.before])],
    workloads: [...new Set([...a.workloads, ...b.workloads])],
    ...silencedIn(a, b),
  };
}

function silencedIn(a: ReportImage, b: ReportImage): Pick<ReportImage, 'silenced'> {
  const rules = [...new Set([...(a.silenced ?? []), ...(b.silenced ?? [])])];
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
    origins: [...new Set([...a.origins, ...b.origins])],
    images: [...new Set([...a.images, ...b.images])],
  };
}

function mergeCounts(parts: readonly Report[]): Report['requests'] {
  const counts: Record<string, number> = {};
  for (const { requests } of parts)
    for (const [service, number] of Object.entries(requests))
      counts[service] = (counts[service] ?? 0) + number;
  return counts;
}

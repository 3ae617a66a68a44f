import { repositoryResource } from '../domain/artifact-image.ts';
import type { Existence, FoundImage } from '../domain/facts.ts';
import { isPlaceholderTag } from '../domain/placeholder.ts';
import { platformText } from '../domain/platform.ts';
import { ELSEWHERE, type ReportImage, type ReportLocation } from '../domain/report.ts';
import { compareLocations } from '../domain/source-location.ts';
import type { Target } from '../domain/target.ts';
import { distinct, distinctSorted, groupBy } from './group-by.ts';

/** One entry for each distinct image text, as written. */
export function reportImages(targets: readonly Target[]): readonly ReportImage[] {
  const byText = groupBy(targets, ({ reference }) => reference.image);
  const entries = [...byText.values()].map((group) => {
    const target = mostTelling(group);
    const { image, existence } = target;
    const found = existence?.kind === 'found' ? existence : null;
    return {
      image: target.reference.image,
      repository:
        target.repository === null ? null : repositoryResource(target.repository),
      package: image?.package ?? null,
      tag: image?.tag ?? null,
      digest: found?.digest ?? image?.digest ?? null,
      existence: existenceWord(target),
      platforms: found === null ? null : platformNames(found),
      uploadTime: found?.uploadTime ?? null,
      sizeBytes: found?.sizeBytes ?? null,
      locations: uniqueLocations(group),
      tags: found?.tags ?? [],
      before: distinctSorted(
        group.flatMap(({ before }) => (before === null ? [] : [before])),
      ),
      note: noteOf(target),
      ...whoPullsOf(group),
      workloads: distinctSorted(group.flatMap(workloadName)),
    };
  });
  return entries.sort(byFirstPlace);
}

/** As a reader meets them in the files. */
export function byFirstPlace(a: ReportImage, b: ReportImage): number {
  const [first] = a.locations;
  const [second] = b.locations;
  if (first === undefined || second === undefined)
    return a.locations.length - b.locations.length;
  return compareLocations(first, second) || (a.image < b.image ? -1 : 1);
}

/** One text may stand at a place where it was not asked about, and at one where it was. */
function mostTelling(group: readonly [Target, ...Target[]]): Target {
  return group.find(({ existence }) => existence !== null) ?? group[0];
}

function workloadName({ workloads }: Target): readonly string[] {
  return workloads.map(({ kind, name }) => `${kind}/${name ?? '?'}`);
}

function existenceWord({ image, existence }: Target): ReportImage['existence'] {
  if (existence === null) return 'skipped';
  if (existence.kind === 'found' || existence.kind === 'unknown') return existence.kind;
  const onlyTag = existence.kind === 'missing' && existence.what === 'tag';
  return onlyTag && isPlaceholderTag(image?.tag ?? '') ? 'skipped' : 'missing';
}

function noteOf({ reference, incomplete, existence }: Target): string | null {
  const { parsed, remarks } = reference;
  if (incomplete !== null) return incomplete.why;
  if (parsed.kind === 'templated' && remarks[0] !== undefined) return remarks[0];
  if (parsed.kind === 'templated')
    return `${parsed.placeholder} is filled in by a build, so the image is not known yet.`;
  if (parsed.kind === 'malformed') return parsed.why;
  if (existence === null) return ELSEWHERE;
  return existenceNote(existence);
}

function existenceNote(existence: Existence): string | null {
  switch (existence.kind) {
    case 'unknown':
      return `${existence.why} ${existence.settle}`;
    case 'location-unknown':
      return `There is no location ${existence.location}.`;
    case 'not-docker':
      return `The repository holds ${existence.format}, not images.`;
    case 'missing':
      return `There is no such ${existence.what}.`;
    case 'found':
      return existence.platforms.kind === 'unknown' ? existence.platforms.why : null;
  }
}

function platformNames({ platforms }: FoundImage): readonly string[] | null {
  if (platforms.kind === 'unknown') return null;
  return distinct(platforms.value.map((one) => platformText({ ...one, osVersion: '' })));
}

function uniqueLocations(group: readonly Target[]): readonly ReportLocation[] {
  const sorted = group.map(({ reference }) => reference.location).sort(compareLocations);
  const places = sorted.map(({ file, line, column, endLine, endColumn }) => ({
    file,
    line,
    column,
    endLine,
    endColumn,
  }));
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
}

function whoPullsOf(group: readonly Target[]): Pick<ReportImage, 'whoPulls'> {
  const changes = distinctSorted(group.flatMap(({ whoChanged }) => whoChanged));
  return changes.length === 0 ? {} : { whoPulls: changes };
}

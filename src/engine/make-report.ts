import { repositoryResource } from '../domain/artifact-image.ts';
import type { Existence, FoundImage, Verdict } from '../domain/facts.ts';
import { isPlaceholderTag } from '../domain/image-name.ts';
import { platformText } from '../domain/platform.ts';
import { clusterResource, type PullerOrigin } from '../domain/puller.ts';
import type {
  Finding,
  Report,
  ReportAccess,
  ReportImage,
  ReportLocation,
  Severity,
  WaivedFinding,
} from '../domain/report.ts';
import { compareLocations } from '../domain/source-location.ts';
import type { Settings } from '../settings/settings.ts';
import { accessKey, type PullFacts, type TargetFacts } from './gather-facts.ts';

/** What a report is made of. */
export interface ReportParts {
  readonly files: readonly string[];
  readonly facts: readonly TargetFacts[];
  readonly findings: readonly Finding[];
  readonly waived: readonly WaivedFinding[];
  readonly requests: Readonly<Record<string, number>>;
  readonly remarks: readonly string[];
}

/** Makes the report: sorted and counted once, so that every reporter only writes it down. */
export function makeReport(parts: ReportParts, settings: Settings): Report {
  const findings = sortFindings(parts.findings);
  const images = reportImages(parts.facts);
  const count = (severity: Severity): number =>
    findings.filter((one) => one.severity === severity).length;
  return {
    version: 1,
    conclusion: conclude(findings, settings.failOn),
    summary: {
      files: parts.files.length,
      references: parts.facts.length,
      images: images.length,
      errors: count('error'),
      warnings: count('warning'),
      notices: count('notice'),
    },
    images,
    access: reportAccess(parts.facts),
    findings,
    waived: sortFindings(parts.waived),
    requests: parts.requests,
    remarks: [...new Set(parts.remarks)],
  };
}

/** By file and line, as a reader meets them; at one place the worst first. */
export function sortFindings<T extends Finding>(findings: readonly T[]): readonly T[] {
  const rank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, notice: 2 };
  return [...findings].sort(
    (a, b) =>
      compareLocations(a, b) ||
      rank[a.severity] - rank[b.severity] ||
      (a.rule < b.rule ? -1 : 1),
  );
}

/** What could not be verified, by the rules that say so (contract §3). */
const UNVERIFIED: ReadonlySet<string> = new Set([
  'image-unverified',
  'reader-unverified',
  'reader-conditional',
  'manifest-invalid',
  'render-failed',
]);

function conclude(
  findings: readonly Finding[],
  failOn: Settings['failOn'],
): Report['conclusion'] {
  const failing: readonly Severity[] =
    failOn === 'error' ? ['error'] : failOn === 'warning' ? ['error', 'warning'] : [];
  if (findings.some((one) => failing.includes(one.severity))) return 'failure';
  const open = findings.some((one) => one.severity === 'error' || UNVERIFIED.has(one.rule));
  return open ? 'neutral' : 'success';
}

/** One entry for each distinct image text, as written. */
function reportImages(facts: readonly TargetFacts[]): readonly ReportImage[] {
  const byText = groupBy(facts, ({ target }) => target.reference.image);
  const entries = [...byText.values()].map((group) => {
    const [first] = group;
    const { target, existence } = first;
    const found = existence?.kind === 'found' ? existence : null;
    return {
      image: target.reference.image,
      repository: target.repository === null ? null : repositoryResource(target.repository),
      package: target.image?.package ?? null,
      tag: target.image?.tag ?? null,
      digest: found?.digest ?? target.image?.digest ?? null,
      existence: existenceWord(first),
      platforms: found === null ? null : platformNames(found),
      uploadTime: found?.uploadTime ?? null,
      sizeBytes: found?.sizeBytes ?? null,
      locations: uniqueLocations(group),
      tags: found?.tags ?? [],
      before: distinct(
        group.flatMap((one) => (one.target.before === null ? [] : [one.target.before])),
      ),
      note: noteOf(first),
      workloads: distinct(
        group.flatMap(({ target: { reference } }) =>
          reference.workload === null
            ? []
            : [`${reference.workload.kind}/${reference.workload.name ?? '?'}`],
        ),
      ),
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

function existenceWord({ target, existence }: TargetFacts): ReportImage['existence'] {
  if (existence === null || target.image === null) return 'skipped';
  if (existence.kind === 'found' || existence.kind === 'unknown') return existence.kind;
  const fillsIn =
    target.image.digest === null &&
    target.image.tag !== null &&
    isPlaceholderTag(target.image.tag);
  return fillsIn ? 'skipped' : 'missing';
}

function noteOf({ target, existence }: TargetFacts): string | null {
  const { parsed, remarks } = target.reference;
  if (parsed.kind === 'templated' && remarks[0] !== undefined) return remarks[0];
  if (parsed.kind === 'templated')
    return `${parsed.placeholder} is filled in by a build, so the image is not known yet.`;
  if (parsed.kind === 'malformed') return parsed.why;
  if (target.incomplete !== null) return target.incomplete;
  if (existence === null)
    return 'Not an image in Artifact Registry, so it was not looked up.';
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

function uniqueLocations(group: readonly TargetFacts[]): readonly ReportLocation[] {
  const sorted = group
    .map(({ target }) => target.reference.location)
    .sort(compareLocations);
  const places = sorted.map(({ file, line, column, endLine, endColumn }) => ({
    file,
    line,
    column,
    endLine,
    endColumn,
  }));
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
}

function reportAccess(facts: readonly TargetFacts[]): readonly ReportAccess[] {
  const pulls = facts.flatMap((one) => [
    ...[...one.pulls, ...one.bystanders]
      .filter(({ puller }) => puller.identity.kind !== 'unnamed')
      .map((pull) => ({ pull, image: one.target.reference.image })),
    ...one.upstreams
      .filter(({ agent }) => agent.identity.kind !== 'unnamed')
      .map(({ agent, verdict, upstream }) => ({
        pull: { puller: agent, verdict, repository: upstream, account: null },
        image: one.target.reference.image,
      })),
  ]);
  const entries = [...groupBy(pulls, ({ pull }) => accessKey(pull)).values()].map(
    (group) => {
      const { pull } = group[0];
      return {
        principal: pull.puller.principal,
        repository: repositoryResource(pull.repository),
        permission: 'artifactregistry.repositories.downloadArtifacts' as const,
        verdict: pull.verdict.verdict,
        because: pull.verdict.because,
        origins: distinct(group.map((one) => originName(one.pull.puller.origin))),
        images: distinct(group.map((one) => one.image)),
        notes: notesOf(pull),
      };
    },
  );
  return entries.sort((a, b) =>
    `${a.repository} ${a.principal}` < `${b.repository} ${b.principal}` ? -1 : 1,
  );
}

function originName(origin: PullerOrigin): string {
  switch (origin.kind) {
    case 'option':
      return '--service-account';
    case 'environment':
      return `environment ${origin.name}`;
    case 'node-pool':
      return `node pool ${origin.pool.name} of ${clusterResource(origin.cluster)}`;
    case 'cluster':
      return clusterResource(origin.cluster);
    case 'service-agent':
      return `service agent of ${origin.repository}`;
  }
}

function notesOf({ verdict }: PullFacts): readonly string[] {
  return [...whyNot(verdict), ...verdict.remarks];
}

function whyNot(verdict: Verdict): readonly string[] {
  switch (verdict.verdict) {
    case 'granted':
      return [];
    case 'conditional':
      return [verdict.why];
    case 'unknown':
      return verdict.unknowns.map(({ why, settle }) => `${why} ${settle}`);
    case 'not-granted':
      return verdict.denied === null
        ? [`No binding grants it; looked at ${verdict.looked.join(', ')}.`]
        : [`Denied by ${verdict.denied.policy}.`];
  }
}

function groupBy<T>(
  values: readonly T[],
  key: (value: T) => string,
): ReadonlyMap<string, readonly [T, ...T[]]> {
  const groups = new Map<string, [T, ...T[]]>();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group === undefined) groups.set(key(value), [value]);
    else group.push(value);
  }
  return groups;
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}

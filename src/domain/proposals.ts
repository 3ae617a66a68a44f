import { distance } from 'fastest-levenshtein';
import { coerce, parse, rcompare, type SemVer } from 'semver';

/** A tag and when its version was uploaded (RFC 3339), where known. */
export interface KnownTag {
  readonly tag: string;
  readonly uploadTime: string | null;
}

/** Why a tag is near, in words that follow the tag. */
export interface NearTag {
  readonly tag: string;
  readonly because: string;
}

const AT_MOST = 5;

/** The tags that were probably meant, best first: the same but for `v`, a few letters off, neighbours by version, the newest. */
export function nearestTags(
  wanted: string,
  known: readonly KnownTag[],
): readonly NearTag[] {
  const others = known.filter(({ tag }) => tag !== wanted);
  const near = [
    ...others
      .filter(({ tag }) => withoutV(tag) === withoutV(wanted))
      .map(({ tag }) => ({ tag, because: 'the same tag but for its "v"' })),
    ...versionNeighbours(wanted, others),
    ...byDistance(wanted, others),
    ...newest(others),
  ];
  const once = new Map(near.toReversed().map((one) => [one.tag, one]));
  return [...new Set(near.map(({ tag }) => tag))]
    .slice(0, AT_MOST)
    .flatMap((tag) => once.get(tag) ?? []);
}

/**
 * Is there a tag that differs in letters alone, by one or two edits? Then the wanted one is a typo, and waiting for it is in vain.
 * Tags that differ in digits are what waiting is for.
 */
export function looksLikeTypo(wanted: string, known: readonly string[]): boolean {
  return known.some((tag) => {
    const edits = distance(wanted, tag);
    return edits >= 1 && edits <= 2 && digitsOf(tag) === digitsOf(wanted);
  });
}

function digitsOf(tag: string): string {
  return tag.replace(/\D+/g, '.').replace(/^\.|\.$/g, '');
}

/** Names near a wanted one by edit distance, nearest first. */
export function nearestNames(
  wanted: string,
  known: readonly string[],
): readonly string[] {
  return known
    .map((name) => ({ name, edits: distance(wanted, name) }))
    .filter(
      ({ name, edits }) =>
        edits > 0 &&
        (edits <= Math.max(2, wanted.length / 3) || lastPart(name) === lastPart(wanted)),
    )
    .sort((a, b) => a.edits - b.edits || (a.name < b.name ? -1 : 1))
    .slice(0, AT_MOST)
    .map(({ name }) => name);
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

function withoutV(tag: string): string {
  return tag.replace(/^v(?=\d)/, '');
}

/** For a version: the same with more or fewer numbers, then the highest below it and the lowest above it, of the same line first. */
function versionNeighbours(
  wanted: string,
  known: readonly KnownTag[],
): readonly NearTag[] {
  const version = versionOf(wanted);
  if (version === null) return [];
  const sorted = known
    .flatMap(({ tag }) => {
      const other = versionOf(tag);
      return other === null || suffixOf(tag) !== suffixOf(wanted)
        ? []
        : [{ tag, version: other }];
    })
    .sort((a, b) => rcompare(a.version, b.version));
  const same = sorted.filter((one) => one.version.compare(version) === 0);
  const below = sorted.find((one) => one.version.compare(version) < 0);
  const above = sorted.findLast((one) => one.version.compare(version) > 0);
  const near = [below, above]
    .flatMap((one) => (one === undefined ? [] : [one]))
    .sort(
      (a, b) =>
        Number(b.version.minor === version.minor && b.version.major === version.major) -
        Number(a.version.minor === version.minor && a.version.major === version.major),
    )
    .map(({ tag }) => ({ tag, because: 'the nearest version' }));
  return [...same.map(({ tag }) => ({ tag, because: 'the same version' })), ...near];
}

function versionOf(tag: string): SemVer | null {
  if (!/^v?\d+(?:\.\d+)*(?:[-+].*)?$/.test(tag)) return null;
  return parse(withoutV(tag)) ?? coerce(withoutV(tag));
}

/** What follows the numbers (`-alpine`): a neighbour has the same. */
function suffixOf(tag: string): string {
  return /^v?\d+(?:\.\d+)*(.*)$/.exec(tag)?.[1]?.replace(/\d+/g, '0') ?? '';
}

function byDistance(wanted: string, known: readonly KnownTag[]): readonly NearTag[] {
  return known
    .map(({ tag }) => ({ tag, edits: distance(wanted, tag) }))
    .filter(({ edits }) => edits <= Math.max(2, Math.floor(wanted.length / 4)))
    .sort((a, b) => a.edits - b.edits || (a.tag < b.tag ? 1 : -1))
    .slice(0, 3)
    .map(({ tag }) => ({ tag, because: 'the nearest tag' }));
}

function newest(known: readonly KnownTag[]): readonly NearTag[] {
  const dated = known.filter(({ uploadTime }) => uploadTime !== null);
  const latest = dated.toSorted((a, b) =>
    (a.uploadTime ?? '') < (b.uploadTime ?? '') ? 1 : -1,
  )[0];
  return latest === undefined ? [] : [{ tag: latest.tag, because: 'the newest tag' }];
}

import type { CleanupFact } from './facts.ts';

/** A version before a repository's cleanup policies. Times are RFC 3339. */
export interface VersionAge {
  readonly package: string;
  readonly digest: string;
  readonly tags: readonly string[];
  readonly uploadTime: string | null;
  /** Its place among the package's versions, the newest being 0; `null` where that is not known. */
  readonly rank: number | null;
}

const SOON_MS = 7 * 24 * 3600 * 1000;

/**
 * What active cleanup policies (Artifact Registry's own JSON, by policy id) will do to a version now or within seven days.
 * Any KEEP that matches keeps it.
 */
export function evaluateCleanup(
  policies: Readonly<Record<string, unknown>>,
  version: VersionAge,
  now: Date,
): CleanupFact {
  const read = Object.entries(policies).map(([id, policy]) => ({
    id,
    ...readPolicy(policy),
  }));
  if (
    read.some(({ action, matches }) => action === 'KEEP' && matches(version, now) !== 'no')
  )
    return { kind: 'kept' };
  const soon = new Date(now.getTime() + SOON_MS);
  for (const { id, action, matches, since } of read) {
    if (action !== 'DELETE') continue;
    if (matches(version, now) === 'yes')
      return { kind: 'scheduled', policy: id, from: since(version) ?? now.toISOString() };
    if (matches(version, soon) === 'yes')
      return { kind: 'scheduled', policy: id, from: since(version) ?? soon.toISOString() };
  }
  return { kind: 'kept' };
}

interface Policy {
  readonly action: 'DELETE' | 'KEEP' | 'OTHER';
  readonly matches: (version: VersionAge, at: Date) => 'yes' | 'no' | 'maybe';
  /** When its age condition starts to hold. */
  readonly since: (version: VersionAge) => string | null;
}

function readPolicy(policy: unknown): Policy {
  const fields = objectOf(policy);
  const action = actionOf(fields['action']);
  const recent =
    fields['mostRecentVersions'] === undefined || fields['mostRecentVersions'] === null
      ? null
      : objectOf(fields['mostRecentVersions']);
  if (recent !== null) {
    const keep = Number(recent['keepCount'] ?? 0);
    return {
      action,
      since: () => null,
      matches: (version) => {
        if (!hasPrefix(version.package, recent['packageNamePrefixes'])) return 'no';
        if (version.rank === null) return 'maybe';
        return version.rank < keep ? 'yes' : 'no';
      },
    };
  }
  const condition = objectOf(fields['condition']);
  const olderThan = secondsOf(condition['olderThan']);
  return {
    action,
    since: ({ uploadTime }) =>
      olderThan === null || uploadTime === null
        ? null
        : new Date(Date.parse(uploadTime) + olderThan * 1000).toISOString(),
    matches: (version, at) => matchesCondition(condition, version, at),
  };
}

function matchesCondition(
  condition: Readonly<Record<string, unknown>>,
  version: VersionAge,
  at: Date,
): 'yes' | 'no' | 'maybe' {
  const state = stateOf(condition['tagState']);
  if (state === 'TAGGED' && version.tags.length === 0) return 'no';
  if (state === 'UNTAGGED' && version.tags.length > 0) return 'no';
  if (!hasPrefix(version.package, condition['packageNamePrefixes'])) return 'no';
  if (!hasPrefix(version.digest, condition['versionNamePrefixes'])) return 'no';
  const prefixes = listOf(condition['tagPrefixes']);
  if (
    prefixes.length > 0 &&
    !version.tags.some((tag) => prefixes.some((prefix) => tag.startsWith(prefix)))
  )
    return 'no';
  const olderThan = secondsOf(condition['olderThan']);
  const newerThan = secondsOf(condition['newerThan']);
  if (olderThan === null && newerThan === null) return 'yes';
  if (version.uploadTime === null) return 'maybe';
  const age = (at.getTime() - Date.parse(version.uploadTime)) / 1000;
  if (olderThan !== null && age < olderThan) return 'no';
  if (newerThan !== null && age > newerThan) return 'no';
  return 'yes';
}

function actionOf(value: unknown): Policy['action'] {
  if (value === 'DELETE' || value === 1) return 'DELETE';
  return value === 'KEEP' || value === 2 ? 'KEEP' : 'OTHER';
}

function stateOf(value: unknown): 'TAGGED' | 'UNTAGGED' | 'ANY' {
  if (value === 'TAGGED' || value === 1) return 'TAGGED';
  return value === 'UNTAGGED' || value === 2 ? 'UNTAGGED' : 'ANY';
}

function hasPrefix(text: string, prefixes: unknown): boolean {
  const list = listOf(prefixes);
  return list.length === 0 || list.some((prefix) => text.startsWith(prefix));
}

/** `2592000s`, or a protobuf duration. */
function secondsOf(value: unknown): number | null {
  if (typeof value === 'string') {
    const match = /^(\d+(?:\.\d+)?)s$/.exec(value);
    return match === null ? null : Number(match[1]);
  }
  const { seconds } = objectOf(value);
  return seconds === undefined || seconds === null ? null : Number(String(seconds));
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object'
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

import { type CleanupFact, unknown } from './facts.ts';

/** A version before a repository's cleanup policies. Times are RFC 3339. */
export interface VersionAge {
  readonly package: string;
  readonly digest: string;
  /** `null` where its tags could not be read. */
  readonly tags: readonly string[] | null;
  readonly uploadTime: string | null;
  /** Its place among the package's versions, the newest being 0; `null` where that is not known. */
  readonly rank: number | null;
}

const SOON_MS = 7 * 24 * 3600 * 1000;

type Matches = 'yes' | 'no' | 'maybe';

/**
 * What active cleanup policies (Artifact Registry's own JSON, by policy id) will do
 * to a version now or within seven days. Any KEEP that matches keeps it. What
 * cannot be read decides nothing: no version is called deleted for it.
 */
export function evaluateCleanup(
  policies: Readonly<Record<string, unknown>>,
  version: VersionAge,
  now: Date,
): CleanupFact {
  const read = Object.entries(policies).map(([id, policy]) => readPolicy(id, policy));
  const soon = new Date(now.getTime() + SOON_MS);
  const deletes = read.filter(({ action }) => action === 'DELETE');
  const others = read.filter(({ action }) => action !== 'DELETE');
  const isKept = (at: Date): boolean =>
    others.some(({ matches }) => matches(version, at) !== 'no');
  for (const at of [now, soon].filter((one) => !isKept(one))) {
    const hit = deletes.find(({ matches }) => matches(version, at) === 'yes');
    if (hit === undefined) continue;
    const from = hit.since(version) ?? at.toISOString();
    return { kind: 'scheduled', policy: hit.id, from };
  }
  const open = deletes.find(({ matches }) => matches(version, soon) === 'maybe');
  if (open === undefined || isKept(soon)) return { kind: 'kept' };
  return unknown(
    'undecidable',
    `Whether the cleanup policy ${open.id} deletes it cannot be told here.`,
    'See gcloud artifacts repositories list-cleanup-policies.',
  );
}

interface Policy {
  readonly id: string;
  readonly action: 'DELETE' | 'OTHER';
  readonly matches: (version: VersionAge, at: Date) => Matches;
  /** When its age condition starts to hold. */
  readonly since: (version: VersionAge) => string | null;
}

const POLICY_KEYS = new Set(['id', 'action', 'condition', 'mostRecentVersions']);

function readPolicy(id: string, policy: unknown): Policy {
  const fields = objectOf(policy);
  const action = actionOf(fields['action']);
  const { condition, mostRecentVersions: recent } = fields;
  const base = { id, action };
  const isKnown = Object.keys(fields).every((key) => POLICY_KEYS.has(key));
  // One of the two: with both or neither nobody says what it means.
  if (!isKnown || isSet(condition) === isSet(recent))
    return { ...base, since: () => null, matches: () => 'maybe' };
  if (isSet(recent)) {
    const own = objectOf(recent);
    return { ...base, since: () => null, matches: (version) => isRecent(own, version) };
  }
  const own = objectOf(condition);
  return {
    ...base,
    since: (version) => sinceWhen(own, version),
    matches: (version, at) => all(CONDITIONS.map((one) => one(own, version, at))),
  };
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isRecent(
  { packageNamePrefixes, keepCount = 0, ...others }: Readonly<Record<string, unknown>>,
  version: VersionAge,
): Matches {
  const count = Number(keepCount);
  if (Object.keys(others).length > 0 || !Number.isInteger(count)) return 'maybe';
  const named = hasPrefix(version.package, packageNamePrefixes);
  if (named !== 'yes' || version.rank === null) return named === 'yes' ? 'maybe' : named;
  return version.rank < count ? 'yes' : 'no';
}

function sinceWhen(
  { olderThan }: Readonly<Record<string, unknown>>,
  { uploadTime }: VersionAge,
): string | null {
  const seconds = secondsOf(olderThan);
  if (typeof seconds !== 'number' || uploadTime === null) return null;
  return new Date(Date.parse(uploadTime) + seconds * 1000).toISOString();
}

type Condition = (
  condition: Readonly<Record<string, unknown>>,
  version: VersionAge,
  at: Date,
) => Matches;

/** All of a condition's parts hold together. */
const CONDITIONS: readonly Condition[] = [
  ({ tagState }, { tags }) => matchesState(tagState, tags),
  ({ tagPrefixes }, { tags }) => matchesTags(tagPrefixes, tags),
  ({ packageNamePrefixes }, version) => hasPrefix(version.package, packageNamePrefixes),
  ({ versionNamePrefixes }, { digest }) => hasPrefix(digest, versionNamePrefixes),
  ({ olderThan }, version, at) => isOlder(olderThan, version, at),
  ({ newerThan }, version, at) => not(isOlder(newerThan, version, at), newerThan),
  (condition) =>
    Object.keys(condition).every((key) => CONDITION_KEYS.has(key)) ? 'yes' : 'maybe',
];

const CONDITION_KEYS = new Set([
  'tagState',
  'tagPrefixes',
  'packageNamePrefixes',
  'versionNamePrefixes',
  'olderThan',
  'newerThan',
]);

function all(parts: readonly Matches[]): Matches {
  if (parts.includes('no')) return 'no';
  return parts.includes('maybe') ? 'maybe' : 'yes';
}

function not(matches: Matches, condition: unknown): Matches {
  if (!isSet(condition) || matches === 'maybe') return matches;
  return matches === 'yes' ? 'no' : 'yes';
}

function matchesState(value: unknown, tags: VersionAge['tags']): Matches {
  const state = stateOf(value);
  if (state === 'ANY') return 'yes';
  if (state === null || tags === null) return 'maybe';
  return (state === 'TAGGED') === tags.length > 0 ? 'yes' : 'no';
}

function matchesTags(value: unknown, tags: VersionAge['tags']): Matches {
  const prefixes = listOf(value);
  if (prefixes === null) return 'maybe';
  if (prefixes.length === 0) return 'yes';
  if (tags === null) return 'maybe';
  const hit = tags.some((tag) => prefixes.some((prefix) => tag.startsWith(prefix)));
  return hit ? 'yes' : 'no';
}

function isOlder(value: unknown, { uploadTime }: VersionAge, at: Date): Matches {
  const seconds = secondsOf(value);
  if (seconds === null) return 'yes';
  if (seconds === 'unread' || uploadTime === null) return 'maybe';
  const age = (at.getTime() - Date.parse(uploadTime)) / 1000;
  return age >= seconds ? 'yes' : 'no';
}

/** What is no DELETE keeps a version, or may keep it. */
function actionOf(value: unknown): Policy['action'] {
  return value === 'DELETE' || value === 1 ? 'DELETE' : 'OTHER';
}

function stateOf(value: unknown): 'TAGGED' | 'UNTAGGED' | 'ANY' | null {
  if (value === 'TAGGED' || value === 1) return 'TAGGED';
  if (value === 'UNTAGGED' || value === 2) return 'UNTAGGED';
  return !isSet(value) || ANY_STATE.has(value) ? 'ANY' : null;
}

const ANY_STATE: ReadonlySet<unknown> = new Set(['ANY', 'TAG_STATE_UNSPECIFIED', 0, 3]);

function hasPrefix(text: string, prefixes: unknown): Matches {
  const list = listOf(prefixes);
  if (list === null) return 'maybe';
  if (list.length === 0) return 'yes';
  return list.some((prefix) => text.startsWith(prefix)) ? 'yes' : 'no';
}

/** `2592000s`; `null` where there is none, `unread` where it is not understood. */
function secondsOf(value: unknown): number | null | 'unread' {
  if (!isSet(value)) return null;
  const match = typeof value === 'string' ? /^(\d+(?:\.\d+)?)s$/.exec(value) : null;
  if (match !== null) return Number(match[1]);
  const { seconds } = objectOf(value);
  const number = Number(String(seconds));
  return isSet(seconds) && Number.isFinite(number) ? number : 'unread';
}

/** `null` where it is no list of texts. */
function listOf(value: unknown): readonly string[] | null {
  if (!isSet(value)) return [];
  if (!Array.isArray(value)) return null;
  return value.every((one) => typeof one === 'string') ? value : null;
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object'
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

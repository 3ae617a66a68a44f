import type { Platform } from './puller.ts';

/** Why something could not be established, in one sentence, and what would settle it, in another. */
export interface Unknown {
  readonly kind: 'unknown';
  readonly reason: UnknownReason;
  readonly why: string;
  readonly settle: string;
}

export type UnknownReason =
  /** We were answered 403 (which also covers "or it may not exist"). */
  | 'refused'
  | 'no-credentials'
  | 'api-disabled'
  /** A VPC Service Controls perimeter. */
  | 'perimeter'
  /** Our requests may not be counted to the quota project. */
  | 'quota-project'
  | 'billing-disabled'
  /** Our access token lacks an OAuth scope. */
  | 'scope-missing'
  | 'timeout'
  | 'unreachable'
  /** The service answered with something that is not its documented answer. */
  | 'unexpected-answer'
  /** It cannot be known from here: an uncached remote image, a group's members, an undecidable condition. */
  | 'undecidable';

/** The one place where an unknown is made: never without what would settle it. */
export function unknown(reason: UnknownReason, why: string, settle: string): Unknown {
  return { kind: 'unknown', reason, why, settle };
}

/** A fact that was asked for: known, not known, or not asked. */
export type Known<T> = { readonly kind: 'known'; readonly value: T } | Unknown;

/** Does the image exist in Artifact Registry? */
export type Existence =
  | FoundImage
  | MissingImage
  /** The host's location is in no list, ours or Artifact Registry's. */
  | {
      readonly kind: 'location-unknown';
      readonly location: string;
      readonly nearest: string | null;
    }
  /** The repository is there and holds another format (`MAVEN`, …). */
  | { readonly kind: 'not-docker'; readonly format: string }
  | (Unknown & { readonly proposal: Proposal | null });

export interface FoundImage {
  readonly kind: 'found';
  /** The digest that will be pulled; `null` where only the registry's `/v2/` knew the tag without naming it. */
  readonly digest: string | null;
  /** Platforms the image has, attestations left out. */
  readonly platforms: Known<readonly Platform[]>;
  /** Of its manifest, as Artifact Registry has it; `null` where nobody said. */
  readonly mediaType: string | null;
  /** RFC 3339, UTC. */
  readonly uploadTime: string | null;
  readonly sizeBytes: number | null;
  /** All tags of this digest, where told. */
  readonly tags: readonly string[];
  /** For `tag@digest`: what the tag says now. `null` where it agrees, or no tag was written, or nobody could say. */
  readonly moved: MovedTag | null;
  readonly cleanup: CleanupFact;
  readonly download: DownloadFact;
}

/** The tag of `tag@digest` is elsewhere now (`digest` null: gone). */
export interface MovedTag {
  readonly digest: string | null;
  readonly uploadTime: string | null;
}

export interface MissingImage {
  readonly kind: 'missing';
  readonly what: 'repository' | 'image' | 'tag' | 'digest';
  /** What exists and is nearest to it, best first. Only what was seen to exist. */
  readonly proposals: readonly Proposal[];
  /** How long `--wait` waited for it, in milliseconds; 0 where it did not. */
  readonly waitedMs: number;
}

/** Something that exists and may be what was meant. */
export interface Proposal {
  /** The whole image name to write instead. */
  readonly image: string;
  /** Why it is proposed: `the nearest tag`, `the same tag in us-east1`, `the newest tag`, … */
  readonly because: string;
}

/** What the repository's cleanup policies will do to this version. */
export type CleanupFact =
  | { readonly kind: 'kept' }
  | {
      readonly kind: 'scheduled';
      readonly policy: string;
      /** RFC 3339 day or instant from which the policy deletes it. */
      readonly from: string;
    }
  | { readonly kind: 'not-asked' }
  | Unknown;

/** What the repository's download rules say of this image. */
export type DownloadFact =
  | {
      readonly kind: 'allowed';
      /** What to mention besides; `null` where there is nothing to say. */
      readonly remark: string | null;
    }
  | { readonly kind: 'denied'; readonly rule: string }
  | { readonly kind: 'not-asked' }
  | Unknown;

/** May the puller download from the repository? */
export type Verdict =
  | GrantedVerdict
  | NotGrantedVerdict
  | ConditionalVerdict
  | UnknownVerdict;

/** One binding that speaks of the puller, where it stands. */
export interface Grant {
  /** `projects/P`, `folders/N`, `organizations/N`, `projects/P/locations/L/repositories/R`. */
  readonly resource: string;
  readonly role: string;
  readonly member: string;
  /** The condition's expression, or `null`. */
  readonly condition: string | null;
}

interface VerdictBase {
  readonly because: readonly Grant[];
  /** What a reader should also know: sealed deny policies, a bundled role list, a grant that does not grant and why. */
  readonly remarks: readonly string[];
}

export interface GrantedVerdict extends VerdictBase {
  readonly verdict: 'granted';
  /** The day on which the last of the grants ends, where that is within seven days: `2026-12-01`. */
  readonly ends?: string;
}

export interface NotGrantedVerdict extends VerdictBase {
  readonly verdict: 'not-granted';
  /** The resources whose policies were read, nearest first. */
  readonly looked: readonly string[];
  /** Those of them whose policies have conditional bindings: gcloud then asks which one is meant. */
  readonly conditionsOn: readonly string[];
  /** What looks as if it granted it, and why it does not: the likely causes, among the remarks. */
  readonly causes?: readonly string[];
  /** Who holds a role there that reads, though not the puller. */
  readonly grantedTo?: readonly string[];
  /** The deny policy that takes the permission away, or `null` where nothing grants it. */
  readonly denied: { readonly policy: string; readonly rule: string } | null;
}

export interface ConditionalVerdict extends VerdictBase {
  readonly verdict: 'conditional';
  /** Why the condition may not hold. */
  readonly why: string;
}

export interface UnknownVerdict extends VerdictBase {
  readonly verdict: 'unknown';
  readonly unknowns: readonly Unknown[];
}

/** Does a service account exist, and is it enabled? */
export type AccountState =
  | { readonly kind: 'enabled' }
  | { readonly kind: 'disabled' }
  | { readonly kind: 'not-found' }
  | Unknown;

/** Is a Kubernetes service account bound to its Google service account? */
export type WorkloadIdentityBinding =
  | { readonly kind: 'bound' }
  | {
      readonly kind: 'unbound';
      readonly member: string;
      /** Has the account's own policy conditional bindings? gcloud then asks which one is meant. */
      readonly conditions: 'some' | 'none';
    }
  | { readonly kind: 'account-missing' }
  | { readonly kind: 'account-disabled' }
  | Unknown;

import type { ArtifactImage, RepositoryName } from './artifact-image.ts';
import type { AccountState, Existence, Unknown, Verdict } from './facts.ts';
import type { Platform, Puller } from './puller.ts';
import type { ImageReference, PullSecret, Workload } from './reference.ts';

/** An image reference with everyone who will pull it, and what Google told us of both. It is what rules are asked about. */
export interface Target extends Unasked {
  /** `null` where it was not asked. */
  readonly existence: Existence | null;
  readonly pulls: readonly Pull[];
  /** Does the name exist in small letters? */
  readonly existsInSmall: 'exists' | 'not-known';
}

/** A target before Google was asked. */
export interface Unasked {
  readonly reference: ImageReference;
  /** Every workload that runs it from this place; empty where none is known. */
  readonly workloads: readonly Workload[];
  /** What changed of who pulls it, in words; empty where nothing did. */
  readonly whoChanged: readonly string[];
  /** The image that stood there before; `null` where it is new or nothing was compared. */
  readonly before: string | null;
  /** The image in Artifact Registry's terms; `null` for another registry's, or where it cannot be read as one. */
  readonly image: ArtifactImage | null;
  /** Known also where only host, project and repository are plain. */
  readonly repository: RepositoryName | null;
  /** Why a name at Google's hosts is no image, and what to write instead; `null` where it is one, or is another registry's. */
  readonly incomplete: {
    readonly why: string;
    readonly replacement: string | null;
  } | null;
  /** What the text alone says of its existence, so that nobody is asked; `null` where it says nothing. */
  readonly toldByText: Existence | null;
  /** The same name in small letters, where capitals may be a slip and not a word to fill in. */
  readonly inSmall: ArtifactImage | null;
  readonly pullers: readonly TargetPuller[];
  /** What `--platform` or the environments ask for besides, whoever pulls. */
  readonly platforms: readonly Platform[];
  /** The pull secrets of every workload that runs it, and of their Kubernetes service accounts. */
  readonly pullSecrets: readonly PullSecret[];
  /** The emails of the Google service accounts that its containers run as, by Workload Identity: not who pulls. */
  readonly runsAs: readonly string[];
  /** Did anybody say who pulls it? */
  readonly saidWhoPulls: 'said' | 'unsaid';
}

/** One who pulls a target. */
export interface TargetPuller {
  readonly puller: Puller;
  /** A bystander's verdict stands in the report alone: the nodes, where a Kubernetes service account pulls as itself. */
  readonly part: 'puller' | 'bystander';
  /** `perhaps`: nobody has seen the Pod, so that it may land there or on another pool. */
  readonly lands: 'surely' | 'perhaps';
  /** The pull secrets of the workload that it pulls for, and of its Kubernetes service account; left out where there are none. */
  readonly pullSecrets?: readonly PullSecret[];
  /** Why its principal could not be told, so that nothing can be asked of it; `null` where it is known. */
  readonly untold: Unknown | null;
}

/** One who reads a repository for a target, and whether they may. */
export interface Pull {
  readonly puller: Puller;
  /** An agent reads an upstream for a virtual repository. */
  readonly part: TargetPuller['part'] | 'agent';
  readonly lands: TargetPuller['lands'];
  /** What is read: the image's own repository, or for an agent the upstream. */
  readonly repository: RepositoryName;
  readonly verdict: Verdict;
  /** `null` for what is no Google service account. */
  readonly account: AccountState | null;
  readonly pullSecrets?: TargetPuller['pullSecrets'];
  /** Other repositories of this run that it may read. */
  readonly readsElsewhere?: readonly RepositoryName[];
}

/** The pull secrets that the kubelet tries besides this pull's own identity; a service agent has none. */
export function secretsBeside({ pullSecrets = [] }: Pull): readonly PullSecret[] {
  return pullSecrets;
}

/** Nobody has seen the Pod, and another pool where it may land can pull: then it is open, not missing. */
export function mayLandBetter(pull: Pull, { pulls }: Target): boolean {
  if (pull.lands === 'surely') return false;
  return pulls.some((one) => one.part === pull.part && one.verdict.verdict === 'granted');
}

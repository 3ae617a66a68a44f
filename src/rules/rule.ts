import type { WorkloadIdentityBinding } from '../domain/facts.ts';
import type { ImageLike } from '../domain/image-like.ts';
import type {
  DocumentProblem,
  InlineWaiver,
  KubernetesServiceAccount,
} from '../domain/reference.ts';
import type { Severity } from '../domain/report.ts';
import type { SourceLocation } from '../domain/source-location.ts';
import type { Pull, Target } from '../domain/target.ts';

/** One thing that can be wrong: a header of data, then a pure generator over one case. Rules never see HTTP. */
export type Rule =
  | ConfigRule
  | WaiverRule
  | ChangeRule
  | DocumentRule
  | TargetRule
  | PullRule
  | PullerRule
  | ServiceAccountRule
  | RunRule;

interface RuleHeader {
  /** The complaint, in kebab-case: the id is also the file's name, the page's name and the config's key. */
  readonly id: string;
  /** One sentence without a full stop. */
  readonly title: string;
  readonly severity: Severity;
  /** What it finds is not known to be wrong: a run whose findings leave something open is `neutral`. */
  readonly leaves?: 'open';
  /** What it finds is certain to break the pull, whatever severity the config gives it. */
  readonly breaks?: 'the-pull';
  /** Of findings that say the same, how many stand: one at a place, one a puller, one in the run. Each, where it is left out. */
  readonly once?: 'place' | 'puller' | 'run';
  /** What channels tell as one; rule, message and image, where it is left out. */
  readonly folds?: 'puller-and-repository';
}

/** Speaks of a file or a root that could not be read whole. */
export interface DocumentRule extends RuleHeader {
  readonly on: 'document';
  readonly check: (one: DocumentCase) => Iterable<Draft>;
}

/** Speaks of an entry of the config that has no effect. */
export interface ConfigRule extends RuleHeader {
  readonly on: 'config';
  readonly check: (one: DocumentProblem) => Iterable<Draft>;
}

/** Speaks of a comment that is meant for a waiver. */
export interface WaiverRule extends RuleHeader {
  readonly on: 'waiver';
  readonly check: (one: InlineWaiver, ruleIds: readonly string[]) => Iterable<Draft>;
}

/** Speaks of a change that looks like an image and that nothing reads. */
export interface ChangeRule extends RuleHeader {
  readonly on: 'change';
  readonly check: (one: ImageLike) => Iterable<Draft>;
}

/** Speaks of an image at a place. */
export interface TargetRule extends RuleHeader {
  readonly on: 'target';
  readonly check: (target: Target) => Iterable<Draft>;
}

/** Speaks of a principal that reads the image's repository, or an upstream of it: once a principal. */
export interface PullRule extends RuleHeader {
  readonly on: 'pull';
  readonly check: (pull: Pull, target: Target) => Iterable<Draft>;
}

/** Speaks of each one who pulls: node pools that share a principal are pullers of their own. */
export interface PullerRule extends RuleHeader {
  readonly on: 'puller';
  readonly check: (pull: Pull, target: Target) => Iterable<Draft>;
}

/** Speaks of a Kubernetes service account that the manifests bind to a Google one. */
export interface ServiceAccountRule extends RuleHeader {
  readonly on: 'service-account';
  readonly check: (one: ServiceAccountCase) => Iterable<Draft>;
}

/** Speaks of the run as a whole. */
export interface RunRule extends RuleHeader {
  readonly on: 'run';
  readonly check: (targets: readonly Target[]) => Iterable<Draft>;
}

/** A file or a root that could not be read whole. */
export interface DocumentCase {
  readonly problem: DocumentProblem;
  readonly cause: 'invalid' | 'render-failed';
}

/** A Kubernetes service account that the manifests bind to a Google one. */
export interface ServiceAccountCase {
  readonly serviceAccount: KubernetesServiceAccount;
  readonly email: string;
  readonly location: SourceLocation;
  readonly namespace: string;
  readonly workloadPool: string;
  readonly binding: WorkloadIdentityBinding;
}

/** What a rule yields: the engine adds the rule's id and severity, and what the case says where the draft does not. */
export interface Draft {
  readonly message: string;
  /** What is wrong in one sentence, where the rule's own title says something else. */
  readonly title?: string;
  /** Where it stands, when not at the case's own place. */
  readonly location?: SourceLocation;
  /** The target that it speaks of, when the case is not one. */
  readonly target?: Target;
  readonly image?: string;
  readonly principal?: string;
  readonly repository?: string;
  readonly fix?: {
    readonly command?: string;
    readonly replacement?: string;
    readonly terraform?: string;
  };
}

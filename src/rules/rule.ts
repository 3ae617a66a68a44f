import type { ArtifactImage, RepositoryName } from '../domain/artifact-image.ts';
import type {
  AccountState,
  Existence,
  Verdict,
  WorkloadIdentityBinding,
} from '../domain/facts.ts';
import type { Platform, Puller } from '../domain/puller.ts';
import type {
  DocumentProblem,
  ImageReference,
  KubernetesServiceAccount,
  PullSecret,
} from '../domain/reference.ts';
import type { Severity } from '../domain/report.ts';
import type { SourceLocation } from '../domain/source-location.ts';

/** A file or a root that could not be read whole. */
export interface DocumentCase {
  readonly problem: DocumentProblem;
  readonly cause: 'invalid' | 'render-failed';
}

/** A reference and what Google told us of its image. */
export interface ReferenceCase {
  readonly reference: ImageReference;
  /** `null` where the image is not one in Artifact Registry, or could not be read as one. */
  readonly image: ArtifactImage | null;
  /** Why an Artifact Registry host's path is no image (`no repository`, …); `null` where it is, or is another registry's. */
  readonly incomplete: string | null;
  /** `null` where it was not asked. */
  readonly existence: Existence | null;
  /** Everyone who will pull it; each knows its nodes' platforms. */
  readonly pullers: readonly Puller[];
  /** What `--platform` or the environments ask for besides, whoever pulls. */
  readonly platforms: readonly Platform[];
}

/** A reference, one who pulls it, and whether they may. One case per reference and principal. */
export interface PullCase {
  readonly reference: ImageReference;
  /** `null` where only host, project and repository are plain. */
  readonly image: ArtifactImage | null;
  readonly repository: RepositoryName;
  readonly puller: Puller;
  readonly verdict: Verdict;
  /** `null` for a Kubernetes service account. */
  readonly account: AccountState | null;
  /** The pull secrets of the workload and of its Kubernetes service account. */
  readonly pullSecrets: readonly PullSecret[];
  /** For a virtual repository's service agent: the upstream it must read; else `null`. */
  readonly upstream: RepositoryName | null;
  /** How many of the workload's node pools may pull, where a cluster was asked: "3 of 4 pools can pull". */
  readonly pools: { readonly granted: number; readonly total: number } | null;
}

/** A puller, once a run, at the first reference that it pulls. */
export interface PullerCase {
  readonly puller: Puller;
  readonly account: AccountState | null;
  readonly first: ImageReference;
  readonly repository: RepositoryName;
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

/** What nobody said or could say, once a run. */
export interface RunCase {
  /** References that no environment and no option speaks for, in order. */
  readonly targetless: readonly ImageReference[];
}

/** What a rule yields: the engine adds the rule's id and severity, and the place of the case where none is given. */
export interface Draft {
  readonly message: string;
  /** What is wrong in one sentence, where the rule's own title says something else. */
  readonly title?: string;
  /** Where it stands, when not at the case's own place. */
  readonly location?: SourceLocation;
  readonly image?: string;
  readonly principal?: string;
  readonly repository?: string;
  readonly fix?: {
    readonly command?: string;
    readonly replacement?: string;
    readonly terraform?: string;
  };
}

interface RuleHeader {
  /** The complaint, in kebab-case: the id is also the file's name, the page's name and the config's key. */
  readonly id: string;
  /** One sentence without a full stop. */
  readonly title: string;
  readonly severity: Severity;
}

/** One thing that can be wrong: a header of data, then a pure generator over one case. Rules never see HTTP. */
export type Rule =
  | (RuleHeader & {
      readonly on: 'document';
      readonly check: (one: DocumentCase) => Iterable<Draft>;
    })
  | (RuleHeader & {
      readonly on: 'reference';
      readonly check: (one: ReferenceCase) => Iterable<Draft>;
    })
  | (RuleHeader & {
      readonly on: 'pull';
      readonly check: (one: PullCase) => Iterable<Draft>;
    })
  | (RuleHeader & {
      readonly on: 'puller';
      readonly check: (one: PullerCase) => Iterable<Draft>;
    })
  | (RuleHeader & {
      readonly on: 'service-account';
      readonly check: (one: ServiceAccountCase) => Iterable<Draft>;
    })
  | (RuleHeader & {
      readonly on: 'run';
      readonly check: (one: RunCase) => Iterable<Draft>;
    });

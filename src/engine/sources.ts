import type { ArtifactImage, RepositoryName } from '../domain/artifact-image.ts';
import type {
  AccountState,
  Existence,
  Unknown,
  Verdict,
  WorkloadIdentityBinding,
} from '../domain/facts.ts';
import type { ClusterName, Puller } from '../domain/puller.ts';
import type { ImageReference, KubernetesServiceAccount } from '../domain/reference.ts';
import type { SourceLocation } from '../domain/source-location.ts';
import type { ChangedFile, Tree } from '../domain/tree.ts';

/** What changed, and the two states to compare. `base` is `null` where there is nothing to compare with: then everything counts. */
export interface ChangeSource {
  readonly head: Tree;
  readonly base: Tree | null;
  /** `null` where everything counts as changed (no base). */
  readonly changedFiles: () => Promise<readonly ChangedFile[] | null>;
  /** What a reader should know of how the files were read, once they were. */
  readonly remarks?: () => readonly string[];
}

/** Does the image exist? Never throws for what Google answers; asks once for equal images. */
export interface ImageSource {
  readonly existence: (image: ArtifactImage) => Promise<Existence>;
  /** May its repository hold images, as far as is known? Where none may, nobody's access to it is worth a word. */
  readonly mayHold: (image: ArtifactImage) => Promise<boolean>;
}

/** May the puller download from the repository? Asks once for equal pairs; shares policies between them. */
export interface AccessSource {
  readonly verdict: (puller: Puller, repository: RepositoryName) => Promise<Verdict>;
  /** For a virtual repository: may its service agent read each upstream? Empty for any other repository. */
  readonly upstreams: (repository: RepositoryName) => Promise<readonly UpstreamAccess[]>;
}

/** The Artifact Registry service agent of a virtual repository, before one of its upstreams. */
export interface UpstreamAccess {
  readonly upstream: RepositoryName;
  readonly agent: Puller;
  readonly verdict: Verdict;
}

/** Who pulls on a cluster. A cluster that does not exist is a `SettingsError`; one that may not be read an `Unknown`. */
export interface PullerSource {
  readonly pullersOf: (cluster: ClusterName) => Promise<ClusterPullers | Unknown>;
  /** A project's number, by its id or number: Cloud Run's service agent is named by it. */
  readonly projectNumber: (project: string) => Promise<string | Unknown>;
}

/** The pullers of one cluster, a puller a node pool. */
export interface ClusterPullers {
  readonly kind: 'pullers';
  readonly pullers: readonly Puller[];
  /** Why the principal of pullers without a name could not be told; `null` where each has one. */
  readonly untold: Unknown | null;
  /** The control plane's version, `1.33.4-gke.1000`; `null` where GKE does not say. */
  readonly version: string | null;
  /** The cluster's workload pool (`P.svc.id.goog`) and its project's number, `null` where that is sealed; `null` where Workload Identity is off. */
  readonly workloadIdentity: {
    readonly pool: string;
    readonly projectNumber: string | null;
  } | null;
}

/** Service accounts, and whether a Kubernetes service account may act as one. */
export interface AccountSource {
  readonly account: (email: string) => Promise<AccountState>;
  readonly binding: (
    email: string,
    workload: {
      readonly pool: string;
      readonly projectNumber: string | null;
      readonly namespace: string;
      readonly name: string;
    },
  ) => Promise<WorkloadIdentityBinding>;
}

/** Renders roots (kustomize overlays, Helm charts with their values) as the real tools do. */
export interface RenderSource {
  /** The files of a tree that something in it gives to a chart as its values. */
  readonly valuesFiles: (tree: Tree) => Promise<ReadonlySet<string>>;
  /** Every image in the output of every root that the changed paths reach (all roots where `changed` is `null`). */
  readonly render: (tree: Tree, changed: readonly string[] | null) => Promise<Rendering>;
}

export interface Rendering {
  readonly images: readonly RenderedImage[];
  readonly failures: readonly RenderFailure[];
  /** For each rendered root the files that it read: their references are judged as its output has them, no longer as they stand. */
  readonly covered: readonly {
    readonly rootFile: string;
    readonly files: readonly string[];
  }[];
  /** The Kubernetes service accounts in the output, as they are applied. */
  readonly serviceAccounts: readonly KubernetesServiceAccount[];
  /** What was not rendered and why, one sentence each. */
  readonly remarks: readonly string[];
}

/** One image in a root's output, traced back to the scalar that a person edits. */
export interface RenderedImage {
  /** What a person calls it: `overlays/prod`, `charts/api with values-prod.yaml`. */
  readonly root: string;
  /** The file that makes it a root (its kustomization, its values file or Chart.yaml): its environments are the root's. */
  readonly rootFile: string;
  readonly image: string;
  /** The scalar that a person edits for it; where it could not be traced, a place in the root's own file. */
  readonly reference: ImageReference;
}

export interface RenderFailure {
  readonly root: string;
  readonly location: SourceLocation;
  /** The tool's own last lines. */
  readonly why: string;
}

/** What was sent to each service, for the report. */
export interface RequestLog {
  readonly counts: () => Readonly<Record<string, number>>;
  /** What our own identity was refused: one sentence each, deduplicated. */
  readonly refusals: () => readonly string[];
}

/** Everything that the engine may ask of the world. */
export interface Sources {
  readonly changes: ChangeSource;
  readonly images: ImageSource;
  readonly access: AccessSource;
  readonly pullers: PullerSource;
  readonly accounts: AccountSource;
  readonly rendering: RenderSource;
  readonly requests: RequestLog;
}

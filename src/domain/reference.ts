import type { ParsedImage } from './image-name.ts';
import type { SourceLocation } from './source-location.ts';

/** The object whose Pods run an image. `namespace` is `null` where the manifest names none. */
export interface Workload {
  readonly apiVersion: string | null;
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string | null;
}

/** One *place* where an image is named. What the user wrote is kept beside what is read in it. */
export interface ImageReference {
  /** The whole image name, as written or as assembled from several scalars. */
  readonly image: string;
  readonly parsed: ParsedImage;
  /** The scalar a person would edit to change the version. */
  readonly location: SourceLocation;
  /** What the located scalar holds: the whole name, or the part that was assembled into it. */
  readonly part: 'image' | 'name' | 'tag' | 'digest';
  /** The format's word: `manifest`, `kustomize`, `helm`, `argo-cd`, `flux`, … */
  readonly source: string;
  readonly workload: Workload | null;
  readonly container: string | null;
  /** The path inside its document, `spec.template.spec.containers[0].image`. */
  readonly path: string | null;
  /** What the Pod says about where it runs and as whom; `null` where the reference stands in no Pod template. */
  readonly pod: PodContext | null;
  readonly fetcher: Fetcher;
  /** The rendered roots (overlay folders, charts with values) whose output this reference reaches; empty where it was read as it stands. */
  readonly roots: readonly string[];
  /** What is worth knowing about how the text will be read, e.g. that `newTag: 1.10` is the number 1.1; one sentence each. */
  readonly remarks: readonly string[];
}

/**
 * Who fetches what is referenced: the node that runs the Pod; Cloud Run, as the service agent of a project (`null` where the manifest does
 * not say which); or a controller, as the Google service account that its manifest declares (`null` where it declares none).
 */
export type Fetcher =
  | { readonly kind: 'node' }
  | { readonly kind: 'cloud-run'; readonly project: string | null }
  | { readonly kind: 'controller'; readonly email: string | null };

/** What a Pod template says that decides who pulls its images. */
export interface PodContext {
  readonly serviceAccountName: string | null;
  readonly nodeSelector: Readonly<Record<string, string>>;
  /** Terms of `requiredDuringSchedulingIgnoredDuringExecution`, any one must match; `null` where it asks for none. */
  readonly nodeAffinity: readonly NodeSelectorTerm[] | null;
  readonly tolerations: readonly Toleration[];
  readonly pullSecrets: readonly PullSecret[];
  /** `spec.nodeName`: the node is named, and no scheduler is asked. */
  readonly nodeName: string | null;
  readonly runtimeClassName: string | null;
  /** Devices that its containers ask for: `nvidia.com/gpu`, `google.com/tpu`. */
  readonly devices: readonly string[];
}

export interface NodeSelectorTerm {
  readonly expressions: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values: readonly string[];
  }[];
  /** `matchFields` (`metadata.name`): it names nodes themselves. */
  readonly namesNodes: boolean;
}

export interface Toleration {
  readonly key: string | null;
  readonly operator: string | null;
  readonly value: string | null;
  readonly effect: string | null;
}

export interface PullSecret {
  readonly name: string;
  /** The entry itself, where `pull-secret-unneeded` is reported. */
  readonly location: SourceLocation;
}

/** A Kubernetes ServiceAccount object that stands in the tree. */
export interface KubernetesServiceAccount {
  readonly namespace: string | null;
  readonly name: string;
  readonly location: SourceLocation;
  /** The file whose environments it belongs to: its own, or that of the root that it was rendered by. */
  readonly place: string;
  /** The annotation `iam.gke.io/gcp-service-account`. */
  readonly googleServiceAccount: {
    readonly email: string;
    readonly location: SourceLocation;
  } | null;
  /** `iam.gke.io/enable-wi-image-pull: "true"`: Pods of this account pull as its principal, not as the node. */
  readonly pullsAsItself: { readonly location: SourceLocation } | null;
  readonly pullSecrets: readonly PullSecret[];
}

/** A GKE ComputeClass that stands in the tree: which nodes it makes. */
export interface ComputeClass {
  readonly name: string;
  /** `spec.nodePoolConfig.serviceAccount`; `null` where it names none, so that its nodes have the default. */
  readonly serviceAccount: string | null;
  /** Does it make nodes, or only use those of pools that carry its name (`nodePoolAutoCreation.enabled: false`)? */
  readonly makes: 'nodes' | 'nothing';
  /** The machine families and types of its priorities, `null` for one that names none; empty where it has no priorities. */
  readonly machines: readonly (string | null)[];
  /** Does it leave the taint away that keeps others off Arm nodes (`architectureTaintBehavior: NONE`)? */
  readonly taintsArm: 'unless-told' | 'never';
}

/** Something in a file that could not be read, so that what it references is unknown. */
export interface DocumentProblem {
  readonly location: SourceLocation;
  readonly why: string;
  /** `unread` where it was not looked into at all; else it was, and is not valid. */
  readonly cause?: 'unread';
}

/** `# gar-preflight: ignore RULE reason`, in force on one line where rule and reason are given. */
export interface InlineWaiver {
  readonly file: string;
  /** The line whose findings it silences. */
  readonly line: number;
  /** Empty where none is named. */
  readonly rule: string;
  /** Empty where none is given: then it silences nothing. */
  readonly reason: string;
  /** `unknown` where it is meant for a waiver and is not written as one. */
  readonly spelling: 'known' | 'unknown';
  /** The comment itself. */
  readonly location: SourceLocation;
}

/** All that one file says. */
export interface FileReading {
  readonly references: readonly ImageReference[];
  readonly serviceAccounts: readonly KubernetesServiceAccount[];
  readonly computeClasses: readonly ComputeClass[];
  readonly problems: readonly DocumentProblem[];
  readonly waivers: readonly InlineWaiver[];
}

/** What a file says that says nothing. */
export const NOTHING_READ: FileReading = {
  references: [],
  serviceAccounts: [],
  computeClasses: [],
  problems: [],
  waivers: [],
};

/** `linux/amd64`, `linux/arm/v7`, `windows/amd64`; `osVersion` as registries have it (`10.0.20348.2113`), empty where unsaid. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant: string;
  readonly osVersion: string;
}

/** A GKE cluster, by its resource name's parts. */
export interface ClusterName {
  readonly project: string;
  readonly location: string;
  readonly cluster: string;
}

/** `projects/P/locations/L/clusters/C`. */
export function clusterResource(name: ClusterName): string {
  return `projects/${name.project}/locations/${name.location}/clusters/${name.cluster}`;
}

/** Who asks the registry for the image. Two pullers with the same `principal` are the same to an allow policy. */
export interface Puller {
  readonly identity: PullerIdentity;
  /** As IAM writes it: `serviceAccount:EMAIL`, or `principal://…/subject/ns/NS/sa/KSA`. */
  readonly principal: string;
  /** Who said so: the option, an environment, a node pool. */
  readonly origin: PullerOrigin;
  /** The node pool's OAuth scopes; `null` where nobody knows them (they are then not judged). */
  readonly scopes: readonly string[] | null;
  /** What the nodes run; empty where nobody said. */
  readonly platforms: readonly Platform[];
}

export type PullerIdentity =
  | { readonly kind: 'google-service-account'; readonly email: string }
  | {
      readonly kind: 'kubernetes-service-account';
      /** `null` where it is sealed: then members that name the pool by its number are open. */
      readonly projectNumber: string | null;
      /** `PROJECT_ID.svc.id.goog`. */
      readonly workloadPool: string;
      readonly namespace: string;
      readonly name: string;
      /** Known where the cluster was asked; principal sets of a cluster need it. */
      readonly cluster: ClusterName | null;
    }
  /** Somebody pulls whose principal could not be told: the nodes of a cluster that may not be read. Its verdict is always `unknown`. */
  | { readonly kind: 'unnamed'; readonly who: string };

export type PullerOrigin =
  | { readonly kind: 'option' }
  | { readonly kind: 'environment'; readonly name: string }
  | { readonly kind: 'node-pool'; readonly cluster: ClusterName; readonly pool: NodePool }
  | { readonly kind: 'cluster'; readonly cluster: ClusterName }
  | { readonly kind: 'service-agent'; readonly repository: string }
  /** Cloud Run pulls with the service agent of the service's project. */
  | { readonly kind: 'cloud-run'; readonly project: string }
  /** A manifest declares the account that its controller fetches with. */
  | { readonly kind: 'declared'; readonly by: string };

/** What of a node pool decides which workloads land on it. Node auto-provisioning's defaults count as a pool of their own. */
export interface NodePool {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Labels that its nodes have one or another value of: a pool over several zones. */
  readonly oneOf?: Readonly<Record<string, readonly string[]>>;
  readonly taints: readonly {
    readonly key: string;
    readonly value: string;
    readonly effect: string;
  }[];
  /** Devices that its nodes bring: `nvidia.com/gpu`, `google.com/tpu`. */
  readonly devices?: readonly string[];
  /** Its nodes' version, `1.33.4-gke.1000`; left out where GKE does not say. */
  readonly version?: string;
  /** Do its nodes stream images (Image streaming)? */
  readonly streams?: 'images';
  /** Its nodes are made for the workload, with the labels and taints that it asks for: Autopilot's, and those of node auto-provisioning. */
  readonly provisions?: 'autopilot' | 'node-auto-provisioning';
}

/** The puller of images for nodes that run as this Google service account. */
export function serviceAccountPuller(
  email: string,
  origin: PullerOrigin,
  platforms: readonly Platform[],
): Puller {
  return {
    identity: { kind: 'google-service-account', email },
    principal: `serviceAccount:${email.toLowerCase()}`,
    origin,
    scopes: null,
    platforms,
  };
}

/** A repository in Artifact Registry. `project` has Google's own form (`example.com:my-project` where it is domain-scoped). */
export interface RepositoryName {
  readonly project: string;
  readonly location: string;
  readonly repository: string;
}

/** An image in Artifact Registry's terms. `tag` is `latest` where neither tag nor digest was written. */
export interface ArtifactImage {
  /** The registry's host as written, e.g. `us-central1-docker.pkg.dev`. */
  readonly host: string;
  readonly repository: RepositoryName;
  /** The package: everything after the repository, slashes unescaped (`team/app`). */
  readonly package: string;
  readonly tag: string | null;
  readonly digest: string | null;
}

/** The full resource name, `projects/P/locations/L/repositories/R`. */
export function repositoryResource(name: RepositoryName): string {
  return `projects/${name.project}/locations/${name.location}/repositories/${name.repository}`;
}

/** A repository at GitHub. */
export interface RepositoryAt {
  readonly owner: string;
  readonly repo: string;
}

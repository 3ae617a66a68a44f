import { type RepositoryName, repositoryResource } from '../../domain/artifact-image.ts';

/** Escapes a package or a tag for a resource name. */
export function escapeId(id: string): string {
  return encodeURIComponent(id);
}

/** `projects/P/locations/L/repositories/R/packages/PKG`. */
export function packageResource(name: RepositoryName, pkg: string): string {
  return `${repositoryResource(name)}/packages/${escapeId(pkg)}`;
}

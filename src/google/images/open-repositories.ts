import {
  type ArtifactImage,
  type RepositoryName,
  repositoryResource,
} from '../../domain/artifact-image.ts';
import { once } from '../wire/once.ts';
import type { RegistryApi } from './registry-api.ts';

/** Which repositories are open to everyone, as far as a look as nobody tells. */
export interface OpenRepositories {
  /** An image by which a repository may be looked into. */
  readonly note: (image: ArtifactImage) => void;
  /** Was it read by an anonymous token? `false` also where that could not be told. */
  readonly isOpen: (repository: RepositoryName) => Promise<boolean>;
}

/** Looks once a repository, by the first image that was noted of it. */
export function openRepositories(registry: RegistryApi): OpenRepositories {
  const images = new Map<string, ArtifactImage>();
  const looks = new Map<string, Promise<boolean>>();
  return {
    note: (image) => {
      const resource = repositoryResource(image.repository);
      if (!images.has(resource)) images.set(resource, image);
    },
    isOpen: async (repository) => {
      const resource = repositoryResource(repository);
      const image = images.get(resource);
      if (image === undefined) return false;
      return once(looks, resource, async () => {
        const tags = await registry.openTags(image);
        return tags.kind === 'ok';
      });
    },
  };
}

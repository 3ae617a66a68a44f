import type { ArtifactImage } from '../../domain/artifact-image.ts';
import { packageResource } from './artifact-id.ts';
import type { Inquiry } from './inquiry.ts';

/** So many lists are read for what may have been meant, a project. */
export const LISTS_AT_MOST = 12;

/** What is still spent on looking for what may have been meant. */
export interface Purse {
  /** Is there something left for this list? One that was paid for is free. */
  readonly pays: (project: string, list: string) => boolean;
}

/** A purse for each project. */
export function purse(): Purse {
  const spent = new Map<string, Set<string>>();
  return {
    pays: (project, list) => {
      const lists = spent.get(project) ?? new Set();
      spent.set(project, lists);
      if (lists.has(list)) return true;
      if (lists.size >= LISTS_AT_MOST) return false;
      lists.add(list);
      return true;
    },
  };
}

/** Is the image there, by the list of its package? Where no list is to be had, it was not seen. */
export async function isListed(
  { repository, package: name, tag, digest }: ArtifactImage,
  { api, purse: own }: Inquiry,
): Promise<boolean> {
  const what = digest === null ? 'tags' : 'versions';
  const list = `${packageResource(repository, name)}/${what}`;
  if (!own.pays(repository.project, list)) return false;
  if (digest === null) {
    const tags = await api.tags(repository, name);
    const wanted = tag ?? 'latest';
    return tags.kind === 'ok' && tags.value.some((one) => one.tag === wanted);
  }
  const versions = await api.versions(repository, name);
  return versions.kind === 'ok' && versions.value.some((one) => one.digest === digest);
}

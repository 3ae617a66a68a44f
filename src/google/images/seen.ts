import type { ArtifactImage } from '../../domain/artifact-image.ts';
import { packageResource } from './artifact-id.ts';
import type { Inquiry } from './inquiry.ts';

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

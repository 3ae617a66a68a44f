import type { ArtifactImage } from '../../domain/artifact-image.ts';
import type { Existence } from '../../domain/facts.ts';
import { foundByManifest } from './found-image.ts';
import type { Inquiry } from './inquiry.ts';

/** What is open to everyone is seen as nobody; `null` where it is not seen so. */
export async function lookAsNobody(
  image: ArtifactImage,
  { registry }: Pick<Inquiry, 'registry'>,
): Promise<Existence | null> {
  const reference = image.digest ?? image.tag ?? 'latest';
  const answer = await registry.openManifest(image, reference);
  if (answer.kind !== 'ok') return null;
  return foundByManifest(image, answer.value, registry);
}

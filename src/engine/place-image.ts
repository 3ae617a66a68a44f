import {
  type ArtifactImage,
  type ArtifactReading,
  findRepository,
  readArtifactImage,
} from '../domain/artifact-image.ts';
import { type Existence, unknown } from '../domain/facts.ts';
import { parseImageName } from '../domain/image-name.ts';
import { takeApart } from '../domain/image-parts.ts';
import { inSmallLetters } from '../domain/placeholder.ts';
import type { ImageReference } from '../domain/reference.ts';
import type { Unasked } from '../domain/target.ts';

/** What a reference's text is to Artifact Registry, before anybody is asked. */
export type Placed = Pick<
  Unasked,
  'image' | 'repository' | 'incomplete' | 'toldByText' | 'inSmall'
>;

const NOTHING: Placed = {
  image: null,
  repository: null,
  incomplete: null,
  toldByText: null,
  inSmall: null,
};

/** Finds the repository and the image that a reference names, or what is wrong with the name. */
export function placeImage({ parsed, image }: ImageReference): Placed {
  if (parsed.kind === 'malformed') return NOTHING;
  if (parsed.kind === 'name') return placed(readArtifactImage(parsed.name));
  const wrong = hostOfTemplate(image, parsed.placeholder);
  if (wrong !== null && (wrong.kind === 'incomplete' || wrong.kind === 'near'))
    return placed(wrong);
  return {
    ...NOTHING,
    repository: findRepository(image),
    inSmall: imageOf(inSmallLetters(image)),
  };
}

function placed(read: ArtifactReading): Placed {
  switch (read.kind) {
    case 'image':
      return { ...NOTHING, image: read.image, repository: read.image.repository };
    case 'incomplete':
      return { ...NOTHING, incomplete: { why: read.why, replacement: read.replacement } };
    case 'near':
      return { ...NOTHING, toldByText: nearlyGoogle(read) };
    case 'other-registry':
      return NOTHING;
  }
}

function nearlyGoogle({
  host,
  meant,
  replacement,
}: Extract<ArtifactReading, { kind: 'near' }>): Placed['toldByText'] {
  return {
    ...unknown(
      'undecidable',
      `${host} is none of Google's hosts, and it stands near to ${meant}, so nothing was sent to it.`,
      'Mend the host, or waive this where the registry is meant.',
    ),
    proposal: { image: replacement, because: `it is at ${meant}` },
  };
}

/** A name with a placeholder behind a plain host: the host alone can be wrong. */
function hostOfTemplate(text: string, placeholder: string): ArtifactReading | null {
  const [host = ''] = text.split('/');
  if (host.includes(placeholder)) return null;
  if (!/^[a-zA-Z0-9.-]+\.[a-zA-Z0-9-]+(?::\d+)?$/.test(host) || host === text)
    return null;
  const path = 'project/repository/image';
  const read = readArtifactImage({
    text: `${host}/${path}`,
    host,
    path,
    tag: null,
    digest: null,
  });
  if (read.kind !== 'incomplete' && read.kind !== 'near') return null;
  const { replacement } = read;
  if (replacement === null) return read;
  const meant = replacement.slice(0, replacement.indexOf('/'));
  return { ...read, replacement: `${meant}${text.slice(host.length)}` };
}

function imageOf(text: string | null): ArtifactImage | null {
  const parsed = text === null ? null : parseImageName(text);
  const read = parsed?.kind === 'name' ? readArtifactImage(parsed.name) : null;
  return read?.kind === 'image' ? read.image : null;
}

/** Does the answer say that the path exists whose segments in capitals are in question, whatever its tag? */
export function showsPath(
  existence: Existence,
  small: ArtifactImage,
  written: string,
): boolean {
  if (existence.kind === 'found') return true;
  if (existence.kind !== 'missing' || existence.what === 'repository') return false;
  if (existence.what !== 'image') return true;
  const inPackage = small.package.split('/').length;
  const segments = takeApart(written).name.split('/').slice(-inPackage).join('/');
  return segments === segments.toLowerCase();
}

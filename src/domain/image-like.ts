import { type ImageName, parseImageName } from './image-name.ts';
import type { SourceLocation } from './source-location.ts';

/** Something in a file that looks like an image, its tag or its digest, whoever may read it. */
export interface ImageLike {
  readonly what: 'image' | 'tag' | 'digest';
  readonly text: string;
  /** The key that it stands under; empty where there is none. */
  readonly key: string;
  readonly location: SourceLocation;
  /** Its path inside its document, `spec.image`; `null` where the file was not parsed. */
  readonly path: string | null;
  /** The kind of its document; `null` where it says none. */
  readonly kind: string | null;
  /** The lines of its document. */
  readonly document: { readonly first: number; readonly last: number };
}

/** What a value looks like, by its key, itself and the keys beside it; `null` where it looks like nothing of the kind. */
export function looksLike(
  key: string,
  value: string,
  beside: readonly string[],
): ImageLike['what'] | null {
  const text = value.trim();
  if (text === '' || text.length > 1000) return null;
  if (/^sha256:[0-9a-f]{64}$/.test(text)) return 'digest';
  if (GOOGLE.test(text)) return 'image';
  const words = wordsOf(key);
  if (isTagKey(words, beside) && isVersion(text)) return 'tag';
  return isImage(words, text) ? 'image' : null;
}

/** An image at one of Google's registries, wherever it stands in a text. */
export const GOOGLE =
  /(?<![\w.-])(?:[a-z0-9-]+-docker\.pkg\.dev|docker\.[a-z0-9-]+\.rep\.pkg\.dev|(?:us\.|eu\.|asia\.)?gcr\.io)\/[^\s"'`,;)\]}]+/;

/** `webImageTag`, `WEB_IMAGE_TAG`, `web.image.tag` → web, image, tag. */
function wordsOf(key: string): readonly string[] {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

function isTagKey(words: readonly string[], beside: readonly string[]): boolean {
  const last = words.at(-1) ?? '';
  if (last === 'tag' || last === 'newtag' || last === 'imagetag') return true;
  if (last !== 'version') return false;
  if (words.includes('image')) return true;
  return beside.some((key) => /^(?:image|repository|imageName|newName)$/i.test(key));
}

/** A legal tag with a digit in it, or a name that moves. */
function isVersion(text: string): boolean {
  if (!/^\w[\w.+-]{0,127}$/.test(text)) return false;
  return /\d/.test(text) || /^(?:latest|stable|edge|main|master|dev)$/.test(text);
}

const NO_CONTAINER =
  /\.(?:png|jpe?g|svg|gif|webp|ico|iso|qcow2|img|vmdk|raw|vhd|tar|gz|zip|ya?ml|json)$|\/global\/images\/|^family\//i;

function isImage(words: readonly string[], text: string): boolean {
  if (/\s/.test(text) || /^(?:[a-z]+:\/\/|[./~])/i.test(text)) return false;
  if (NO_CONTAINER.test(text)) return false;
  const named = words.includes('image') || words.includes('images');
  const bare = text.slice(text.lastIndexOf('=') + 1);
  const parsed = parseImageName(bare);
  if (parsed.kind === 'templated') return named && /^[\w.-]+\.[\w.-]+\/\w/.test(bare);
  if (parsed.kind !== 'name') return false;
  return isPinned(parsed.name) || (isKeyed(words, parsed.name) && !text.includes('='));
}

/** A name that says of itself that it is an image: by its registry, or by a version behind a path. */
function isPinned({ host, path, tag, digest }: ImageName): boolean {
  if (tag === null && digest === null) return false;
  if (host?.includes('.') === true) return /[a-z]/.test(path);
  return /^v?\d+\.\d+|^[0-9a-f]{7,40}$/.test(tag ?? '') && path.includes('/');
}

/** A name that its key says to be an image. */
function isKeyed(words: readonly string[], { path, tag, digest }: ImageName): boolean {
  if (words.at(-1) !== 'image') return false;
  return tag !== null || digest !== null || path.includes('/') || words.length === 1;
}

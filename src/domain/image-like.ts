import type { SourceLocation } from './source-location.ts';
import { GOOGLE, GOOGLE_HOST, isContainer, isHeld, isNamed } from './telling-name.ts';

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

/** What stands around a value. */
export interface Around {
  /** The key that it stands under; empty where there is none. */
  readonly key: string;
  /** The key of the mapping that holds it. */
  readonly above: string;
  /** The keys of that mapping. */
  readonly beside: readonly string[];
}

/** What a value looks like, by itself and by what stands around it; `null` where it looks like nothing of the kind. */
export function looksLike(value: string, around: Around): ImageLike['what'] | null {
  const text = value.trim();
  if (text === '' || text.length > 1000) return null;
  const own = wordsOf(around.key);
  const above = wordsOf(around.above);
  const near = isNear(own.slice(0, -1), above, around.beside);
  if (isDigest(text, own.at(-1) ?? '', near)) return 'digest';
  if (GOOGLE.test(text) || GOOGLE_HOST.test(text)) return 'image';
  if (isTag(text, own, above, near)) return 'tag';
  if (!isContainer(text)) return null;
  return isHeld(text, own, above) || isNamed(text, own.at(-1) ?? '') ? 'image' : null;
}

/** A version of three numbers, or a commit: what is hardly anything else. */
export function isPlainVersion(text: string): boolean {
  if (/^\d+\.\d+\.\d+\.\d+/.test(text)) return false;
  return (
    /^v?\d+\.\d+\.\d+(?:[-+.][\w.+-]+)?$/.test(text) || COMMIT.test(text.toLowerCase())
  );
}

/** `webImageTag`, `WEB_IMAGE_TAG`, `web.image.tag` → web, image, tag. */
export function wordsOf(key: string): readonly string[] {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

/** Does what stands around it speak of images? */
function isNear(
  before: readonly string[],
  above: readonly string[],
  beside: readonly string[],
): boolean {
  if (before.includes('image') || /^images?$/.test(above.at(-1) ?? '')) return true;
  return beside.some((key) => /^(?:image|repository|imageName|newName)$/i.test(key));
}

function isDigest(text: string, last: string, near: boolean): boolean {
  if (/^(?:[\w.-]{0,128}@)?sha256:[0-9a-f]{64}$/.test(text)) return true;
  return near && /^(?:digest|sha|sha256)$/.test(last) && /^[0-9a-f]{64}$/.test(text);
}

const TAG = /^\w[\w.+-]{0,127}$/;
const COMMIT = /^(?=[0-9a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,40}$/;
const SWITCH = /^(?:true|false|null|none|yes|no|on|off)$/i;

function isTag(
  text: string,
  own: readonly string[],
  above: readonly string[],
  near: boolean,
): boolean {
  if (!TAG.test(text) || SWITCH.test(text)) return false;
  const last = own.at(-1) ?? '';
  if (/^(?:tag|newtag|imagetag)$/.test(last))
    return isVersion(text) || near || own.length > 1;
  if (last === 'version' && (near || own.includes('image'))) return isVersion(text);
  const image = own.includes('image') || above.at(-1) === 'image';
  if (/^(?:sha|commit|revision|release|build)$/.test(last) && image)
    return isVersion(text);
  const many = /^(?:tags|imagetags|images|imageversions)$/;
  return (
    isPlainVersion(text) &&
    [last, above.at(-1) ?? '', above.join('')].some((one) => many.test(one))
  );
}

/** A version with a digit in it, or a name that moves. */
function isVersion(text: string): boolean {
  return (
    /\d/.test(text) ||
    /^(?:latest|stable|edge|main|master|dev|canary|nightly|prod|staging|release)$/.test(
      text,
    )
  );
}

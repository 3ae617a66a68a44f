import { takeApart } from './image-parts.ts';
import { findPlaceholder, isFilledIn } from './placeholder.ts';

/**
 * An image name, taken apart by the OCI distribution grammar: `[HOST/]PATH[:TAG][@DIGEST]`.
 * `host` is `null` where none was written (Docker Hub is then meant); nothing is defaulted.
 */
export interface ImageName {
  readonly text: string;
  readonly host: string | null;
  readonly path: string;
  readonly tag: string | null;
  /** `sha256:HEX`, or of `sha384` or `sha512`. */
  readonly digest: string | null;
}

/** What could be read in the text of a reference. */
export type ParsedImage =
  | { readonly kind: 'name'; readonly name: ImageName }
  /** It holds a placeholder that a build fills in; `placeholder` is that part, as written. */
  | { readonly kind: 'templated'; readonly placeholder: string }
  | { readonly kind: 'malformed'; readonly why: string };

/** Reads an image name by the OCI distribution grammar; what a build fills in is told apart from what is wrong (contract §8). */
export function parseImageName(text: string): ParsedImage {
  const placeholder = findPlaceholder(text);
  if (placeholder !== null) return { kind: 'templated', placeholder };
  const { name, tag, digest } = takeApart(text);
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const host = slash >= 0 && isHost(first) && !isOnlyPath(first) ? first : null;
  const path = host === null ? name : name.slice(slash + 1);
  const why =
    textProblem(text) ??
    versionProblem(tag, digest) ??
    hostProblem(host) ??
    lengthProblem(host, path) ??
    pathProblem(path);
  if (why !== null) return { kind: 'malformed', why };
  return { kind: 'name', name: { text, host, path, tag, digest } };
}

function textProblem(text: string): string | null {
  if (text === '') return 'The image name is empty.';
  if (text.length > 4096) return 'The image name is longer than 4096 characters.';
  if (/\s/.test(text)) return whiteSpace(text);
  if (/^[a-z]+:\/\//i.test(text))
    return 'An image name starts with its registry, without a scheme such as https://.';
  if (/^[0-9a-f]{64}$/.test(text))
    return '64 hexadecimal digits are an image id, not a name.';
  return null;
}

/** What stands there, and where: one sees neither. */
function whiteSpace(text: string): string {
  const [space = ''] = /\s/.exec(text) ?? [];
  const code = space.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  const what = NAMES[code] ?? `white space (U+${code})`;
  const atEnd = /\s$/.test(text) ? 'at its end' : 'in the middle';
  const where = /^\s/.test(text) ? 'at its beginning' : atEnd;
  return `An image name holds no white space, and this has ${what} ${where}.`;
}

const NAMES: Readonly<Record<string, string>> = {
  '0009': 'a tabulator',
  '000A': 'a line end',
  '000D': 'a carriage return',
  '0020': 'a space',
  '00A0': 'a no-break space (U+00A0)',
  FEFF: 'a byte order mark (U+FEFF)',
};

function versionProblem(tag: string | null, digest: string | null): string | null {
  if (digest !== null && !DIGEST.test(digest))
    return `"${digest}" is not a digest: expected sha256: and 64 hexadecimal digits.`;
  if (tag === null || TAG.test(tag)) return null;
  if (tag === '') return 'The tag after ":" is empty.';
  if (tag.length > 128) return 'A tag has 128 characters at the most.';
  return `"${tag}" is not a tag: letters, digits, "_", "." and "-", not starting with "." or "-".`;
}

function hostProblem(host: string | null): string | null {
  if (host === null || HOST.test(host)) return null;
  return `"${host}" is not a registry host.`;
}

/** One word alone is Docker Hub's own, and counts as it is pulled: `library/` and it. */
function lengthProblem(host: string | null, path: string): string | null {
  const isHubs = host === null && !path.includes('/');
  const length = path.length + (isHubs ? 'library/'.length : 0);
  if (length <= PATH_AT_MOST) return null;
  return `The path of an image name has ${PATH_AT_MOST} characters at the most.`;
}

function pathProblem(path: string): string | null {
  const wrong = path.split('/').find((part) => !COMPONENT.test(part));
  if (wrong === undefined) return null;
  if (wrong === '') return 'The path has an empty part: two slashes, or one at its end.';
  if (wrong !== wrong.toLowerCase())
    return `"${wrong}" has capital letters; the path of an image name has none.`;
  return `"${wrong}" is not a part of an image path: lower-case letters and digits, parted by ".", "_", "__" or "-".`;
}

const PATH_AT_MOST = 255;
/** The algorithms that clients know: the distribution's own code refuses every other. */
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/;
const TAG = /^\w[\w.-]{0,127}$/;
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const HOST =
  /^(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\[[0-9a-fA-F:]+\])(?::[0-9]+)?$/;

function isHost(first: string): boolean {
  return (
    first.includes('.') ||
    first.includes(':') ||
    first === 'localhost' ||
    (first !== first.toLowerCase() && !isFilledIn(first))
  );
}

/** `my_registry.com` has a dot as a host has, but only a part of a path has an underscore: clients read it as one. */
function isOnlyPath(first: string): boolean {
  return !HOST.test(first) && COMPONENT.test(first);
}

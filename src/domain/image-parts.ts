/** An image's text in its parts, well-formed or not. `name` is everything before tag and digest. */
export interface ImageParts {
  readonly name: string;
  readonly tag: string | null;
  readonly digest: string | null;
}

/** An image's text at its first `@` and at the `:` behind its last `/`. */
export function takeApart(image: string): ImageParts {
  const at = image.indexOf('@');
  const digest = at < 0 ? null : image.slice(at + 1);
  const beforeDigest = at < 0 ? image : image.slice(0, at);
  const colon = beforeDigest.lastIndexOf(':');
  if (colon <= beforeDigest.lastIndexOf('/'))
    return { name: beforeDigest, tag: null, digest };
  return {
    name: beforeDigest.slice(0, colon),
    tag: beforeDigest.slice(colon + 1),
    digest,
  };
}

/** The text of an image that was written in parts. A part that is empty or absent is left out. */
export function putTogether(parts: {
  readonly registry?: string | null;
  readonly name: string;
  readonly tag?: string | null;
  readonly digest?: string | null;
}): string {
  const { registry, name, tag, digest } = parts;
  const prefix = isWritten(registry) ? `${registry}/` : '';
  const suffix = isWritten(tag) ? `:${tag}` : '';
  return `${prefix}${name}${suffix}${isWritten(digest) ? `@${digest}` : ''}`;
}

/** What tells this version of an image from others: its digest, else its tag, else nothing. */
export function versionText(image: string): string {
  const { tag, digest } = takeApart(image);
  return digest ?? tag ?? '';
}

function isWritten(part: string | null | undefined): part is string {
  return part !== null && part !== undefined && part !== '';
}

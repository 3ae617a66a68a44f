import { takeApart } from '../domain/image-parts.ts';
import type { Report } from '../domain/report.ts';

/** Image names without what nearly all of them begin with. */
export interface ShortNames {
  /** Host and project, with a `/` at the end; `null` where nothing is common. */
  readonly common: string | null;
  /** A name or a repository's resource, as short as it may be read. */
  readonly short: (image: string) => string;
}

/** The host and project that most of a report's images begin with, to be said once. */
export function shortNames({ images }: Pick<Report, 'images'>): ShortNames {
  const counts = new Map<string, number>();
  for (const { image, repository } of images) {
    if (repository === null) continue;
    const prefix = prefixOf(image);
    if (prefix !== null) counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  }
  const [best] = [...counts].sort((a, b) => b[1] - a[1]);
  const common = best !== undefined && best[1] > 1 ? best[0] : null;
  return {
    common,
    short: (image) =>
      common !== null && image.startsWith(common) ? image.slice(common.length) : image,
  };
}

function prefixOf(image: string): string | null {
  const [host, project, ...rest] = image.split('/');
  if (rest.length === 0 || host?.includes('.') !== true) return null;
  return `${host}/${project}/`;
}

/** An image's name and its version apart; a digest as much of it as tells it from others. */
export function apart(image: string): {
  readonly name: string;
  readonly version: string;
} {
  const { name, tag, digest } = takeApart(image);
  const short = digest === null ? null : shortDigest(digest);
  const version = [tag, short].filter((part) => part !== null).join('@');
  return { name, version };
}

function shortDigest(digest: string): string {
  return /^sha\d+:[0-9a-f]{32,}$/.test(digest) ? digest.slice(0, 19) : digest;
}

/** No legal tag with its digest is longer. */
const VERSION_AT_MOST = 280;

/** A name cut in its middle, in code points: it keeps its beginning, and its version whole. */
export function cutInMiddle(name: string, atMost: number): string {
  const characters = [...name];
  if (characters.length <= atMost) return name;
  const { tag, digest } = takeApart(name);
  const version = [...(tag ?? ''), ...(digest ?? '')].length;
  const whole = Math.min(version + 2, VERSION_AT_MOST);
  const tail = Math.max(Math.floor(atMost * 0.6), whole);
  const head = Math.max(4, atMost - tail - 1);
  if (head + tail >= characters.length) return name;
  return `${characters.slice(0, head).join('')}…${characters.slice(-tail).join('')}`;
}

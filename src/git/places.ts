import path from 'node:path';

/** How a platform writes paths: its separator, whether letters' case tells, drives. */
export type Platform = Pick<path.PlatformPath, 'sep' | 'relative'>;

/** A place as reports name it: from a folder, with `/` on every platform. */
export function slashed(from: string, place: string, platform: Platform = path): string {
  return platform.relative(from, place).split(platform.sep).join('/');
}

/** Is an absolute place the folder itself or below it? A drive's root, `/` too, is a folder like any other. */
export function isWithin(
  folder: string,
  place: string,
  platform: Platform = path,
): boolean {
  const { sep } = platform;
  // On Windows one folder may be written in capitals or not.
  const plain = (text: string): string => (sep === '\\' ? text.toLowerCase() : text);
  const base = plain(folder.endsWith(sep) ? folder.slice(0, -1) : folder);
  const at = plain(place);
  return at === base || at === `${base}${sep}` || at.startsWith(`${base}${sep}`);
}

import { readHost } from './google-hosts.ts';
import { takeApart } from './image-parts.ts';

/** The signs of a template, of whatever tool fills it in. */
const MARKS: readonly RegExp[] = [
  /\$\{[^}]*\}?/s,
  /\$\([^)]*\)?/s,
  /\{\{[^}]*(?:\}\}?)?/s,
  /#\{[^}]*\}?#?/s,
  /<[^>]*>?/s,
  /\(\([^)]*\)?\)?/s,
  /\[\[[^\]]*\]?\]?/s,
  /\[[A-Z][A-Z0-9_-]*\]/,
  /\$[A-Za-z_]\w*/,
  /%%?[A-Za-z_]\w*%%?/,
  /@@?[A-Z][A-Z0-9_]*@@?/,
  /^ko:\/\/.*/s,
];

/** The first part of an image's text that a build fills in, as written, or `null`. */
export function findPlaceholder(text: string): string | null {
  const marked = MARKS.flatMap((mark) => mark.exec(text) ?? []).sort(
    (a, b) => text.indexOf(a) - text.indexOf(b),
  )[0];
  return marked ?? capitalHost(text) ?? capitalSegment(text) ?? capitalDigest(text);
}

/** Is it a word in capitals, as one writes what is to be filled in? */
export function isFilledIn(part: string): boolean {
  return part.length > 1 && /^_*[A-Z][A-Z0-9]*(?:[_-]+[A-Z0-9]+)*_*$/.test(part);
}

/** A tag that is legal and yet looks like something a build fills in: `REPLACE_ME`, `TAG`, `IMAGE_TAG`. */
export function isPlaceholderTag(tag: string): boolean {
  return (
    isFilledIn(tag) &&
    (/^__.*__$/.test(tag) ||
      /(?:TAG|VERSION|REPLACE|CHANGE|PLACEHOLDER|TODO|FIXME|SHA|COMMIT|BUILD|IMAGE|DIGEST|REVISION|XXX|TBD)/.test(
        tag,
      ))
  );
}

/**
 * The same name with its path in small letters, where a whole segment in capitals is all that is wrong with it and may be a slip of
 * the shift key; `null` where it is surely a word to fill in.
 */
export function inSmallLetters(text: string): string | null {
  if (MARKS.some((mark) => mark.test(text)) || capitalHost(text) !== null) return null;
  const { name } = takeApart(text);
  const [host = '', ...segments] = name.split('/');
  const words = segments.filter(isFilledIn);
  const [project = ''] = segments;
  if (words.length === 0 || /[A-Z]/.test(host)) return null;
  if (isFilledIn(project) && (project.includes('_') || USUAL.test(project))) return null;
  return `${host}/${segments.join('/').toLowerCase()}${text.slice(name.length)}`;
}

/** What people write where a project is to be filled in. */
const USUAL = /PROJECT|YOUR|NAME|OWNER|ACCOUNT|REPLACE|CHANGE|PLACEHOLDER|TODO|XXX|GCP/;

/** `REGION-docker.pkg.dev`: a location in capitals that is none. */
function capitalHost(text: string): string | null {
  const [host = ''] = text.split('/');
  if (!/\.pkg\.dev(?::\d+)?$/i.test(host)) return null;
  const lower = readHost(host.toLowerCase());
  if (lower.kind === 'pkg-dev' && nearlyKnown(host)) return null;
  return host.split(/[.:-]/).find(isFilledIn) ?? null;
}

/** Is it a location that exists, in capitals? */
function nearlyKnown(host: string): boolean {
  const reading = readHost(host);
  return reading.kind === 'misspelt' && reading.meant === host.toLowerCase();
}

function capitalSegment(text: string): string | null {
  const path = text.replace(/@.*$/s, '').replace(/:[^/]*$/, '');
  return path.split('/').find(isFilledIn) ?? null;
}

function capitalDigest(text: string): string | null {
  const digest = takeApart(text).digest?.replace(/^sha(?:256|384|512):/, '') ?? '';
  return isFilledIn(digest) && !/^[0-9A-F]+$/.test(digest) ? digest : null;
}

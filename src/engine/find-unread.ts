import type { ImageLike } from '../domain/image-like.ts';
import { takeApart, versionText } from '../domain/image-parts.ts';
import type { ImageReference } from '../domain/reference.ts';
import type { SourceLocation } from '../domain/source-location.ts';
import type { ChangedFile, Tree } from '../domain/tree.ts';
import { findImageLikes } from '../formats/find-image-likes.ts';
import { mayHold } from '../formats/image-like-lines.ts';
import { groupBy } from './group-by.ts';
import { usesAppVersion } from './uses-app-version.ts';

/** What the formats and the renderings speak for at the head. */
export interface SpokenFor {
  readonly references: readonly ImageReference[];
  /** Files that a rendering read. */
  readonly covered: ReadonlySet<string>;
}

/** One side of the comparison: its files, and what of them is understood. */
export interface UnreadSide extends SpokenFor {
  readonly tree: Tree;
}

/** What changed, looks like an image, its tag or its digest, and is in nobody's words. */
export async function findUnread(
  changed: readonly ChangedFile[],
  head: UnreadSide,
  base: UnreadSide,
  /** The environments of a file, as one text: what moves from one to another changes. */
  environments: (file: string) => string,
): Promise<readonly ImageLike[]> {
  const files = changed.filter(({ status }) => status !== 'removed');
  const found = await unspoken(
    files.map(({ path }) => path),
    head,
  );
  const byPath = new Map(files.map((file) => [file.path, file]));
  const fresh = found.filter((one) => stands(one, byPath.get(one.location.file)));
  if (fresh.length === 0) return [];
  const before = changed.filter(({ status }) => status !== 'added');
  const known = await unspoken(
    before.map(({ path, previousPath }) => previousPath ?? path),
    base,
  );
  return withoutMoves({ found, fresh }, known, environments);
}

/** What looks like an image in these files, and is in nobody's words. */
async function unspoken(
  paths: readonly string[],
  { tree, references, covered }: UnreadSide,
): Promise<readonly ImageLike[]> {
  const byFile = groupBy(references, ({ location }) => location.file);
  const found = await Promise.all(
    paths
      .filter((path) => isReadable(path) && !covered.has(path))
      .map(async (path) => {
        const text = await textOf(tree, path);
        if (text === null || !mayHold(text)) return [];
        const own = [...(byFile.get(path) ?? []), ...ofChart(path, references)];
        const left = findImageLikes(path, text).filter(
          (one) => !isSpokenFor(one, own, text),
        );
        const isIdle = left.some(isAppVersion) && !(await usesAppVersion(tree, path));
        return isIdle ? left.filter((one) => !isAppVersion(one)) : left;
      }),
  );
  return found.flat();
}

/** The references of a chart's own values: its `appVersion` is spoken for where they took it up. */
function ofChart(
  path: string,
  references: readonly ImageReference[],
): readonly ImageReference[] {
  const folder = /^(.*\/)?Chart\.ya?ml$/.exec(path);
  if (folder === null) return [];
  const within = folder[1] ?? '';
  return references.filter(({ location }) => location.file.startsWith(within));
}

function isAppVersion({ path, location }: ImageLike): boolean {
  return path === 'appVersion' && /(?:^|\/)Chart\.ya?ml$/.test(location.file);
}

/** Files of these kinds hold programs, pictures or archives. */
function isReadable(path: string): boolean {
  return !/\.(?:png|jpe?g|gif|svg|ico|pdf|zip|gz|tgz|tar|jar|woff2?|ttf|mp4|wasm|exe|so|bin)$/i.test(
    path,
  );
}

async function textOf(tree: Tree, path: string): Promise<string | null> {
  const content = await tree.read(path);
  return content.kind === 'text' ? content.text : null;
}

/** Does it stand on a line that the head adds? */
function stands({ location }: ImageLike, file: ChangedFile | undefined): boolean {
  const addedLines = file?.addedLines ?? null;
  if (addedLines === null) return true;
  return addedLines.some(
    ({ first, last }) => location.line <= last && location.endLine >= first,
  );
}

/** A reference on its line, or one put together from the same mapping, or one that it is an anchor or a beginning of. */
function isSpokenFor(
  one: ImageLike,
  references: readonly ImageReference[],
  text: string,
): boolean {
  if (one.path === 'appVersion' && takeUp(references, one.text)) return true;
  const own = references.filter(({ location }) => location.file === one.location.file);
  return own.some((reference) => {
    const { line, endLine } = reference.location;
    if (overlap(reference.location, one.location)) return true;
    // A line of text that no parser took apart is one thing.
    const sameLine = line <= one.location.endLine && endLine >= one.location.line;
    if (sameLine && one.path === null) return true;
    const inDocument = line >= one.document.first && line <= one.document.last;
    const together = one.path !== null && parentOf(one.path) === parentOf(reference.path);
    if (inDocument && together && isPartOf(one, reference.image)) return true;
    if (one.what === 'image' && isBeginning(one.text, reference.image)) return true;
    const parts = [reference.image, versionText(reference.image)];
    return isAnchor(one, text) && parts.includes(one.text);
  });
}

function takeUp(references: readonly ImageReference[], version: string): boolean {
  return references.some(({ image }) => versionText(image) === version);
}

/** Of a mapping that spells an image in parts, what stands in the image. Another image beside it is another image. */
function isPartOf({ what, text, key }: ImageLike, image: string): boolean {
  if (what !== 'tag') return image.includes(text);
  const { tag } = takeApart(image);
  // The version beside an image is often the tag without its `v`.
  return tag === text || (/version$/i.test(key) && tag === `v${text}`);
}

function overlap(a: SourceLocation, b: SourceLocation): boolean {
  if (a.endLine < b.line || b.endLine < a.line) return false;
  if (a.endLine === b.line && a.endColumn <= b.column) return false;
  return !(b.endLine === a.line && b.endColumn <= a.column);
}

/** A registry or a name that others are put together with. */
function isBeginning(text: string, image: string): boolean {
  return image.startsWith(text) && /^[/:@]/.test(image.slice(text.length));
}

function parentOf(path: string | null): string | null {
  if (path === null) return null;
  const cut = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
  return cut < 0 ? '' : path.slice(0, cut);
}

/** `&tag 1.2.3`: what the aliases of it say is read where they stand. */
function isAnchor({ location }: ImageLike, text: string): boolean {
  const line = text.split('\n')[location.line - 1] ?? '';
  return /&[^\s,[\]{}]+\s+["']?$/.test([...line].slice(0, location.column - 1).join(''));
}

/** A moved, re-indented or re-ordered line is no change: each of the base answers for one of the head, for what did not change and in its own file first. */
function withoutMoves(
  {
    found,
    fresh,
  }: { readonly found: readonly ImageLike[]; readonly fresh: readonly ImageLike[] },
  base: readonly ImageLike[],
  environments: (file: string) => string,
): readonly ImageLike[] {
  const left = new Set(base);
  const take = (one: ImageLike, where: 'in its file' | 'anywhere'): boolean => {
    const { file } = one.location;
    const known = base.find(
      (other) =>
        left.has(other) &&
        other.key === one.key &&
        other.text === one.text &&
        (other.location.file === file ||
          (where === 'anywhere' &&
            environments(other.location.file) === environments(file))),
    );
    return known !== undefined && left.delete(known);
  };
  const isFresh = new Set(fresh);
  for (const one of found) if (!isFresh.has(one)) take(one, 'in its file');
  return fresh
    .filter((one) => !take(one, 'in its file'))
    .filter((one) => !take(one, 'anywhere'));
}

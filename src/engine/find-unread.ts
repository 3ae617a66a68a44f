import type { ImageLike } from '../domain/image-like.ts';
import { takeApart, versionText } from '../domain/image-parts.ts';
import type { ImageReference } from '../domain/reference.ts';
import type { SourceLocation } from '../domain/source-location.ts';
import type { ChangedFile, Tree } from '../domain/tree.ts';
import { findImageLikes, mayHold } from '../formats/find-image-likes.ts';
import { groupBy } from './group-by.ts';

/** What the formats and the renderings speak for at the head. */
export interface SpokenFor {
  readonly references: readonly ImageReference[];
  /** Files that a rendering read. */
  readonly covered: ReadonlySet<string>;
}

/** What changed, looks like an image, its tag or its digest, and is in nobody's words. */
export async function findUnread(
  changed: readonly ChangedFile[],
  trees: { readonly head: Tree; readonly base: Tree },
  { references, covered }: SpokenFor,
): Promise<readonly ImageLike[]> {
  const byFile = groupBy(references, ({ location }) => location.file);
  const files = changed.filter(
    ({ path, status }) => status !== 'removed' && isReadable(path) && !covered.has(path),
  );
  const fresh = await Promise.all(
    files.map(async (file) => {
      const text = await textOf(trees.head, file.path);
      if (text === null || !mayHold(text)) return [];
      return findImageLikes(file.path, text).filter(
        (one) =>
          stands(one, file) && !isSpokenFor(one, byFile.get(file.path) ?? [], text),
      );
    }),
  );
  const left = fresh.flat();
  return left.length === 0
    ? []
    : withoutMoves(left, await baseLikes(changed, trees.base));
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
function stands({ location }: ImageLike, { addedLines }: ChangedFile): boolean {
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
  return references.some((reference) => {
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

/** Of a mapping that spells an image in parts, what stands in the image. Another image beside it is another image. */
function isPartOf({ what, text }: ImageLike, image: string): boolean {
  return what === 'tag' ? takeApart(image).tag === text : image.includes(text);
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

async function baseLikes(
  changed: readonly ChangedFile[],
  base: Tree,
): Promise<readonly ImageLike[]> {
  const files = changed.filter(({ status }) => status !== 'added');
  const likes = await Promise.all(
    files.map(async ({ path, previousPath }) => {
      const file = previousPath ?? path;
      const text = isReadable(file) ? await textOf(base, file) : null;
      return text === null || !mayHold(text) ? [] : findImageLikes(file, text);
    }),
  );
  return likes.flat();
}

/** A moved, re-indented or re-ordered line is no change: each of the base answers for one of the head, its own file's first. */
function withoutMoves(
  head: readonly ImageLike[],
  base: readonly ImageLike[],
): readonly ImageLike[] {
  const left = new Set(base);
  const take = (one: ImageLike, where: 'in its file' | 'anywhere'): boolean => {
    const known = base.find(
      (other) =>
        left.has(other) &&
        other.key === one.key &&
        other.text === one.text &&
        (where === 'anywhere' || other.location.file === one.location.file),
    );
    return known !== undefined && left.delete(known);
  };
  return head
    .filter((one) => !take(one, 'in its file'))
    .filter((one) => !take(one, 'anywhere'));
}

import type { ImageLike } from '../../src/domain/image-like.ts';
import type { ChangedFile, FileContent, Tree } from '../../src/domain/tree.ts';
import { findUnread, type UnreadSide } from '../../src/engine/find-unread.ts';
import { treeReader } from '../../src/engine/read-tree.ts';
import { neighboursOf } from '../../src/formats/read-file.ts';

/** A tree of these files. */
export function treeOf(files: Readonly<Record<string, string>>): Tree {
  const read = async (one: string): Promise<FileContent> => {
    const text = files[one];
    return text === undefined ? { kind: 'absent' } : { kind: 'text', text };
  };
  return { files: async () => Object.keys(files).sort(), read };
}

/** What is unread of one file, with all that the formats read in it, and in what hangs on it, at both sides. */
export async function unreadOf(
  file: ChangedFile,
  head: Tree,
  base: Tree,
): Promise<readonly ImageLike[]> {
  const before = file.previousPath ?? file.path;
  const sides = await Promise.all([sideOf(head, file.path), sideOf(base, before)]);
  return findUnread([file], ...sides, () => '');
}

async function sideOf(tree: Tree, file: string): Promise<UnreadSide> {
  const reader = treeReader(tree, { imageRules: [], valuesRules: [], extraFormats: [] });
  const isMeant = (one: string): boolean =>
    one === file || neighboursOf(one).includes(file);
  const files = (await tree.files()).filter(
    (one) => isMeant(one) && reader.isCandidate(one),
  );
  const readings = await reader.readAll(files);
  const references = readings.flatMap((reading) => reading.references);
  return { tree, references, covered: new Set() };
}

/** An image, told by other means than the code's: a key that ends in `image`, or the host of a registry. */
export const HOLDS_IMAGE =
  /image"?:\s*\S|(?:pkg\.dev|gcr\.io|ghcr\.io|quay\.io|docker\.io)\/\S/i;

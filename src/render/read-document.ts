import type { Tree } from '../domain/tree.ts';
import { type Cursor, parseDocuments } from '../formats/document.ts';

/** A file's first document; `null` where it is not there, no text or not sound. */
export async function readDocument(tree: Tree, file: string): Promise<Cursor | null> {
  const content = await tree.read(file);
  if (content.kind !== 'text') return null;
  const [document] = parseDocuments(file, content.text, () => true);
  return document === undefined || document.problems.length > 0 ? null : document.root;
}

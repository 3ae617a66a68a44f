import type { Tree } from '../../domain/tree.ts';
import { type Cursor, eachDocument, parseDocuments } from '../../formats/document.ts';

/** The objects of a tree that say what is deployed, or that such objects name. */
export interface TreeIndex {
  /** Every path of the tree. */
  readonly files: ReadonlySet<string>;
  /** Every folder, the top as an empty text. */
  readonly folders: ReadonlySet<string>;
  readonly objects: readonly IndexedObject[];
  /** The root of a file's first document; `null` where it cannot be read. */
  readonly read: (file: string) => Promise<Cursor | null>;
  /** `owner/name` of the repository that the tree is, or `null`. */
  readonly repository: string | null;
}

export interface IndexedObject {
  readonly root: Cursor;
  readonly file: string;
  readonly kind: string;
  readonly group: string;
  readonly name: string;
  readonly namespace: string | null;
}

const SPEAKS = /argoproj\.io\/|toolkit\.fluxcd\.io\/|configsync\.gke\.io\/|\bskaffold\/v/;
/** What each of them holds is looked for first, at the speed of memory. */
function speaks(text: string): boolean {
  return (text.includes('.io/') || text.includes('skaffold/')) && SPEAKS.test(text);
}

/** What those name; where none of them is, nobody asks for it. */
const NAMED = /kind:\s*["']?ConfigMap/;

/** Reads what speaks of deployments; where each read costs a request, in the files that changed alone. */
export async function indexTree(
  tree: Tree,
  changed: ReadonlySet<string> | null,
): Promise<TreeIndex> {
  const all = await tree.files();
  const read = all.filter(
    (file) =>
      /\.ya?ml$/i.test(file) &&
      (tree.reads !== 'requests' || changed?.has(file) === true),
  );
  const speaking = await objectsIn(tree, read, speaks);
  const named = (text: string): boolean => NAMED.test(text) && !speaks(text);
  const objects =
    speaking.length === 0 ? [] : [...speaking, ...(await objectsIn(tree, read, named))];
  return {
    files: new Set(all),
    folders: new Set(all.flatMap(foldersAbove)),
    objects,
    read: async (file) => firstDocument(tree, file),
    repository: (await tree.repository?.()) ?? null,
  };
}

async function objectsIn(
  tree: Tree,
  files: readonly string[],
  wanted: (text: string) => boolean,
): Promise<readonly IndexedObject[]> {
  const objects: IndexedObject[] = [];
  for (const file of files) {
    const content = await tree.read(file);
    if (content.kind !== 'text') continue;
    for (const { root, problems } of eachDocument(file, content.text, wanted))
      if (problems.length === 0) objects.push(indexed(root, file));
  }
  return objects;
}

function indexed(root: Cursor, file: string): IndexedObject {
  return {
    root,
    file,
    kind: root.at('kind').text ?? '',
    group: (root.at('apiVersion').text ?? '').split('/')[0] ?? '',
    name: root.at('metadata', 'name').text ?? '',
    namespace: root.at('metadata', 'namespace').text,
  };
}

async function firstDocument(tree: Tree, file: string): Promise<Cursor | null> {
  const content = await tree.read(file);
  if (content.kind !== 'text') return null;
  const [document] = parseDocuments(file, content.text, () => true);
  return document === undefined || document.problems.length > 0 ? null : document.root;
}

function foldersAbove(file: string): readonly string[] {
  const steps = file.split('/').slice(0, -1);
  return ['', ...steps.map((_, index) => steps.slice(0, index + 1).join('/'))];
}

/** Is an address another repository's? Where nobody knows which this one is, none is. */
export function isElsewhere(
  address: string | null,
  { repository }: Pick<TreeIndex, 'repository'>,
): boolean {
  if (address === null || repository === null || /\{\{/.test(address)) return false;
  const named = repositoryName(address);
  return named !== null && named.toLowerCase() !== repository.toLowerCase();
}

/** `owner/name` at the end of a git address (`https://…`, `git@host:owner/name.git`); `null` for anything else. */
export function repositoryName(address: string): string | null {
  const match =
    /^(?:[a-z+]+:\/\/(?:[^/@]*@)?[^/]+\/|[^/@]+@[^/:]+:)(?:.*\/)?([^/]+\/[^/]+?)(?:\.git)?\/?$/i.exec(
      address.trim(),
    );
  return match?.[1] ?? null;
}

import type { Tree } from '../../domain/tree.ts';
import { type Cursor, parseDocuments } from '../../formats/document.ts';

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

const SPEAKS =
  /argoproj\.io\/|toolkit\.fluxcd\.io\/|configsync\.gke\.io\/|\bskaffold\/v|kind:\s*["']?ConfigMap/;

/** Reads what speaks of deployments; where each read costs a request, in the files that changed alone. */
export async function indexTree(
  tree: Tree,
  changed: ReadonlySet<string> | null,
): Promise<TreeIndex> {
  const all = await tree.files();
  const parse = async (file: string): Promise<readonly Cursor[]> => {
    const content = await tree.read(file);
    if (content.kind !== 'text' || !SPEAKS.test(content.text)) return [];
    return parseDocuments(file, content.text, (text) => SPEAKS.test(text)).flatMap(
      ({ root, problems }) => (problems.length === 0 ? [root] : []),
    );
  };
  const objects: IndexedObject[] = [];
  for (const file of all) {
    if (!/\.ya?ml$/i.test(file)) continue;
    if (tree.reads === 'requests' && changed?.has(file) !== true) continue;
    objects.push(...(await parse(file)).map((root) => indexed(root, file)));
  }
  return {
    files: new Set(all),
    folders: new Set(all.flatMap(foldersAbove)),
    objects,
    read: async (file) => firstDocument(tree, file),
    repository: (await tree.repository?.()) ?? null,
  };
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

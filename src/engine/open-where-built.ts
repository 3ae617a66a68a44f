import type { ImageReference } from '../domain/reference.ts';
import type { Tree } from '../domain/tree.ts';
import { type Cursor, parseDocuments } from '../formats/document.ts';

/**
 * An image without a version that Skaffold builds is not pulled as it is written: Skaffold puts the tag of its build there. Which images
 * those are, a `skaffold.yaml` in a folder above says.
 */
export async function openWhereBuilt(
  references: readonly ImageReference[],
  path: string,
  tree: Tree,
): Promise<readonly ImageReference[]> {
  if (!references.some(saysNoVersion)) return references;
  const built = await artifactsAbove(path, tree);
  return references.map((one) =>
    saysNoVersion(one) && built.has(one.image) ? opened(one) : one,
  );
}

function saysNoVersion({ parsed, source }: ImageReference): boolean {
  if (parsed.kind !== 'name' || source === 'skaffold') return false;
  return parsed.name.tag === null && parsed.name.digest === null;
}

function opened(reference: ImageReference): ImageReference {
  return {
    ...reference,
    parsed: { kind: 'templated', placeholder: 'the tag' },
    remarks: [
      ...reference.remarks,
      'Skaffold builds it, and puts the tag of that build there.',
    ],
  };
}

async function artifactsAbove(path: string, tree: Tree): Promise<ReadonlySet<string>> {
  const folders = path.split('/').slice(0, -1);
  const files = ['', ...folders].map((_, depth) =>
    [...folders.slice(0, depth), 'skaffold.yaml'].join('/'),
  );
  const contents = await Promise.all(files.map((file) => tree.read(file)));
  const named = contents.flatMap((content, index) =>
    content.kind === 'text' ? artifactsIn(files[index] ?? '', content.text) : [],
  );
  return new Set(named);
}

function artifactsIn(file: string, text: string): readonly string[] {
  return parseDocuments(file, text, () => true).flatMap(({ root }) => {
    if (!/^skaffold\//.test(root.at('apiVersion').text ?? '')) return [];
    return [root, ...root.at('profiles').items()].flatMap(artifactsOf);
  });
}

function artifactsOf(place: Cursor): readonly string[] {
  return place
    .at('build', 'artifacts')
    .items()
    .flatMap((one) => one.at('image').text ?? []);
}

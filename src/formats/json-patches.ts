import type { Workload } from '../domain/reference.ts';
import type { Cursor } from './document.ts';
import { type Format, type Found, wholeImage } from './format.ts';

/** JSON 6902 patches that stand in a file of their own. */
export const jsonPatches: Format = {
  id: 'json-patches',
  title: 'JSON 6902 patches in files of their own',
  source: 'kustomize',
  reads: ({ root }) => isJsonPatch(root),
  references: ({ root }) => jsonPatchImages(root, null),
};

/** Is it a list of operations? */
export function isJsonPatch(root: Cursor): boolean {
  const operations = root.items();
  return (
    operations.length > 0 &&
    operations.every((one) => one.at('op').text !== null && one.at('path').text !== null)
  );
}

/** What `add` and `replace` put at a path that ends in `/image`, and the containers that they bring. */
export function* jsonPatchImages(
  root: Cursor,
  workload: Workload | null,
): Iterable<Found> {
  for (const operation of root.items()) {
    const op = operation.at('op').text;
    if (op !== 'add' && op !== 'replace') continue;
    const value = operation.at('value');
    if (/\/(?:image|image\/reference)$/.test(operation.at('path').text ?? ''))
      yield* wholeImage(value, { workload });
    else if (bringsContainers(operation.at('path').text ?? ''))
      yield* broughtImages(value, workload, 0);
  }
}

/** Where containers, or what holds them, may be put: not a label, an annotation or a piece of configuration. */
function bringsContainers(path: string): boolean {
  return !/^\/(?:metadata|data|stringData|binaryData)(?:\/|$)|\/(?:annotations|labels|env|args|command)(?:\/|$)/.test(
    path,
  );
}

const DEPTH_AT_MOST = 16;

function* broughtImages(
  value: Cursor,
  workload: Workload | null,
  depth: number,
): Iterable<Found> {
  if (depth > DEPTH_AT_MOST) return;
  for (const item of value.items()) yield* broughtImages(item, workload, depth + 1);
  for (const { key, value: inner } of value.entries()) {
    if (key === 'image' && inner.text !== null)
      yield* wholeImage(inner, { workload, container: value.at('name').written });
    else if (key !== 'env' && key !== 'annotations')
      yield* broughtImages(inner, workload, depth + 1);
  }
}

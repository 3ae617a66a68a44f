import path from 'node:path';
import type { Cursor } from '../../formats/document.ts';
import { isKustomizationFile } from '../../formats/kustomize.ts';
import { joined } from './deployment.ts';
import type { IndexedObject, TreeIndex } from './tree-index.ts';

/** Values that a HelmRelease takes from ConfigMaps: files that a kustomization puts into one, and values that stand in one. */
export async function configMapValues(
  sources: readonly Cursor[],
  object: IndexedObject,
  index: TreeIndex,
): Promise<{ readonly files: readonly string[]; readonly inline: readonly Cursor[] }> {
  const found = await Promise.all(
    sources.map(async (source) => {
      if (source.at('kind').text !== 'ConfigMap' || source.at('targetPath').text !== null)
        return { files: [], inline: [] };
      const name = source.at('name').text ?? '';
      const key = source.at('valuesKey').text ?? 'values.yaml';
      return {
        files: await generatedFrom(name, key, index),
        inline: standsIn(name, key, object, index),
      };
    }),
  );
  return {
    files: found.flatMap(({ files }) => files),
    inline: found.flatMap(({ inline }) => inline),
  };
}

function standsIn(
  name: string,
  key: string,
  { namespace }: IndexedObject,
  index: TreeIndex,
): readonly Cursor[] {
  const map = index.objects.find(
    (one) =>
      one.kind === 'ConfigMap' &&
      one.name === name &&
      (one.namespace === null || namespace === null || one.namespace === namespace),
  );
  return map?.root.at('data').at(key).inside() ?? [];
}

/** `configMapGenerator: [{name, files: [values.yaml=web.yaml]}]`, wherever in the tree. */
async function generatedFrom(
  name: string,
  key: string,
  index: TreeIndex,
): Promise<readonly string[]> {
  const kustomizations = [...index.files].filter((file) => isKustomizationFile(file));
  const found = await Promise.all(
    kustomizations.map(async (file) => {
      const root = await index.read(file);
      const generators = root?.at('configMapGenerator').items() ?? [];
      const named = generators.filter((one) => one.at('name').text === name);
      const entries = named.flatMap((one) => one.at('files').items());
      return entries.flatMap((entry) => fileOf(entry.text ?? '', key, file) ?? []);
    }),
  );
  return found.flat().filter((file) => index.files.has(file));
}

/** The file of an entry `KEY=FILE`, or `FILE` whose own name is the key; `null` for another key. */
function fileOf(entry: string, key: string, kustomization: string): string | null {
  const [first = '', second] = entry.split('=');
  const called = second === undefined ? path.posix.basename(first) : first;
  return called === key
    ? joined(path.posix.dirname(kustomization), second ?? first)
    : null;
}

import type { Cursor } from '../formats/document.ts';
import { parseDocuments } from '../formats/document.ts';
import type { RenderBench } from './bench.ts';
import { type Kustomization, type Layer, placeIn } from './kustomizations.ts';
import type { Refusal } from './kustomize-refusal.ts';

const LISTS = ['generators', 'transformers', 'validators'];

/**
 * Why plugins' own files keep a root from the tool, or `null`: what they hold is no field of a kustomization, so it is handed to helm,
 * or fetched, without anybody having looked at it.
 */
export async function pluginRefusal(
  layers: readonly Layer[],
  { network, tree }: RenderBench,
): Promise<Refusal | null> {
  const entries = layers.flatMap(({ kustomization }) => pluginsOf(kustomization));
  const [first] = entries;
  if (first === undefined) return null;
  if (
    layers.some(({ kustomization }) => kustomization.charts) &&
    entries.some(({ list }) => list === 'generators')
  )
    return {
      location: first.entry.location,
      why: 'It has generators of its own beside helmCharts: what they would hand to helm cannot be looked at.',
    };
  const made = madePlugin(layers);
  if (made !== null) return made;
  if (network === 'open') return null;
  const texts = entries.map(({ entry }) => entry);
  const files = [...new Set(layers.flatMap(({ kustomization }) => kustomization.files))];
  const read = await Promise.all(files.map((file) => pluginScalars(file, tree)));
  const far = [...texts, ...read.flat()].find(({ text }) => addressIn(text) !== null);
  return far === undefined ? null : remote(far);
}

/** What a folder of plugins may say without changing one of them. */
const LISTING = new Set(['apiVersion', 'kind', 'metadata', 'resources']);

/** A folder of plugins that makes or changes them as it is built: what they are then stands in no file. */
function madePlugin(layers: readonly Layer[]): Refusal | null {
  const at = new Map(
    layers.map(({ kustomization }) => [kustomization.folder, kustomization]),
  );
  const named = layers.flatMap(({ kustomization }) =>
    pluginsOf(kustomization).flatMap(({ entry }) => folderIn(kustomization, entry, at)),
  );
  // What is added on the way is visited too, each once.
  const pending = new Set(named);
  for (const one of pending) {
    const [key] = one.root.entries().filter((entry) => !LISTING.has(entry.key));
    if (key !== undefined)
      return {
        location: key.keyLocation,
        why: `A folder of plugins has ${key.key}: what its plugins would do cannot be looked at before they run.`,
      };
    for (const base of one.bases.flatMap((folder) => at.get(folder) ?? []))
      pending.add(base);
  }
  return null;
}

function folderIn(
  { folder }: Kustomization,
  { text }: Cursor,
  at: ReadonlyMap<string, Kustomization>,
): readonly Kustomization[] {
  if (text === null || text.includes('\n')) return [];
  const found = at.get(placeIn(folder, text));
  return found === undefined ? [] : [found];
}

/** Every scalar of the plugins that a file configures. */
async function pluginScalars(
  file: string,
  tree: RenderBench['tree'],
): Promise<readonly Cursor[]> {
  const content = await tree.read(file);
  if (content.kind !== 'text' || !content.text.includes('builtin')) return [];
  return parseDocuments(file, content.text, () => true)
    .filter(({ root }) => root.at('apiVersion').text === 'builtin')
    .flatMap(({ root }) => scalarsOf(root));
}

function pluginsOf({
  root,
}: Kustomization): readonly { readonly list: string; readonly entry: Cursor }[] {
  return LISTS.flatMap((list) =>
    root
      .at(list)
      .items()
      .map((entry) => ({ list, entry })),
  );
}

function addressIn(text: string | null): string | null {
  return /\b[a-z][a-z0-9+.-]*:\/\/\S{0,200}/i.exec(text ?? '')?.[0] ?? null;
}

function remote({ location, text }: Cursor): Refusal {
  return {
    location,
    why: `A plugin's file names ${addressIn(text)}, and nothing is fetched unless render-remote: allow says so.`,
  };
}

function scalarsOf(cursor: Cursor): readonly Cursor[] {
  if (cursor.type === 'mapping' || cursor.type === 'list')
    return [
      ...cursor.entries().flatMap(({ value }) => scalarsOf(value)),
      ...cursor.items().flatMap(scalarsOf),
    ];
  return [cursor];
}

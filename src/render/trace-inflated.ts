import { takeApart } from '../domain/image-parts.ts';
import type { ImageReference } from '../domain/reference.ts';
import type { RenderBench } from './bench.ts';
import type { Layer } from './kustomizations.ts';
import { chartEntries, chartFoldersOf } from './kustomize-refusal.ts';
import { type Leaf, leavesOf } from './plain-values.ts';
import { readDocument } from './read-document.ts';
import type { Traced } from './trace-kustomize.ts';

/** Traces an image of a chart that kustomize inflated: to the values of the entry, to its values files, to the chart's own. */
export async function traceChart(
  layers: readonly Layer[],
  { tree }: RenderBench,
): Promise<(rendered: ImageReference) => Traced | null> {
  const groups: (readonly Leaf[])[] = [];
  for (const { kustomization } of layers) {
    for (const entry of chartEntries(kustomization)) {
      groups.push(leavesOf(entry.at('valuesInline')));
      const named = [
        entry.at('valuesFile'),
        ...entry.at('additionalValuesFiles').items(),
      ];
      const beside = named.flatMap(({ text }) =>
        text === null ? [] : [`${kustomization.folder}/${text}`],
      );
      const own = chartFoldersOf(entry, kustomization).map(
        (folder) => `${folder}/values.yaml`,
      );
      for (const file of [...beside.toReversed(), ...own]) {
        const values = await readDocument(tree, file.replace(/^\.?\//, ''));
        if (values !== null) groups.push(leavesOf(values));
      }
    }
  }
  return (rendered) => {
    for (const leaves of groups) {
      const place = placeIn(leaves, rendered);
      if (place !== null) return place;
    }
    return null;
  };
}

function placeIn(leaves: readonly Leaf[], { image }: ImageReference): Traced | null {
  const { tag, digest } = takeApart(image);
  const texts = [
    ['image', image],
    ['digest', digest],
    ['tag', tag],
  ] as const;
  for (const [part, text] of texts) {
    if (text === null) continue;
    const same = leaves.filter((leaf) => leaf.text === text);
    const best =
      same.find(({ path }) => /(?:tag|version|digest|image)$/i.test(path)) ?? same[0];
    if (best !== undefined) return { location: best.location, part, source: 'helm' };
  }
  return null;
}

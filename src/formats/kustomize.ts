import { putTogether, takeApart } from '../domain/image-parts.ts';
import type { Cursor } from './document.ts';
import type { Format, Found } from './format.ts';
import { inlinePatches } from './kustomize-patches.ts';
import { valuesImages } from './values-images.ts';

/** The names under which kustomize looks for a kustomization. */
export function isKustomizationFile(path: string): boolean {
  return /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(path);
}

/** Kustomize: the `images` that replace names, tags and digests. */
export const kustomize: Format = {
  id: 'kustomize',
  title:
    '`images` (`newName`, `newTag`, `digest`) and inline patches of kustomizations and components',
  source: 'kustomize',
  reads: ({ file, apiVersion, kind }) =>
    (/^kustomize\.config\.k8s\.io\//.test(apiVersion) &&
      (kind === 'Kustomization' || kind === 'Component')) ||
    (kind === '' && isKustomizationFile(file)),
  *references(document) {
    const { root } = document;
    yield* inlinePatches(document);
    for (const chart of root.at('helmCharts').items())
      yield* valuesImages(chart.at('valuesInline'), null);
    for (const entry of root.at('images').items()) yield* imageEntry(entry);
    for (const entry of root.at('imageTags').items()) yield* imageEntry(entry);
  },
};

/** One entry of `images`, as kustomize and Flux have it. */
export function* imageEntry(entry: Cursor): Iterable<Found> {
  const named = entry.at('name').written;
  // A name may say which tag it means; the new one takes its place.
  const name =
    entry.at('newName').written ?? (named === null ? null : takeApart(named).name);
  if (name === null) return;
  const tag = kustomizeText(entry.at('newTag'));
  const digest = entry.at('digest').written ?? '';
  const located = [
    { part: 'digest' as const, cursor: entry.at('digest') },
    { part: 'tag' as const, cursor: entry.at('newTag') },
    { part: 'name' as const, cursor: entry.at('newName') },
  ].find(({ cursor }) => (cursor.written ?? '') !== '' && cursor.type !== 'null');
  if (located === undefined) return;
  const refused = tag.refused === null ? null : `${tag.refused} Quote it.`;
  yield {
    image: putTogether({ name, tag: tag.text, digest }),
    location: located.cursor.location,
    part: located.part,
    path: located.cursor.path,
    ...(refused === null
      ? {}
      : { parsed: { kind: 'malformed', why: refused }, remarks: [refused] }),
    ...(located.part === 'name' ? keptTag : {}),
  };
}

/** An entry with a name alone keeps the tag that each manifest has: which that is, the entry does not say. */
const keptTag = {
  parsed: { kind: 'templated', placeholder: 'the tag' },
  remarks: [
    'It renames the image and keeps the tag that each manifest has, so what is pulled is not said here.',
  ],
} as const;

/** A scalar as kustomize reads it into a text field, and why it refuses it: YAML 1.1 makes a number of `1.10` and `0123`. */
function kustomizeText(cursor: Cursor): {
  readonly text: string;
  readonly refused: string | null;
} {
  const written = cursor.type === 'null' ? '' : (cursor.written ?? '');
  const value = cursor.isPlain ? asYaml11(written) : null;
  if (value === null) return { text: written, refused: null };
  return {
    text: String(value),
    refused: `kustomize reads the unquoted ${written} as the ${typeof value} ${value}, and refuses it.`,
  };
}

/** What YAML 1.1 makes of a plain scalar that is no text; `null` for text. */
function asYaml11(written: string): number | boolean | null {
  const digits = written.replaceAll('_', '');
  if (/^[-+]?0[0-7_]+$/.test(written)) return Number.parseInt(digits, 8);
  if (/^[-+]?0o[0-7_]+$/.test(written))
    return Number.parseInt(digits.replace('0o', ''), 8);
  if (/^[-+]?0x[0-9a-fA-F_]+$/.test(written) || /^[-+]?0b[01_]+$/.test(written))
    return Number(digits);
  if (/^[-+]?(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][-+]?\d+)?$/.test(written))
    return Number(digits);
  if (/^(?:true|True|TRUE|yes|Yes|YES|on|On|ON|y|Y)$/.test(written)) return true;
  return /^(?:false|False|FALSE|no|No|NO|off|Off|OFF|n|N)$/.test(written) ? false : null;
}

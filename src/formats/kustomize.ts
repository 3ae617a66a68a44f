import type { Cursor } from './document.ts';
import type { Format, Found } from './format.ts';

const FILES = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;

/** Kustomize: the `images` that replace names, tags and digests. */
export const kustomize: Format = {
  id: 'kustomize',
  title: '`images` (`newName`, `newTag`, `digest`) of kustomizations and components',
  source: 'kustomize',
  reads: ({ file, apiVersion, kind }) =>
    (/^kustomize\.config\.k8s\.io\//.test(apiVersion) &&
      (kind === 'Kustomization' || kind === 'Component')) ||
    (kind === '' && FILES.test(file)),
  *references({ root }) {
    for (const entry of root.at('images').items()) yield* imageEntry(entry);
    for (const entry of root.at('imageTags').items()) yield* imageEntry(entry);
  },
};

function* imageEntry(entry: Cursor): Iterable<Found> {
  const name = entry.at('newName').written ?? entry.at('name').written;
  if (name === null) return;
  const tag = entry.at('newTag').type === 'nothing' ? '' : kustomizeText(entry.at('newTag'));
  const digest = entry.at('digest').written ?? '';
  const located = [
    { part: 'digest' as const, cursor: entry.at('digest') },
    { part: 'tag' as const, cursor: entry.at('newTag') },
    { part: 'name' as const, cursor: entry.at('newName') },
  ].find(({ cursor }) => (cursor.written ?? '') !== '' && cursor.type !== 'null');
  if (located === undefined) return;
  const written = entry.at('newTag').written ?? '';
  const image = `${name}${digest === '' && tag !== '' ? `:${tag}` : ''}${digest === '' ? '' : `@${digest}`}`;
  yield {
    image,
    location: located.cursor.location,
    part: located.part,
    path: located.cursor.path,
    remarks:
      tag === '' || tag === written ? [] : [`kustomize reads the unquoted ${written} as ${tag}; quote it.`],
  };
}

/** A scalar as kustomize reads it into a text field: an unquoted number loses its form (`1.10` is 1.1, `0123` is 83). */
export function kustomizeText(cursor: Cursor): string {
  const written = cursor.written ?? '';
  if (cursor.type !== 'number') return written;
  if (/^0[0-7]+$/.test(written)) return String(Number.parseInt(written, 8));
  return String(Number(written.replaceAll('_', '')));
}

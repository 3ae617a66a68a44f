import { putTogether } from '../domain/image-parts.ts';
import type { Cursor } from './document.ts';
import { type Format, type Found, workloadOf } from './format.ts';
import { inlinePatches } from './kustomize-patches.ts';
import { valuesImages } from './values-images.ts';

/** Argo CD Applications and ApplicationSets: what they override in kustomizations and charts. */
export const argoCd: Format = {
  id: 'argo-cd',
  title:
    'Application and ApplicationSet: `kustomize.images`, `helm.values`, `helm.valuesObject`, `helm.parameters`',
  source: 'argo-cd',
  reads: ({ apiVersion, kind }) =>
    apiVersion.startsWith('argoproj.io/') &&
    (kind === 'Application' || kind === 'ApplicationSet'),
  *references(document) {
    const { root, kind } = document;
    const spec =
      kind === 'Application' ? root.at('spec') : root.at('spec', 'template', 'spec');
    const workload = workloadOf(root);
    for (const source of [spec.at('source'), ...spec.at('sources').items()]) {
      for (const found of sourceImages(source)) yield { ...found, workload };
      yield* inlinePatches({ ...document, root: source.at('kustomize') });
    }
  },
};

function* sourceImages(source: Cursor): Iterable<Found> {
  for (const image of source.at('kustomize', 'images').items()) yield* override(image);
  const helm = source.at('helm');
  for (const values of helm.at('values').inside()) yield* valuesImages(values, null);
  yield* valuesImages(helm.at('valuesObject'), null);
  yield* parameters(helm.at('parameters'));
}

/** `NAME=NEW:TAG`, or `NEW:TAG`: what is pulled stands behind the `=`. */
function* override(cursor: Cursor): Iterable<Found> {
  const text = cursor.text;
  if (text === null) return;
  const equals = text.indexOf('=');
  const { location } = cursor;
  const skipped = [...text.slice(0, equals + 1)].length;
  const oneLine = location.line === location.endLine;
  yield {
    image: text.slice(equals + 1),
    location:
      equals < 0 || !oneLine
        ? location
        : { ...location, column: location.column + skipped },
    path: cursor.path,
  };
}

/** `image.repository` and `image.tag`, parameters of their own that make one name. */
function* parameters(list: Cursor): Iterable<Found> {
  const named = new Map(
    list.items().map((one) => [one.at('name').text ?? '', one.at('value')] as const),
  );
  for (const [name, value] of named) {
    if (/(?:^|\.)image$/i.test(name) && /[/:]/.test(value.text ?? '')) {
      yield { image: value.text ?? '', location: value.location, path: value.path };
      continue;
    }
    const prefix = /^(.*)\brepository$/.exec(name)?.[1];
    if (prefix !== undefined && /image\.$/i.test(prefix))
      yield inParts(prefix, value, named);
  }
}

function inParts(
  prefix: string,
  name: Cursor,
  named: ReadonlyMap<string, Cursor>,
): Found {
  const tag = named.get(`${prefix}tag`);
  const digest = named.get(`${prefix}digest`);
  const image = putTogether({
    registry: named.get(`${prefix}registry`)?.written ?? null,
    name: name.written ?? '',
    tag: tag?.written ?? null,
    digest: digest?.written ?? null,
  });
  const { location, path } = digest ?? tag ?? name;
  const version = tag === undefined ? 'name' : 'tag';
  return { image, location, part: digest === undefined ? version : 'digest', path };
}

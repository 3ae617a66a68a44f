import type { Workload } from '../domain/reference.ts';
import { customResources } from './custom-resources.ts';
import type { Cursor } from './document.ts';
import { type DocumentAt, type Found, workloadOf } from './format.ts';
import { generic } from './generic.ts';
import { isJsonPatch, jsonPatchImages } from './json-patches.ts';
import { kubernetes } from './kubernetes.ts';

/** The images that a kustomization's patches set, where they stand inside it. */
export function* inlinePatches(document: DocumentAt): Iterable<Found> {
  const { root } = document;
  const entries = [...root.at('patches').items(), ...root.at('patchesJson6902').items()];
  for (const entry of entries) {
    for (const patch of entry.at('patch').inside())
      yield* patchImages(patch, entry.at('target'), document);
  }
  for (const entry of root.at('patchesStrategicMerge').items()) {
    for (const patch of entry.inside())
      yield* patchImages(patch, entry.at('target'), document);
  }
}

function* patchImages(
  patch: Cursor,
  target: Cursor,
  document: DocumentAt,
): Iterable<Found> {
  if (isJsonPatch(patch)) {
    yield* jsonPatchImages(patch, targetOf(target));
    return;
  }
  const inner: DocumentAt = {
    ...document,
    root: patch,
    apiVersion: patch.at('apiVersion').text ?? '',
    kind: patch.at('kind').text ?? '',
  };
  const format = [kubernetes, customResources, generic].find((one) => one.reads(inner));
  const workload =
    target.at('name').written === null ? workloadOf(patch) : targetOf(target);
  for (const found of format?.references(inner) ?? []) yield { ...found, workload };
}

function targetOf(target: Cursor): Workload | null {
  const kind = target.at('kind').written;
  if (kind === null) return null;
  const [group, version] = [target.at('group').written, target.at('version').written];
  const prefix = group === null || group === '' ? '' : `${group}/`;
  return {
    apiVersion: version === null ? null : `${prefix}${version}`,
    kind,
    namespace: target.at('namespace').written,
    name: target.at('name').written,
  };
}

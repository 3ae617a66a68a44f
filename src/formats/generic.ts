import { parseImageName } from '../domain/image-name.ts';
import type { Cursor } from './document.ts';
import { type Format, type Found, wholeImage } from './format.ts';
import { podBeside } from './pod-beside.ts';
import { podContext } from './pod-spec.ts';

const CONTAINERS = new Set([
  'containers',
  'initContainers',
  'ephemeralContainers',
  'sidecars',
]);
const NEVER = new Set([
  'annotations',
  'labels',
  'openAPIV3Schema',
  'env',
  'args',
  'command',
  'status',
  'managedFields',
]);
const NO_IMAGES = new Set([
  'CustomResourceDefinition',
  'ConfigMap',
  'Secret',
  'Config',
  'Kptfile',
]);
const DEPTH_AT_MOST = 64;

/** Kinds that nobody listed: any `image` key with a complete image name, and pod-shaped lists of containers. */
export const generic: Format = {
  id: 'generic',
  title:
    'any other object: `image` keys that hold a complete image name, and lists of containers',
  source: 'manifest',
  reads: ({ apiVersion, kind }) =>
    kind !== '' && isOfOperators(apiVersion) && !NO_IMAGES.has(kind),
  *references({ root }) {
    for (const { key, value } of root.entries()) {
      if (key !== 'metadata' && key !== 'status' && key !== 'data')
        yield* search(key, value, 0);
    }
  },
};

/** Groups of Kubernetes' own hold images in the kinds that are known alone: a Service with the body of a Pod runs nothing. */
const BUILT_IN =
  /^(?:[a-z0-9]+|(?:admissionregistration|apiextensions|apiregistration|authentication|authorization|certificates|coordination|discovery|events|flowcontrol\.apiserver|networking|node|rbac\.authorization|resource|scheduling|storage)\.k8s\.io)$/;

/** What is only watched: a controller lists its tags, and nobody pulls what the object names. */
const WATCHED =
  /^(?:image\.toolkit\.fluxcd\.io|kargo\.akuity\.io|argocd-image-updater\.argoproj\.io)$/;

function isOfOperators(apiVersion: string): boolean {
  const [group = '', version] = apiVersion.split('/');
  return version !== undefined && !BUILT_IN.test(group) && !WATCHED.test(group);
}

function* search(key: string, value: Cursor, depth: number): Iterable<Found> {
  if (depth > DEPTH_AT_MOST || NEVER.has(key)) return;
  if (key === 'image' && value.text !== null) {
    if (isComplete(value.text)) yield* wholeImage(value, {});
    return;
  }
  if (value.type === 'list') {
    yield* searchList(key, value, depth);
    return;
  }
  const pod = value.at('containers').type === 'list' ? podContext(value) : null;
  for (const entry of value.entries()) {
    const own = pod ?? (entry.key === 'image' ? podBeside(value) : null);
    for (const found of search(entry.key, entry.value, depth + 1))
      yield { ...found, pod: found.pod ?? own };
  }
}

function* searchList(key: string, list: Cursor, depth: number): Iterable<Found> {
  for (const item of list.items()) {
    if (CONTAINERS.has(key) && isContainer(item))
      yield* wholeImage(item.at('image'), { container: item.at('name').written });
    else yield* search('', item, depth + 1);
  }
}

function isContainer(item: Cursor): boolean {
  return item.at('name').text !== null && item.at('image').written !== null;
}

function isComplete(text: string): boolean {
  const parsed = parseImageName(text.trim());
  return (
    parsed.kind === 'name' && parsed.name.host !== null && parsed.name.path.length > 0
  );
}

import type {
  NodeSelectorTerm,
  PodContext,
  PullSecret,
  Toleration,
} from '../domain/reference.ts';
import type { Cursor } from './document.ts';
import { type Found, wholeImage } from './format.ts';

const CONTAINERS = ['initContainers', 'containers', 'ephemeralContainers'];

/** The images of a PodSpec: its containers of every sort, and its image volumes. */
export function* podImages(spec: Cursor): Iterable<Found> {
  const pod = podContext(spec);
  for (const list of CONTAINERS) {
    for (const container of spec.at(list).items()) {
      yield* wholeImage(container.at('image'), {
        container: container.at('name').written,
        pod,
      });
      yield* emptyImage(container);
    }
  }
  for (const volume of spec.at('volumes').items()) {
    yield* wholeImage(volume.at('image', 'reference'), { pod });
  }
}

/** A container whose image is there and empty: Kubernetes refuses it. One without the key may be a patch. */
function* emptyImage(container: Cursor): Iterable<Found> {
  const image = container.at('image');
  const said = nothingToPull(image);
  if (said === null) return;
  const name = container.at('name').written;
  const whose = name === null ? 'a container' : `the container ${name}`;
  yield {
    image: '',
    location: image.location,
    path: image.path,
    problem: `The image of ${whose} ${said}, so there is nothing to pull, and Kubernetes refuses it.`,
  };
}

function nothingToPull({ type, written }: Cursor): string | null {
  if (type === 'null') return 'is empty';
  if (type === 'list' || type === 'mapping') return `is a ${type}, not text`;
  return written !== null && written.trim() === '' ? 'is empty' : null;
}

/** What a PodSpec says about where it runs and as whom. */
export function podContext(spec: Cursor): PodContext {
  return {
    serviceAccountName:
      spec.at('serviceAccountName').written ?? spec.at('serviceAccount').written,
    nodeSelector: Object.fromEntries(
      spec
        .at('nodeSelector')
        .entries()
        .map(({ key, value }) => [key, value.written ?? '']),
    ),
    nodeAffinity: spec
      .at(
        'affinity',
        'nodeAffinity',
        'requiredDuringSchedulingIgnoredDuringExecution',
        'nodeSelectorTerms',
      )
      .items()
      .map(selectorTerm),
    tolerations: [
      ...spec.at('tolerations').items().map(toleration),
      ...deviceTolerations(spec),
    ],
    pullSecrets: pullSecrets(spec.at('imagePullSecrets')),
  };
}

/** The entries of an `imagePullSecrets` list. */
export function pullSecrets(list: Cursor): readonly PullSecret[] {
  return list.items().flatMap((entry) => {
    const name = entry.at('name');
    return name.written === null ? [] : [{ name: name.written, location: name.location }];
  });
}

function selectorTerm(term: Cursor): NodeSelectorTerm {
  return {
    expressions: term
      .at('matchExpressions')
      .items()
      .map((one) => ({
        key: one.at('key').written ?? '',
        operator: one.at('operator').written ?? '',
        values: one
          .at('values')
          .items()
          .map((value) => value.written ?? ''),
      })),
  };
}

/** GKE tolerates the taints of accelerator nodes for Pods that ask for such devices (`nvidia.com/gpu`, `google.com/tpu`). */
function deviceTolerations(spec: Cursor): readonly Toleration[] {
  const containers = CONTAINERS.flatMap((list) => [...spec.at(list).items()]);
  const names = containers.flatMap((container) =>
    ['limits', 'requests'].flatMap((kind) =>
      container
        .at('resources', kind)
        .entries()
        .map(({ key }) => key),
    ),
  );
  const devices = [...new Set(names)].filter(
    (name) => /\//.test(name) && !/(?:^|\.)kubernetes\.io\//.test(name),
  );
  return devices.map((key) => ({ key, operator: 'Exists', value: null, effect: null }));
}

function toleration(one: Cursor): Toleration {
  return {
    key: one.at('key').written,
    operator: one.at('operator').written,
    value: one.at('value').written,
    effect: one.at('effect').written,
  };
}

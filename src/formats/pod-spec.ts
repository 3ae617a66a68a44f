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

/** What a PodSpec says about where it runs and as whom; so does a mapping of values that has the same keys. */
export function podContext(spec: Cursor): PodContext {
  const runtimeClassName = spec.at('runtimeClassName').written;
  const sandbox = runtimeClassName === 'gvisor' ? SANDBOX : null;
  return {
    serviceAccountName:
      named(spec.at('serviceAccountName')) ?? named(spec.at('serviceAccount')),
    nodeSelector: {
      ...Object.fromEntries(
        spec
          .at('nodeSelector')
          .entries()
          .map(({ key, value }) => [key, value.written ?? '']),
      ),
      ...(sandbox === null ? {} : { [sandbox.key]: sandbox.value }),
    },
    nodeAffinity: affinityTerms(
      spec.at(
        'affinity',
        'nodeAffinity',
        'requiredDuringSchedulingIgnoredDuringExecution',
      ),
    ),
    tolerations: [
      ...spec.at('tolerations').items().map(toleration),
      ...(sandbox === null ? [] : [sandbox]),
      ...deviceTolerations(spec),
    ],
    pullSecrets: pullSecrets(spec.at('imagePullSecrets')),
    nodeName: named(spec.at('nodeName')),
    runtimeClassName,
    devices: devicesOf(spec),
  };
}

/** An empty name is none. */
function named({ written }: Cursor): string | null {
  return written === '' ? null : written;
}

/** GKE Sandbox: the runtime class brings the selector and the toleration along. */
const SANDBOX = {
  key: 'sandbox.gke.io/runtime',
  operator: 'Equal',
  value: 'gvisor',
  effect: 'NoSchedule',
};

function affinityTerms(required: Cursor): readonly NodeSelectorTerm[] | null {
  if (required.type !== 'mapping') return null;
  return required.at('nodeSelectorTerms').items().map(selectorTerm);
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
    namesNodes: term.at('matchFields').items().length > 0,
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

/** GKE tolerates the taints of accelerator nodes for Pods that ask for such devices. */
function deviceTolerations(spec: Cursor): readonly Toleration[] {
  return devicesOf(spec).map(tolerationOf);
}

/** The toleration that GKE gives for a device. */
export function tolerationOf(device: string): Toleration {
  return { key: device, operator: 'Exists', value: null, effect: null };
}

function devicesOf(spec: Cursor): readonly string[] {
  const containers = CONTAINERS.flatMap((list) => [...spec.at(list).items()]);
  return [...new Set(containers.flatMap((one) => deviceNames(one.at('resources'))))];
}

/** Extended resources that `resources` ask for: `nvidia.com/gpu`, `google.com/tpu`. */
export function deviceNames(resources: Cursor): readonly string[] {
  const asked = ['limits', 'requests'].flatMap((kind) => resources.at(kind).entries());
  const names = asked.flatMap(({ key, value }) => (value.written === '0' ? [] : [key]));
  return [...new Set(names)].filter(
    (name) => /\//.test(name) && !/(?:^|\.)kubernetes\.io\//.test(name),
  );
}

function toleration(one: Cursor): Toleration {
  return {
    key: one.at('key').written,
    operator: one.at('operator').written,
    value: one.at('value').written,
    effect: one.at('effect').written,
  };
}

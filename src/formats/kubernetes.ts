import type { Cursor } from './document.ts';
import type { Format } from './format.ts';
import { podImages } from './pod-spec.ts';

/** Where each built-in kind holds its PodSpec. */
const POD_SPECS: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  PodTemplate: ['template', 'spec'],
  Deployment: ['spec', 'template', 'spec'],
  StatefulSet: ['spec', 'template', 'spec'],
  DaemonSet: ['spec', 'template', 'spec'],
  ReplicaSet: ['spec', 'template', 'spec'],
  ReplicationController: ['spec', 'template', 'spec'],
  Job: ['spec', 'template', 'spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};

const GROUPS = /^(?:v1|(?:apps|batch|extensions)\/v\w+)$/;

/** Kubernetes' own workloads. */
export const kubernetes: Format = {
  id: 'kubernetes',
  title:
    'Pod, Deployment, StatefulSet, DaemonSet, ReplicaSet, ReplicationController, Job, CronJob, PodTemplate and lists of them',
  source: 'manifest',
  reads: ({ apiVersion, kind }) => podSpecPath(apiVersion, kind) !== undefined,
  *references({ root, apiVersion, kind }) {
    const path = podSpecPath(apiVersion, kind);
    if (path !== undefined) yield* podImages(root.at(...path));
  },
};

function podSpecPath(apiVersion: string, kind: string): readonly string[] | undefined {
  return GROUPS.test(apiVersion) && Object.hasOwn(POD_SPECS, kind)
    ? POD_SPECS[kind]
    : undefined;
}

/** The objects of a document: of a `List` (of any kind) its items, else itself. */
export function objectsOf(root: Cursor): readonly Cursor[] {
  const kind = root.at('kind').text ?? '';
  if (!kind.endsWith('List') || root.at('items').type !== 'list') return [root];
  return root.at('items').items().flatMap(objectsOf);
}

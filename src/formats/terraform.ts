import type { Fetcher, Workload } from '../domain/reference.ts';
import { argoCd } from './argo-cd.ts';
import { customResources } from './custom-resources.ts';
import type { Cursor } from './document.ts';
import { flux } from './flux.ts';
import {
  type DocumentAt,
  type Format,
  type Found,
  wholeImage,
  workloadOf,
} from './format.ts';
import { generic } from './generic.ts';
import { kubernetes, objectsOf } from './kubernetes.ts';
import { podImages } from './pod-spec.ts';
import {
  blockAt,
  blocksOf,
  isLiteral,
  literal,
  resourcesOf,
  type TerraformResource,
} from './terraform-blocks.ts';
import { asManifest, asObject, madeBy } from './terraform-objects.ts';

/** Terraform's files and OpenTofu's, in HCL or in JSON. */
export function isTerraform(path: string): boolean {
  return /\.(?:tf|tofu)(?:\.json)?$/i.test(path);
}

/** The same in HCL. */
export function isHcl(path: string): boolean {
  return /\.(?:tf|tofu)$/i.test(path);
}

/** Does it hold a resource that pulls images? */
export function mayPull(text: string): boolean {
  return /kubernetes_|google_cloud_run_/.test(text);
}

/** What Terraform makes that pulls images: `kubernetes_*` and Cloud Run. Read when the config asks for it, `formats: [terraform]`. */
export const terraform: Format = {
  id: 'terraform',
  title:
    'Terraform and OpenTofu: `kubernetes_*` and `google_cloud_run_*` resources (off unless `formats: [terraform]`)',
  source: 'terraform',
  reads: ({ file }) => isTerraform(file),
  *references(document) {
    const { root, context } = document;
    if (!context.extraFormats.includes('terraform')) return;
    for (const resource of resourcesOf(root)) {
      for (const found of ofResource(resource, document))
        yield { ...found, path: addressOf(found.path) };
    }
  },
};

/** The objects that the file makes as they would stand in a manifest: who runs as whom is read in them. */
export function terraformObjects(root: Cursor): readonly Cursor[] {
  return [...resourcesOf(root)].flatMap((resource) => {
    if (resource.type === 'kubernetes_manifest')
      return objectsOf(asManifest(resource.body.at('manifest')));
    const made = madeBy(resource);
    return made === null ? [] : [asObject(resource, made)];
  });
}

function* ofResource(resource: TerraformResource, document: DocumentAt): Iterable<Found> {
  const { type, body } = resource;
  if (type === 'kubernetes_manifest') {
    for (const object of objectsOf(asManifest(body.at('manifest'))))
      yield* ofManifest(object, document);
    return;
  }
  const made = madeBy(resource);
  if (made !== null) {
    if (made.podSpec.length > 0)
      yield* ofPod(asObject(resource, made), made.podSpec, document.root);
    return;
  }
  yield* ofCloudRun(resource, document.root);
}

function* ofPod(
  object: Cursor,
  podSpec: readonly string[],
  root: Cursor,
): Iterable<Found> {
  const spec = object.at(...podSpec);
  const workload = workloadOf(object);
  const isSeen = SCHEDULING.every((key) => isLiteral(spec.at(key)));
  const serviceAccountName = accountName(spec.at('serviceAccountName'), root);
  for (const { pod, ...found } of podImages(spec)) {
    const seen = isSeen && pod != null ? { ...pod, serviceAccountName } : null;
    yield { ...found, workload, pod: seen };
  }
}

/** As it stands there, or as the resource of the same file has it that the expression names; else the expression, which is nobody's name. */
function accountName(place: Cursor, root: Cursor): string | null {
  const { text, type } = place;
  if (text !== null || type === 'nothing' || type === 'null') return text;
  const expression = place.written ?? '';
  const [, kind, name] = ACCOUNT.exec(expression) ?? [];
  for (const resource of resourcesOf(root))
    if (resource.type === kind && resource.name === name)
      return literal(blockAt(resource.body, 'metadata').at('name')) ?? expression;
  return expression;
}

const ACCOUNT =
  /^(kubernetes_service_account(?:_v1)?)\.(\w+)\.metadata(?:\[0\]|\.0)\.name$/;

/** Where one of these is an expression, nobody knows where the Pod lands. */
const SCHEDULING = [
  'nodeSelector',
  'tolerations',
  'affinity',
  'nodeName',
  'runtimeClassName',
];

/** `manifest = {…}` holds an object as a manifest does. */
const OBJECTS = [kubernetes, customResources, argoCd, flux, generic];

function* ofManifest(root: Cursor, { file, context }: DocumentAt): Iterable<Found> {
  const apiVersion = root.at('apiVersion').text ?? '';
  const kind = root.at('kind').text ?? '';
  const object: DocumentAt = { file, root, apiVersion, kind, context };
  const format = OBJECTS.find((one) => one.reads(object));
  const workload = workloadOf(root);
  for (const found of format?.references(object) ?? []) yield { workload, ...found };
}

/** Where the containers of each resource of Cloud Run stand, and what the object is called. */
const CLOUD_RUN: Readonly<
  Record<string, { readonly kind: string; readonly template: readonly string[] }>
> = {
  google_cloud_run_v2_service: { kind: 'Service', template: ['template'] },
  google_cloud_run_v2_job: { kind: 'Job', template: ['template', 'template'] },
  google_cloud_run_v2_worker_pool: { kind: 'WorkerPool', template: ['template'] },
  google_cloud_run_service: { kind: 'Service', template: ['template', 'spec'] },
};

function* ofCloudRun(resource: TerraformResource, root: Cursor): Iterable<Found> {
  const { type, body } = resource;
  const known = Object.hasOwn(CLOUD_RUN, type) ? CLOUD_RUN[type] : undefined;
  if (known === undefined) return;
  const { kind, template } = known;
  const apiVersion = type.includes('_v2_')
    ? 'run.googleapis.com/v2'
    : 'serving.knative.dev/v1';
  const name = literal(body.at('name'));
  const workload: Workload = { apiVersion, kind, namespace: null, name };
  const fetcher: Fetcher = { kind: 'cloud-run', project: projectOf(body, root) };
  for (const container of blocksOf(blockAt(body, ...template), 'containers')) {
    const called = literal(container.at('name'));
    yield* wholeImage(container.at('image'), { workload, container: called, fetcher });
  }
}

/** As the resource says it, else as its provider does in the same file; `null` where neither is a literal. */
function projectOf(body: Cursor, root: Cursor): string | null {
  const own = body.at('project');
  const namespace = blockAt(body, 'metadata').at('namespace');
  if (own.type !== 'nothing') return literal(own);
  if (namespace.type !== 'nothing') return literal(namespace);
  const wanted = body.at('provider').written ?? 'google';
  const projects = blocksOf(root, 'provider')
    .flatMap((provider) => blocksOf(provider, wanted))
    .filter((provider) => provider.at('alias').type === 'nothing')
    .map((provider) => literal(provider.at('project')));
  return projects[0] ?? null;
}

/** As Terraform names a place: `kubernetes_pod_v1.web.spec[0].container[0].image`. */
function addressOf(path: string | null): string | null {
  return path === null ? null : path.replace(/^resource(?:\[\d+\])?\./, '');
}

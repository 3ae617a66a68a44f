import type { Cursor } from '../../formats/document.ts';
import { NOWHERE } from './argo-cd.ts';
import { filledFromChart } from './chart-values.ts';
import { configMapValues } from './config-maps.ts';
import {
  type Deployment,
  folderNamed,
  ifKnown,
  imageOverride,
  joined,
  plainDeployment,
  type Substitutions,
} from './deployment.ts';
import { substituted } from './substituted-cursor.ts';
import { type IndexedObject, isElsewhere, type TreeIndex } from './tree-index.ts';

const KUSTOMIZE = 'kustomize.toolkit.fluxcd.io';

/** What Flux' Kustomizations and HelmReleases deploy from the folders of this tree. */
export async function fluxDeployments(
  object: IndexedObject,
  index: TreeIndex,
): Promise<readonly Deployment[]> {
  if (object.group === 'helm.toolkit.fluxcd.io' && object.kind === 'HelmRelease') {
    const filled = await filledFromChart(object.root, object.file, index);
    const around = substitutionsAround(object, index);
    const root = around === null ? filled : substituted(filled, around);
    return helmRelease({ ...object, root }, index);
  }
  if (object.group === KUSTOMIZE && object.kind === 'Kustomization')
    return kustomization(object, index);
  return [];
}

/** Does a source lead to another repository? One that is not in the tree is taken for this one's own. */
function leadsAway(reference: Cursor, object: IndexedObject, index: TreeIndex): boolean {
  const kind = reference.at('kind').text ?? 'GitRepository';
  if (kind !== 'GitRepository') return true;
  const name = reference.at('name').text;
  const namespace = reference.at('namespace').text ?? object.namespace;
  const source = index.objects.find(
    (one) =>
      one.kind === 'GitRepository' &&
      one.name === name &&
      (one.namespace === null || namespace === null || one.namespace === namespace),
  );
  return isElsewhere(source?.root.at('spec', 'url').text ?? null, index);
}

function kustomization(object: IndexedObject, index: TreeIndex): readonly Deployment[] {
  const spec = object.root.at('spec');
  if (leadsAway(spec.at('sourceRef'), object, index)) return [];
  const folder = folderNamed(spec.at('path').text ?? './');
  if (folder === null || !index.folders.has(folder)) return [];
  return [
    {
      ...plainDeployment(`Kustomization ${object.name || '?'}`, object.file, folder),
      namespace: ifKnown(spec.at('targetNamespace').text),
      forcedNamespace: ifKnown(spec.at('targetNamespace').text),
      images: spec
        .at('images')
        .items()
        .flatMap((one) => imageOverride(one, 'flux')),
      patches: spec.at('patches').items(),
      components: spec
        .at('components')
        .items()
        .flatMap((one) => joined(folder, one.text ?? '') ?? []),
      substitutions: substitutionsOf(spec.at('postBuild'), object, index),
      also: spec
        .at('postBuild', 'substituteFrom')
        .items()
        .flatMap((one) => configMapData(one, object, index)?.location.file ?? []),
    },
  ];
}

/** What the Kustomization that applies an object's folder fills in: the one of the nearest folder. */
function substitutionsAround(
  { file }: IndexedObject,
  index: TreeIndex,
): Substitutions | null {
  const around = index.objects
    .filter(({ group, kind }) => group === KUSTOMIZE && kind === 'Kustomization')
    .map((object) => ({
      object,
      folder: folderNamed(object.root.at('spec', 'path').text ?? './'),
    }))
    .filter(({ folder }) => folder === '' || file.startsWith(`${folder}/`))
    .sort((a, b) => (b.folder ?? '').length - (a.folder ?? '').length);
  const [nearest] = around;
  if (nearest === undefined) return null;
  const { object } = nearest;
  return substitutionsOf(object.root.at('spec', 'postBuild'), object, index);
}

/** `postBuild`: what is written wins over ConfigMaps, a later one over an earlier one. Secrets are never in the tree. */
function substitutionsOf(
  postBuild: Cursor,
  object: IndexedObject,
  index: TreeIndex,
): Substitutions | null {
  if (postBuild.type !== 'mapping') return null;
  const known = new Map<string, Cursor>();
  let isWhole = true;
  for (const source of postBuild.at('substituteFrom').items()) {
    const data = configMapData(source, object, index);
    if (data === null) isWhole = false;
    else for (const { key, value } of data.entries()) known.set(key, value);
  }
  for (const { key, value } of postBuild.at('substitute').entries())
    known.set(key, value);
  return { known, isWhole };
}

function configMapData(
  source: Cursor,
  object: IndexedObject,
  index: TreeIndex,
): Cursor | null {
  if (source.at('kind').text !== 'ConfigMap') return null;
  const found = index.objects.find(
    (one) =>
      one.kind === 'ConfigMap' &&
      one.name === source.at('name').text &&
      (one.namespace === null ||
        object.namespace === null ||
        one.namespace === object.namespace),
  );
  return found?.root.at('data') ?? null;
}

async function helmRelease(
  object: IndexedObject,
  index: TreeIndex,
): Promise<readonly Deployment[]> {
  const { root, name, namespace, file } = object;
  const spec = root.at('spec');
  const folder = chartFolder(spec, object, index);
  const from = await configMapValues(spec.at('valuesFrom').items(), object, index);
  const beside = spec
    .at('chart', 'spec', 'valuesFiles')
    .items()
    .flatMap((one) => folderNamed(one.text) ?? [])
    .filter((one) => index.files.has(one));
  const deployment: Deployment = {
    ...plainDeployment(`HelmRelease ${name || '?'}`, file, folder ?? NOWHERE),
    namespace: ifKnown(spec.at('targetNamespace').text ?? namespace),
    releaseName: ifKnown(spec.at('releaseName').text || name || null),
    also: from.inline.map(({ location }) => location.file),
    valueFiles: [...(folder === null ? [] : beside), ...from.files],
    inline: [...from.inline, spec.at('values')].filter(({ type }) => type === 'mapping'),
    images: spec
      .at('postRenderers')
      .items()
      .flatMap((one) => one.at('kustomize', 'images').items())
      .flatMap((one) => imageOverride(one, 'flux')),
  };
  if (folder !== null) return [deployment];
  return deployment.valueFiles.length === 0 ? [] : [deployment];
}

/** The folder of a chart that stands in this tree; `null` for a chart of a Helm repository, a registry or another git repository. */
function chartFolder(
  spec: Cursor,
  object: IndexedObject,
  index: TreeIndex,
): string | null {
  const reference = spec.at('chartRef');
  const named =
    reference.at('kind').text === 'HelmChart'
      ? index.objects
          .find(
            (one) => one.kind === 'HelmChart' && one.name === reference.at('name').text,
          )
          ?.root.at('spec')
      : undefined;
  const chart = named ?? spec.at('chart', 'spec');
  if (chart.type !== 'mapping' || leadsAway(chart.at('sourceRef'), object, index))
    return null;
  const folder = folderNamed(chart.at('chart').text);
  return folder !== null && index.folders.has(folder) ? folder : null;
}

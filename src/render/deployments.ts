import path from 'node:path';
import type { Tree } from '../domain/tree.ts';
import { type Cursor, parseDocuments } from '../formats/document.ts';

/** What an Argo CD Application, a HelmRelease or a Flux Kustomization deploys from a folder of the same tree. */
export interface Deployment {
  /** `Application shop`, as a person calls it. */
  readonly label: string;
  readonly file: string;
  /** The folder of the kustomization or the chart; empty for the top. */
  readonly folder: string;
  readonly namespace: string | null;
  readonly releaseName: string | null;
  /** Values files of the tree, the last wins. */
  readonly valueFiles: readonly string[];
  /** Values that stand in the object itself, after those of the files. */
  readonly inline: readonly Cursor[];
  /** `helm.parameters`, after all values. */
  readonly parameters: readonly { readonly name: string; readonly value: Cursor }[];
  /** `images` that replace those of the kustomization. */
  readonly images: readonly ImageOverride[];
}

/** One replacement of an image, and the scalar that says so. */
export interface ImageOverride {
  readonly name: string;
  readonly newName: string | null;
  readonly newTag: string | null;
  readonly digest: string | null;
  readonly at: Cursor;
  /** What the scalar holds. */
  readonly text: string;
  /** The format's word. */
  readonly source: 'argo-cd' | 'flux';
}

const SPEAKS = /argoproj\.io\/|toolkit\.fluxcd\.io\//;

/** Every deployment of a tree; where each read costs a request, those of the changed files alone. */
export async function readDeployments(
  tree: Tree,
  changed: ReadonlySet<string> | null,
): Promise<readonly Deployment[]> {
  const all = await tree.files();
  const folders = new Set(all.flatMap(foldersAbove));
  const files = all.filter(
    (file) =>
      /\.ya?ml$/i.test(file) && (tree.reads !== 'requests' || changed?.has(file) === true),
  );
  const present = new Set(all);
  const found: Deployment[] = [];
  for (const file of files) {
    const content = await tree.read(file);
    if (content.kind !== 'text' || !SPEAKS.test(content.text)) continue;
    for (const { root, problems } of parseDocuments(file, content.text, (text) =>
      SPEAKS.test(text),
    ))
      if (problems.length === 0) found.push(...deploymentsOf(root, file, present));
  }
  return found.filter(({ folder }) => folders.has(folder));
}

function foldersAbove(file: string): readonly string[] {
  const steps = file.split('/').slice(0, -1);
  return ['', ...steps.map((_, index) => steps.slice(0, index + 1).join('/'))];
}

function deploymentsOf(
  root: Cursor,
  file: string,
  all: ReadonlySet<string>,
): readonly Deployment[] {
  const kind = root.at('kind').text;
  const group = (root.at('apiVersion').text ?? '').split('/')[0];
  const label = `${kind} ${root.at('metadata', 'name').text ?? '?'}`;
  const named = { label, file };
  const spec = root.at('spec');
  if (group === 'argoproj.io' && kind === 'Application') {
    const sources = [spec.at('source'), ...spec.at('sources').items()];
    return sources.flatMap((source) => {
      const folder = folderNamed(source.at('path').text);
      if (folder === null) return [];
      const helm = source.at('helm');
      return [
        {
          ...named,
          folder,
          namespace: spec.at('destination', 'namespace').text,
          releaseName: helm.at('releaseName').text ?? root.at('metadata', 'name').text,
          valueFiles: valueFiles(helm.at('valueFiles'), folder, all),
          inline: [...helm.at('values').inside(), helm.at('valuesObject')].filter(
            ({ type }) => type === 'mapping',
          ),
          parameters: helm
            .at('parameters')
            .items()
            .map((one) => ({ name: one.at('name').text ?? '', value: one.at('value') })),
          images: source.at('kustomize', 'images').items().flatMap(argoImage),
        },
      ];
    });
  }
  if (group === 'helm.toolkit.fluxcd.io' && kind === 'HelmRelease') {
    const chart = spec.at('chart', 'spec');
    const folder = folderNamed(chart.at('chart').text);
    if (folder === null || chart.at('sourceRef', 'kind').text === 'HelmRepository')
      return [];
    return [
      {
        ...named,
        folder,
        namespace: spec.at('targetNamespace').text ?? root.at('metadata', 'namespace').text,
        releaseName: spec.at('releaseName').text ?? root.at('metadata', 'name').text,
        valueFiles: valueFiles(chart.at('valuesFiles'), '', all),
        inline: [spec.at('values')].filter(({ type }) => type === 'mapping'),
        parameters: [],
        images: [],
      },
    ];
  }
  if (group === 'kustomize.toolkit.fluxcd.io' && kind === 'Kustomization') {
    const folder = folderNamed(spec.at('path').text);
    if (folder === null) return [];
    const images = spec.at('images').items().flatMap(fluxImage);
    const namespace = spec.at('targetNamespace').text;
    return [
      {
        ...named,
        folder,
        namespace,
        releaseName: null,
        valueFiles: [],
        inline: [],
        parameters: [],
        images,
      },
    ];
  }
  return [];
}

function folderNamed(text: string | null): string | null {
  if (text === null || /\{\{|\$\{/.test(text)) return null;
  const folder = path.posix.normalize(text.replace(/^\/+/, '') || '.').replace(/\/$/, '');
  if (folder.startsWith('..')) return null;
  return folder === '.' ? '' : folder;
}

/** Relative to the chart, or, by `$name/`, to the root of another source; what is not in the tree is left out. */
function valueFiles(
  list: Cursor,
  folder: string,
  all: ReadonlySet<string>,
): readonly string[] {
  return list.items().flatMap((one) => {
    const text = one.text ?? '';
    const target = text.startsWith('$')
      ? text.replace(/^\$[^/]*\//, '')
      : path.posix.join(folder, text);
    return all.has(target) ? [target] : [];
  });
}

function argoImage(at: Cursor): readonly ImageOverride[] {
  const text = at.text ?? '';
  const equals = text.indexOf('=');
  const [, newName = '', newTag = null, digest = null] =
    /^(.*?)(?::([^:/@]+))?(?:@(.+))?$/.exec(text.slice(equals + 1)) ?? [];
  if (newName === '') return [];
  return [
    {
      name: equals < 0 ? newName : text.slice(0, equals),
      newName,
      newTag,
      digest,
      at,
      text,
      source: 'argo-cd',
    },
  ];
}

function fluxImage(at: Cursor): readonly ImageOverride[] {
  const name = at.at('name').written;
  if (name === null) return [];
  const [newName, newTag, digest] = ['newName', 'newTag', 'digest'].map(
    (key) => at.at(key).written,
  );
  const place = ['digest', 'newTag', 'newName']
    .map((key) => at.at(key))
    .find(({ written }) => written !== null);
  return [
    {
      name,
      newName: newName ?? null,
      newTag: newTag ?? null,
      digest: digest ?? null,
      at: place ?? at,
      text: place?.written ?? '',
      source: 'flux' as const,
    },
  ];
}

import path from 'node:path';
import picomatch from 'picomatch';
import type { Cursor } from '../../formats/document.ts';
import { generatedParameters } from './application-sets.ts';
import { filledFromChart } from './chart-values.ts';
import {
  type Deployment,
  folderNamed,
  type ImageOverride,
  ifKnown,
  joined,
  type Parameter,
  plainDeployment,
} from './deployment.ts';
import { filled, type Lookup, overlaid } from './filled-cursor.ts';
import { type IndexedObject, isElsewhere, type TreeIndex } from './tree-index.ts';

/** What Argo CD's Applications and ApplicationSets deploy from the folders of this tree. */
export async function argoDeployments(
  { root: written, file, kind, group, name }: IndexedObject,
  index: TreeIndex,
): Promise<readonly Deployment[]> {
  if (group !== 'argoproj.io') return [];
  const root = await filledFromChart(written, file, index);
  if (kind === 'Application')
    return applicationOf(root, `Application ${name || '?'}`, file, [], index);
  if (kind !== 'ApplicationSet') return [];
  const template = root.at('spec', 'template');
  const sets = await generatedParameters(root.at('spec', 'generators'), index);
  const made = await Promise.all(
    sets.map(({ lookup, template: own, files }) => {
      const whole = own === null ? template : overlaid(template, own);
      const patch = patchOf(root.at('spec', 'templatePatch'), lookup);
      const application = overlaid(filled(whole, lookup), patch);
      const called = application.at('metadata', 'name').text ?? name;
      const label = `ApplicationSet ${name || '?'}${called === name ? '' : ` (${called})`}`;
      return applicationOf(application, label, file, files, index);
    }),
  );
  return made.flat();
}

/** `templatePatch`: what stands in its text is put over the template; where that hangs on conditions, nobody knows here. */
function patchOf(patch: Cursor, lookup: Lookup): Cursor {
  const nothing = patch.at('nothing');
  if (/\{\{-?\s*(?:if|range|with|else|end|define|template)\b/.test(patch.text ?? ''))
    return nothing;
  const [inside] = patch.inside();
  return inside === undefined ? nothing : filled(inside, lookup);
}

async function applicationOf(
  root: Cursor,
  label: string,
  file: string,
  also: readonly string[],
  index: TreeIndex,
): Promise<readonly Deployment[]> {
  const spec = root.at('spec');
  const name = root.at('metadata', 'name').text;
  const sources = [
    spec.at('source'),
    ...spec.at('sources').items(),
    spec.at('sourceHydrator', 'drySource'),
  ];
  const references = new Map(
    sources.flatMap((one) => {
      const called = one.at('ref').text;
      return called === null ? [] : [[called, one] as const];
    }),
  );
  const made = await Promise.all(
    sources.map((source) =>
      sourceOf(source, {
        label,
        file,
        name,
        namespace: ifKnown(spec.at('destination', 'namespace').text),
        also,
        references,
        index,
      }),
    ),
  );
  return made.flat();
}

interface Application {
  readonly label: string;
  readonly file: string;
  readonly name: string | null;
  readonly namespace: string | null;
  /** What the generator of an ApplicationSet read. */
  readonly also: readonly string[];
  /** Sources by their `ref`, for values files named `$ref/…`. */
  readonly references: ReadonlyMap<string, Cursor>;
  readonly index: TreeIndex;
}

async function sourceOf(
  source: Cursor,
  application: Application,
): Promise<readonly Deployment[]> {
  const { index, label, file } = application;
  const address = source.at('repoURL').text;
  const isChart = source.at('chart').type !== 'nothing';
  const here =
    isChart || isElsewhere(address, index) ? null : folderNamed(source.at('path').text);
  const overrides = here === null ? [] : await storedOverrides(here, application);
  const pick = (...keys: readonly string[]): Cursor =>
    overrides.map((one) => one.at(...keys)).find(({ type }) => type !== 'nothing') ??
    source.at(...keys);
  const valueFiles = pick('helm', 'valueFiles')
    .items()
    .flatMap((one) => valuesFile(one.text ?? '', here, application));
  const folder = here ?? '';
  const deployment: Deployment = {
    ...plainDeployment(label, file, folder),
    also: [...application.also, ...overrides.map(({ location }) => location.file)],
    namespace: application.namespace,
    forcedNamespace: ifKnown(pick('kustomize', 'namespace').text),
    releaseName: ifKnown(pick('helm', 'releaseName').text || application.name),
    valueFiles,
    inline: [...pick('helm', 'values').inside(), pick('helm', 'valuesObject')].filter(
      ({ type }) => type === 'mapping',
    ),
    parameters: pick('helm', 'parameters').items().map(parameter),
    images: pick('kustomize', 'images').items().flatMap(argoImage),
    patches: pick('kustomize', 'patches').items(),
    components: pick('kustomize', 'components')
      .items()
      .flatMap((one) => joined(folder, one.text ?? '') ?? []),
  };
  // Of a chart that is elsewhere the values files are all that stands here.
  if (here === null || !index.folders.has(folder))
    return valueFiles.length === 0 ? [] : [{ ...deployment, folder: NOWHERE }];
  return [deployment];
}

/** The folder of what is not in this tree: no chart and no kustomization has it. */
export const NOWHERE = '\0elsewhere';

function parameter(one: Cursor): Parameter {
  const isForced = [
    one.at('forceString').written,
    one.at('forcestring').written,
  ].includes('true');
  return {
    name: one.at('name').text ?? '',
    value: one.at('value'),
    as: isForced ? 'string' : 'typed',
  };
}

/** `.argocd-source-APP.yaml`, then `.argocd-source.yaml`: what Argo CD puts over the source, the nearest first. */
async function storedOverrides(
  folder: string,
  { name, index }: Application,
): Promise<readonly Cursor[]> {
  const names = [
    ...(name === null ? [] : [`.argocd-source-${name}.yaml`]),
    '.argocd-source.yaml',
  ];
  const files = names
    .map((one) => path.posix.join(folder, one))
    .filter((one) => index.files.has(one));
  const read = await Promise.all(files.map((one) => index.read(one)));
  return read.flatMap((one) => one ?? []);
}

/**
 * A values file as Argo CD finds it: `$ref/…` from the root of that source, `/…` from the root of the repository, else beside the chart;
 * wildcards are the files that they match. What is not in the tree is left out.
 */
function valuesFile(
  text: string,
  folder: string | null,
  { references, index }: Application,
): readonly string[] {
  const [, called = '', rest = ''] = /^\$([^/]+)\/(.*)$/.exec(text) ?? [];
  const from = called === '' ? null : (references.get(called) ?? null);
  if (called !== '' && (from === null || isElsewhere(from.at('repoURL').text, index)))
    return [];
  const target = called === '' ? placeOf(text, folder) : folderNamed(rest);
  if (target === null) return [];
  if (!/[*?[{]/.test(target)) return index.files.has(target) ? [target] : [];
  const matches = picomatch(target, { dot: true, windows: false });
  return [...index.files].filter((file) => matches(file)).sort();
}

function placeOf(text: string, folder: string | null): string | null {
  if (text.startsWith('/')) return folderNamed(text);
  return folder === null ? null : joined(folder, text);
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

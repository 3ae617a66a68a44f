import path from 'node:path';
import type { Cursor } from '../../formats/document.ts';

/** What something in a tree (an Argo CD Application, a HelmRelease, a RootSync …) deploys from a folder of the same tree. */
export interface Deployment {
  /** `Application shop`, as a person calls it. */
  readonly label: string;
  readonly file: string;
  /** Other files that it is made of: overrides that are stored beside a chart, ConfigMaps, what a generator reads. */
  readonly also: readonly string[];
  /** The folder of the kustomization or the chart; empty for the top. */
  readonly folder: string;
  /** Where its objects go that name none themselves. */
  readonly namespace: string | null;
  /** Where all its objects go, whatever they name themselves. */
  readonly forcedNamespace: string | null;
  readonly releaseName: string | null;
  /** Values files of the tree, the last wins. */
  readonly valueFiles: readonly string[];
  /** Values that stand in an object, after those of the files, the last wins. */
  readonly inline: readonly Cursor[];
  /** `helm.parameters`, after all values. */
  readonly parameters: readonly Parameter[];
  /** `images` that replace those of the kustomization, or of what a chart renders. */
  readonly images: readonly ImageOverride[];
  /** Patches that are put on top, as kustomize takes them. */
  readonly patches: readonly Cursor[];
  /** Folders of components that are put on top. */
  readonly components: readonly string[];
  /** Variables that are filled in after the build, or `null` where none are. */
  readonly substitutions: Substitutions | null;
  /** Nobody says that it is deployed so: the values only look like the chart's. What cannot be rendered then is nobody's fault. */
  readonly isGuess: boolean;
}

export interface Parameter {
  readonly name: string;
  readonly value: Cursor;
  /** `typed`: helm may take the text for a number or a boolean. */
  readonly as: 'string' | 'typed';
}

/** `${name}` and what it becomes. */
export interface Substitutions {
  readonly known: ReadonlyMap<string, Cursor>;
  /** Values come from somewhere that is not in the tree, so that a name that is not known is no empty text. */
  readonly isWhole: boolean;
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

/** A deployment of a folder that adds nothing to it. */
export function plainDeployment(label: string, file: string, folder: string): Deployment {
  return {
    label,
    file,
    also: [],
    folder,
    namespace: null,
    forcedNamespace: null,
    releaseName: null,
    valueFiles: [],
    inline: [],
    parameters: [],
    images: [],
    patches: [],
    components: [],
    substitutions: null,
    isGuess: false,
  };
}

/** Does it add anything to a kustomization, so that the folder alone is not what runs? */
export function addsToBuild({
  images,
  patches,
  components,
  substitutions,
  forcedNamespace,
}: Deployment): boolean {
  return (
    forcedNamespace !== null ||
    images.length > 0 ||
    patches.length > 0 ||
    components.length > 0 ||
    substitutions !== null
  );
}

/** A name in which something is still to be filled in is none that is known. */
export function ifKnown(name: string | null): string | null {
  return name === null || /\{\{|\$\{/.test(name) ? null : name;
}

/** A folder as it is written (`./apps/web/`), from the root of the tree; `null` where it is none of this tree. */
export function folderNamed(text: string | null): string | null {
  if (text === null || /\{\{|\$\{/.test(text)) return null;
  const folder = path.posix.normalize(text.replace(/^\/+/, '') || '.').replace(/\/$/, '');
  if (folder.startsWith('..')) return null;
  return folder === '.' ? '' : folder;
}

/** A folder or a file beside a folder of the tree; `null` where it leads out. */
export function joined(folder: string, text: string): string | null {
  return folderNamed(path.posix.join(folder === '' ? '.' : folder, text));
}

/** One `images` entry in the words of kustomize. */
export function imageOverride(
  at: Cursor,
  source: ImageOverride['source'],
): readonly ImageOverride[] {
  const name = at.at('name').written;
  if (name === null) return [];
  const [newName = null, newTag = null, digest = null] = [
    'newName',
    'newTag',
    'digest',
  ].map((key) => at.at(key).written);
  const place = ['digest', 'newTag', 'newName']
    .map((key) => at.at(key))
    .find(({ written }) => written !== null);
  return [
    {
      name,
      newName,
      newTag,
      digest,
      at: place ?? at,
      text: place?.written ?? '',
      source,
    },
  ];
}

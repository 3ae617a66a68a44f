import { type SourceLocation, topOf } from '../domain/source-location.ts';
import {
  filesOf,
  firstKey,
  type Kustomization,
  type Layer,
  layersOf,
} from './kustomizations.ts';
import type { KustomizeRoot } from './overlay.ts';

/**
 * The kustomizations that are deployed themselves: those that no other builds on, and those that something names (an Argo CD
 * Application, a Flux Kustomization).
 */
export function findRoots(
  kustomizations: ReadonlyMap<string, Kustomization>,
  named: ReadonlySet<string>,
): readonly string[] {
  const builtOn = new Set([...kustomizations.values()].flatMap(({ bases }) => bases));
  return [...kustomizations.values()]
    .filter(
      ({ component, folder }) =>
        !component && (!builtOn.has(folder) || named.has(folder)),
    )
    .map(({ folder }) => folder);
}

/** What one build is made of, and what it is called. */
export interface Plan {
  readonly root: KustomizeRoot;
  readonly own: Kustomization | undefined;
  readonly layers: readonly Layer[];
  /** All that it is made of. */
  readonly files: readonly string[];
  readonly label: string;
  readonly rootFile: string;
  /** Where what concerns it as a whole stands. */
  readonly top: SourceLocation;
}

/** Finds what a root and its components are made of. */
export function planOf(
  root: KustomizeRoot,
  kustomizations: ReadonlyMap<string, Kustomization>,
): Plan {
  const { folder, deployment, made } = root;
  const own = kustomizations.get(folder);
  const components = deployment?.components ?? [];
  // Flux makes one of the kustomizations below, too.
  const inner = made.filter((one) => kustomizations.has(one));
  const folders = [...(own === undefined ? inner : [folder]), ...components];
  const named = folders.flatMap((one) => [...filesOf(one, kustomizations)]);
  const place = folder === '' ? '.' : folder;
  const rootFile = own?.file ?? deployment?.file ?? `${folder}/kustomization.yaml`;
  return {
    root,
    own,
    layers: folders.flatMap((one) => layersOf(one, kustomizations)),
    files: [...new Set([...named, ...made.filter((one) => !inner.includes(one))])],
    label: deployment === null ? place : `${place} by ${deployment.label}`,
    rootFile,
    top: own === undefined ? topOf(rootFile) : firstKey(own),
  };
}

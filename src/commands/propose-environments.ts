import path from 'node:path';
import type { Tree } from '../domain/tree.ts';
import { readDeployments } from '../render/deployments/read-deployments.ts';
import { readKustomizations } from '../render/kustomizations.ts';
import { findRoots } from '../render/kustomize-plan.ts';

/** An environment that a tree's layout speaks of. */
export interface ProposedEnvironment {
  readonly name: string;
  /** Globs from the tree's root. */
  readonly paths: readonly string[];
  /** The one namespace that everything of it names, or `null`. */
  readonly namespace: string | null;
}

/** Folders whose children are environments. */
const PARENTS =
  /^(?:overlays?|environments?|envs?|clusters?|stages?|deploy(?:ments?)?)$/i;
/** What environments are mostly called. */
const NAMES =
  /^(?:prod(?:uction)?|live|stag(?:e|ing)|stg|pre-?prod(?:uction)?|dev(?:el(?:opment)?)?|tests?|testing|qa|uat|int(?:egration)?|sandbox|demo|canary)(?:[-_].+)?$/i;

/** Reads overlays, values files and Applications, and puts together what belongs to one environment. */
export async function proposeEnvironments(
  tree: Tree,
): Promise<readonly ProposedEnvironment[]> {
  const places = [
    ...(await overlays(tree)),
    ...(await valuesFiles(tree)),
    ...(await applications(tree)),
    ...(await folders(tree)),
  ];
  const byName = new Map<string, Place[]>();
  for (const place of places)
    byName.set(place.name, [...(byName.get(place.name) ?? []), place]);
  return [...byName]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, group]) => {
      const namespaces = new Set(
        group.flatMap(({ namespace }) => (namespace === null ? [] : [namespace])),
      );
      const [namespace = null] = namespaces.size === 1 ? namespaces : [];
      return {
        name,
        paths: [...new Set(group.map(({ glob }) => glob))].sort(),
        namespace,
      };
    });
}

interface Place {
  readonly name: string;
  readonly glob: string;
  readonly namespace: string | null;
}

async function overlays(tree: Tree): Promise<readonly Place[]> {
  const kustomizations = await readKustomizations(tree);
  return findRoots(kustomizations, new Set()).flatMap((folder) => {
    const named = environmentIn(folder.split('/'));
    if (named === null) return [];
    const namespace = kustomizations.get(folder)?.root.at('namespace').text ?? null;
    return [{ name: named.name, glob: `${escaped(named.folder)}/**`, namespace }];
  });
}

/** The environment that a folder's path names, and the folder that is all its own. */
function environmentIn(
  steps: readonly string[],
): { readonly name: string; readonly folder: string } | null {
  const below = steps.findIndex(
    (step, index) => index > 0 && PARENTS.test(steps[index - 1] ?? '') && step !== '',
  );
  const known = steps.findIndex((step) => NAMES.test(step));
  const at = known >= 0 ? known : below;
  const name = steps[at];
  return name === undefined
    ? null
    : { name: name.toLowerCase(), folder: steps.slice(0, at + 1).join('/') };
}

const VALUES = /^(?:values[-._](.+)|(.+)[-._]values)\.ya?ml$/i;

async function valuesFiles(tree: Tree): Promise<readonly Place[]> {
  return (await tree.files()).flatMap((file) => {
    const base = path.posix.basename(file);
    const match = VALUES.exec(base);
    const inFolder = /\.ya?ml$/i.test(base) && /(?:^|\/)values\/[^/]+$/.test(file);
    const name =
      match?.[1] ?? match?.[2] ?? (inFolder ? base.replace(/\.ya?ml$/i, '') : null);
    return name !== null && NAMES.test(name)
      ? [{ name: name.toLowerCase(), glob: escaped(file), namespace: null }]
      : [];
  });
}

/** Names that a folder of manifests or values bears for one reason alone; a folder of tests may be anything. */
const SURE =
  /^(?:prod(?:uction)?|live|stag(?:e|ing)|stg|pre-?prod(?:uction)?|dev(?:el(?:opment)?)?|qa|uat)$/i;

/** `k8s/prod/api.yaml`, `environments/qa/web.yaml`: a folder of files that nothing else speaks of. */
async function folders(tree: Tree): Promise<readonly Place[]> {
  return (await tree.files()).flatMap((file) => {
    const steps = file.split('/').slice(0, -1);
    const at = steps.findIndex((step) => SURE.test(step));
    const name = steps[at];
    const isOurs =
      /\.(?:ya?ml|json)$/i.test(file) && !/^\.|(?:^|\/)templates\//.test(file);
    if (name === undefined || !isOurs) return [];
    const glob = `${escaped(steps.slice(0, at + 1).join('/'))}/**`;
    return [{ name: name.toLowerCase(), glob, namespace: null }];
  });
}

async function applications(tree: Tree): Promise<readonly Place[]> {
  return (await readDeployments(tree, null)).flatMap(({ folder, file, namespace }) => {
    const named =
      environmentIn(folder.split('/')) ??
      environmentIn(path.posix.dirname(file).split('/'));
    return named === null
      ? []
      : [{ name: named.name, glob: `${escaped(named.folder)}/**`, namespace }];
  });
}

/** A path in which no letter is a wildcard. */
function escaped(text: string): string {
  return text.replace(/[*?[\]{}()!+@\\]/g, '\\$&');
}

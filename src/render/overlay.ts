import { parseImageName } from '../domain/image-name.ts';
import type { ImageReference } from '../domain/reference.ts';
import type { Deployment } from './deployments/deployment.ts';
import { applyOverrides } from './image-overrides.ts';
import { plainValue } from './plain-values.ts';
import { substitute, variableIn } from './substitute.ts';
import type { Traced } from './trace-kustomize.ts';

/** A folder to build, and what deploys it with something of its own. */
export interface KustomizeRoot {
  readonly folder: string;
  readonly deployment: Deployment | null;
  /** The manifests of a folder without a kustomization, for which Flux makes one. */
  readonly made: readonly string[];
}

/** The kustomization around a root: what deploys it puts on top. */
export function wrapped({ folder, deployment, made }: KustomizeRoot): unknown {
  const below = (one: string): string => `../../tree/${one}`;
  const resources = made.length === 0 ? [below(folder)] : made.map(below);
  const base = { resources, buildMetadata: ['originAnnotations'] };
  if (deployment === null) return base;
  const images = deployment.images.map(({ name, newName, newTag, digest }) => ({
    name,
    ...(newName === null ? {} : { newName }),
    ...(newTag === null ? {} : { newTag }),
    ...(digest === null ? {} : { digest }),
  }));
  const patches = deployment.patches.map((one) => {
    const value = plainValue(one, () => null) as Readonly<Record<string, unknown>>;
    const file = one.at('path').text;
    return file === null ? value : { ...value, path: below(`${folder}/${file}`) };
  });
  return {
    ...base,
    images,
    ...(patches.length === 0 ? {} : { patches }),
    ...(deployment.components.length === 0
      ? {}
      : { components: deployment.components.map(below) }),
    ...(deployment.forcedNamespace === null
      ? {}
      : { namespace: deployment.forcedNamespace }),
  };
}

export function tracedOverride(
  image: string,
  deployment: Deployment | null,
): Traced | null {
  if (deployment === null) return null;
  for (const override of deployment.images.toReversed()) {
    const { newName, name } = override;
    const before = `${name}${image.slice((newName ?? name).length)}`;
    const made = applyOverrides(before, [override]);
    if (
      made.place !== null &&
      made.image === image &&
      (override.newTag ?? override.digest) !== null
    )
      return made.place;
  }
  return null;
}

/** Where a variable of Flux makes the version, it is what a person edits. */
export function placeOfVariable(
  { image }: ImageReference,
  deployment: Deployment | null,
): Traced | null {
  const { substitutions = null } = deployment ?? {};
  const variable = substitutions === null ? null : variableIn(image, substitutions);
  return variable === null
    ? null
    : { location: variable.location, part: 'tag', source: 'flux' };
}

export function filledIn(
  reference: ImageReference,
  deployment: Deployment | null,
): ImageReference {
  const { substitutions = null } = deployment ?? {};
  if (substitutions === null || !reference.image.includes('$')) return reference;
  const image = substitute(reference.image, substitutions);
  return { ...reference, image, parsed: parseImageName(image) };
}

/** A namespace that an object names itself stays; else it is put where its deployment says. */
export function inNamespace(
  reference: ImageReference,
  deployment: Deployment | null,
): ImageReference {
  const { workload } = reference;
  if (workload === null || workload.namespace !== null || deployment === null)
    return reference;
  return { ...reference, workload: { ...workload, namespace: deployment.namespace } };
}

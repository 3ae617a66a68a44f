import type { ImageReference, PullSecret } from '../domain/reference.ts';
import type { SourceLocation } from '../domain/source-location.ts';
import { readFile } from '../formats/read-file.ts';
import type { ImageRule } from '../settings/settings.ts';
import type { Traced } from './trace-kustomize.ts';

/** One document of a tool's output. */
export interface RenderedDocument {
  readonly text: string;
  readonly references: readonly ImageReference[];
}

/** Takes a tool's output apart and reads its images as the formats read a manifest's. */
export function readRendered(
  output: string,
  imageRules: readonly ImageRule[],
): readonly RenderedDocument[] {
  return output.split(/^---[ \t]*$/m).flatMap((text) => {
    if (text.trim() === '') return [];
    const { references } = readFile('rendered.yaml', text, {
      imageRules,
      extraFormats: [],
      neighbour: () => null,
    });
    return references.length === 0 ? [] : [{ text, references }];
  });
}

/** A rendered image at the place where a person edits it. What its Pod says is as rendered; pull secrets stand where they are written. */
export function atPlace(
  rendered: ImageReference,
  place: Traced,
  asTheyStand: readonly ImageReference[],
): ImageReference {
  const { pod } = rendered;
  const secrets = asTheyStand.flatMap((one) => one.pod?.pullSecrets ?? []);
  return {
    ...rendered,
    location: place.location,
    part: place.part,
    source: place.source,
    pod:
      pod === null
        ? null
        : {
            ...pod,
            pullSecrets: pod.pullSecrets.map((one) =>
              writtenSecret(one, secrets, place.location),
            ),
          },
  };
}

function writtenSecret(
  secret: PullSecret,
  written: readonly PullSecret[],
  otherwise: SourceLocation,
): PullSecret {
  return (
    written.find(({ name }) => name === secret.name) ?? { ...secret, location: otherwise }
  );
}

import type {
  FileReading,
  ImageReference,
  KubernetesServiceAccount,
  PullSecret,
} from '../domain/reference.ts';
import type { SourceLocation } from '../domain/source-location.ts';
import type { RenderFailure } from '../engine/sources.ts';
import type { ReadContext } from '../formats/format.ts';
import { readFile } from '../formats/read-file.ts';
import type { Traced } from './trace-kustomize.ts';

/** One document of a tool's output, and all that it says. */
export interface RenderedDocument {
  readonly text: string;
  readonly reading: FileReading;
}

/** What reading a tool's output needs. */
export type RenderedContext = Pick<ReadContext, 'imageRules'>;

/** Takes a tool's output apart and reads it as the formats read a manifest. */
export function readRendered(
  output: string,
  context: RenderedContext,
): readonly RenderedDocument[] {
  return output
    .split(/^---[ \t]*$/m)
    .filter((text) => text.trim() !== '')
    .map((text) => ({ text, reading: readOutput(text, context) }));
}

/** The Kubernetes service accounts that a tool prints: with the namespace and the name that they are applied with. */
export function renderedAccounts(
  documents: readonly RenderedDocument[],
  root: { readonly file: string; readonly namespace: string | null },
  placeOf: (text: string) => SourceLocation,
  written: readonly KubernetesServiceAccount[],
): readonly KubernetesServiceAccount[] {
  return documents.flatMap(({ text, reading }) =>
    reading.serviceAccounts.map((account) =>
      whereWritten(account, placeOf(text), root, written),
    ),
  );
}

/** Prefixes and suffixes are added to names, so the written name stands in the applied one. */
function whereWritten(
  account: KubernetesServiceAccount,
  otherwise: SourceLocation,
  root: { readonly file: string; readonly namespace: string | null },
  written: readonly KubernetesServiceAccount[],
): KubernetesServiceAccount {
  const source = written.find(({ name }) => account.name.includes(name));
  const { googleServiceAccount: google, pullsAsItself } = account;
  return {
    ...account,
    namespace: account.namespace ?? root.namespace,
    place: root.file,
    location: source?.location ?? otherwise,
    googleServiceAccount:
      google === null
        ? null
        : {
            email: google.email,
            location: source?.googleServiceAccount?.location ?? otherwise,
          },
    pullsAsItself:
      pullsAsItself === null
        ? null
        : { location: source?.pullsAsItself?.location ?? otherwise },
    pullSecrets: account.pullSecrets.map(({ name }) => ({
      name,
      location:
        source?.pullSecrets.find((one) => one.name === name)?.location ?? otherwise,
    })),
  };
}

/** Templates often print a label twice; that says nothing of images. */
const LABEL_TWICE = /^The key "(?!.*(?:image|containers))[^"]*" stands twice/i;

/** What of a tool's output could not be read: it may hold images that nobody has seen. */
export function renderedProblems(
  documents: readonly RenderedDocument[],
  root: string,
  placeOf: (text: string) => SourceLocation,
): readonly RenderFailure[] {
  return documents.flatMap(({ text, reading }) =>
    reading.problems
      .filter(({ why }) => !LABEL_TWICE.test(why))
      .map(({ why }) => ({
        root,
        location: placeOf(text),
        why: why.startsWith('The key')
          ? `Of what it renders: ${why}`
          : `What it renders cannot be read: ${why}`,
      })),
  );
}

function readOutput(text: string, { imageRules }: RenderedContext): FileReading {
  return readFile('rendered.yaml', text, {
    imageRules,
    valuesRules: [],
    isValues: () => false,
    extraFormats: [],
    neighbour: () => null,
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

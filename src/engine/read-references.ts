import type { ImageLike } from '../domain/image-like.ts';
import type {
  ComputeClass,
  DocumentProblem,
  ImageReference,
  InlineWaiver,
  KubernetesServiceAccount,
} from '../domain/reference.ts';
import type { ChangedFile } from '../domain/tree.ts';
import { neighboursOf } from '../formats/read-file.ts';
import { environmentsOf } from '../settings/environments.ts';
import { isLookedAt } from '../settings/looked-at.ts';
import type { Settings } from '../settings/settings.ts';
import { asTheyStand } from './as-they-stand.ts';
import { findUnread, type SpokenFor } from './find-unread.ts';
import type { TreeReader } from './read-tree.ts';
import { type Occurrence, selectChanged } from './select-changed.ts';
import type { ChangeSource, Rendering, RenderSource } from './sources.ts';
import {
  asApplied,
  changedNames,
  filesThatName,
  readBothObjects,
  readObjects,
  type TreeObjects,
} from './tree-objects.ts';
import { whoPulls } from './who-pulls.ts';

/** What the head references, as far as this run is concerned. */
export interface ReferencesRead {
  /** Files that were read. */
  readonly files: readonly string[];
  readonly occurrences: readonly Occurrence[];
  readonly problems: readonly DocumentProblem[];
  readonly renderFailures: readonly DocumentProblem[];
  /** Kubernetes service accounts that stand in the head. */
  readonly serviceAccounts: readonly KubernetesServiceAccount[];
  readonly computeClasses: readonly ComputeClass[];
  /** Those of the service accounts that the base does not have as they are. */
  readonly changedServiceAccounts: readonly KubernetesServiceAccount[];
  /** What changed, looks like an image, and is read by nothing. */
  readonly unread: readonly ImageLike[];
  /** Every comment that waives, or is meant to, of the files that were read. */
  readonly waivers: readonly InlineWaiver[];
  /** Every reference of the head; `null` where only what changed was read. */
  readonly everything: readonly ImageReference[] | null;
  readonly remarks: readonly string[];
}

/** Reads the head and, where there is one, the base, and keeps what the head adds or changes. */
export async function readReferences(
  changes: ChangeSource,
  readers: { readonly head: TreeReader; readonly base: TreeReader | null },
  rendering: RenderSource,
  settings: Settings,
): Promise<ReferencesRead> {
  const changed = settings.scope === 'all' ? null : await changes.changedFiles();
  const baseReader = readers.base;
  if (changed === null || baseReader === null)
    return readEverything(readers.head, rendering, settings);

  const looked = changed.filter((file) => isLookedAt(settings, file.path));
  const deploying = looked.filter(({ path }) => path !== settings.configFile);
  const touched = [...new Set(looked.flatMap((file) => [file.path, ...previous(file)]))];
  const differing = new Set(changed.flatMap((file) => [file.path, ...previous(file)]));
  const { atHead: objectsAtHead, atBase: objectsAtBase } = await readBothObjects(
    readers.head,
    baseReader,
    differing,
  );
  // Whose account changes what it pulls as is changed too, wherever it stands.
  const moved = changedNames(objectsAtHead, objectsAtBase);
  const users = await filesThatName(moved, readers.head, settings);
  const paths = [...new Set([...touched, ...users])];
  const [head, base] = await Promise.all([
    withDependents(readers.head, [...pathsAtHead(looked), ...users], paths).then(
      (files) => readSide(readers.head, files, paths, rendering, settings, objectsAtHead),
    ),
    withDependents(baseReader, [...pathsAtBase(looked), ...users], paths).then((files) =>
      readSide(baseReader, files, paths, rendering, settings, objectsAtBase),
    ),
  ]);
  const renames = new Map(
    looked.flatMap((file) => previous(file).map((from) => [from, file.path] as const)),
  );
  return {
    ...head,
    occurrences: selectChanged(head.all, base.all, (path) => renames.get(path) ?? path),
    changedServiceAccounts: head.serviceAccounts.filter(
      (account) => !base.serviceAccounts.some((other) => sameBinding(account, other)),
    ),
    serviceAccounts: head.objects.serviceAccounts,
    computeClasses: head.objects.computeClasses,
    everything: null,
    unread: await findUnread(
      deploying,
      { ...head, tree: readers.head.tree },
      { ...base, tree: baseReader.tree },
      (file) =>
        environmentsOf(settings, file)
          .map(({ name }) => name)
          .join('\n'),
    ),
  };
}

async function readEverything(
  head: TreeReader,
  rendering: RenderSource,
  settings: Settings,
): Promise<ReferencesRead> {
  const files = (await head.tree.files()).filter((path) => isLookedAt(settings, path));
  const objects = await readObjects(head);
  const side = await readSide(head, files, null, rendering, settings, objects);
  return {
    ...side,
    occurrences: side.all,
    serviceAccounts: side.objects.serviceAccounts,
    computeClasses: side.objects.computeClasses,
    changedServiceAccounts: side.serviceAccounts,
    unread: [],
    everything: side.references,
  };
}

interface Side
  extends Omit<
      ReferencesRead,
      | 'occurrences'
      | 'changedServiceAccounts'
      | 'computeClasses'
      | 'unread'
      | 'everything'
    >,
    SpokenFor {
  readonly all: readonly Occurrence[];
  /** All that is known of the tree's objects, what was rendered as it is applied. */
  readonly objects: TreeObjects;
}

/** One side of the comparison: the files as they stand, with what rendering covers taken from its output instead. */
async function readSide(
  reader: TreeReader,
  paths: readonly string[],
  changed: readonly string[] | null,
  rendering: RenderSource,
  settings: Settings,
  known: TreeObjects,
): Promise<Side> {
  const files = paths.filter(reader.isCandidate);
  const [rendered, readings] = await Promise.all([
    rendering.render(reader.tree, changed),
    reader.readAll(files),
  ]);
  // A root that is not looked at speaks for nothing.
  const spoken = rendered.covered.filter(({ rootFile }) =>
    isLookedAt(settings, rootFile),
  );
  const covered = new Set(spoken.flatMap((one) => one.files));
  const objects = asApplied(known, rendered, covered);
  const looked = rendered.images.filter(({ rootFile }) => isLookedAt(settings, rootFile));
  const standing = asTheyStand(
    readings.flatMap((reading) => reading.references),
    { images: looked },
    covered,
  ).map((reference) =>
    occurrence(reference, reference.location.file, null, settings, objects),
  );
  const all = [...standing, ...renderedOccurrences(rendered, settings, objects)];
  const read = readings
    .flatMap((reading) => reading.serviceAccounts)
    .filter(({ location }) => !covered.has(location.file));
  return {
    files,
    all,
    references: all.map(({ reference }) => reference),
    covered,
    problems: readings.flatMap((reading) => reading.problems),
    renderFailures: rendered.failures.map(({ location, root, why }) => ({
      location,
      why: `${root}: ${why}`,
    })),
    serviceAccounts: [...read, ...rendered.serviceAccounts],
    objects,
    waivers: readings.flatMap((reading) => reading.waivers),
    remarks: rendered.remarks,
  };
}

function renderedOccurrences(
  rendered: Rendering,
  settings: Settings,
  objects: TreeObjects,
): readonly Occurrence[] {
  return rendered.images
    .filter(({ rootFile }) => isLookedAt(settings, rootFile))
    .map(({ reference, root, rootFile }) =>
      occurrence(reference, rootFile, root, settings, objects),
    );
}

function occurrence(
  reference: ImageReference,
  place: string,
  root: string | null,
  settings: Settings,
  objects: TreeObjects,
): Occurrence {
  const environments = environmentsOf(settings, place).map(
    (environment) => environment.name,
  );
  const who = whoPulls(reference, place, environments, objects);
  return { reference, place, root, environments, who, before: null, whoChanged: [] };
}

/** The files themselves, and those whose meaning hangs on a changed one: a chart's values when its `appVersion` moves. */
async function withDependents(
  reader: TreeReader,
  files: readonly string[],
  changed: readonly string[],
): Promise<readonly string[]> {
  const moved = new Set(changed);
  const all = await reader.tree.files();
  const dependents = all.filter(
    (path) =>
      reader.isCandidate(path) &&
      neighboursOf(path).some((neighbour) => moved.has(neighbour)),
  );
  return [...new Set([...files, ...dependents])];
}

function sameBinding(a: KubernetesServiceAccount, b: KubernetesServiceAccount): boolean {
  return (
    a.name === b.name &&
    a.namespace === b.namespace &&
    a.googleServiceAccount?.email === b.googleServiceAccount?.email
  );
}

function pathsAtHead(files: readonly ChangedFile[]): readonly string[] {
  return files.flatMap((file) => (file.status === 'removed' ? [] : [file.path]));
}

function pathsAtBase(files: readonly ChangedFile[]): readonly string[] {
  return files.flatMap((file) =>
    file.status === 'added' ? [] : [file.previousPath ?? file.path],
  );
}

function previous(file: ChangedFile): readonly string[] {
  return file.previousPath === null ? [] : [file.previousPath];
}

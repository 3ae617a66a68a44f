import type { ImageReference } from '../domain/reference.ts';
import { describeChange, type WhoPulls } from './who-pulls.ts';

/**
 * A reference as one thing that will run: where it was read as it stands, `place` is its file and `root` is `null`; where it was
 * rendered, `place` is the file that makes the root.
 */
export interface Occurrence {
  readonly reference: ImageReference;
  readonly place: string;
  readonly root: string | null;
  /** The environments of its place: an image that moves to another environment has other pullers, so it is a change. */
  readonly environments: readonly string[];
  /** What decides who pulls it. */
  readonly who: WhoPulls;
  /** The image that stood there at the base; `null` where it is new or nothing was compared. */
  readonly before: string | null;
  /** What changed of who pulls it (`node selector pool=a → pool=b`); empty where nothing did, or nothing was compared. */
  readonly whoChanged: readonly string[];
}

/**
 * The head's occurrences that the base does not have: none there with the same workload, container and image (contract §8).
 * Each occurrence of the base answers for one of the head, nearest first, so that a move is no change while the promotion of
 * what already runs elsewhere is one.
 */
export function selectChanged(
  head: readonly Occurrence[],
  base: readonly Occurrence[],
  /** A base path's path at the head. */
  renamed: (basePath: string) => string,
): readonly Occurrence[] {
  const left = new Set(base);
  const inPlace = indexBy(base, (one) => `${renamed(one.place)}\n${imageKey(one)}`);
  const anywhere = indexBy(base, imageKey);
  const unmatched = head
    .filter((one) => !take(inPlace.get(`${one.place}\n${imageKey(one)}`), left))
    .filter((one) => !take(anywhere.get(imageKey(one)), left));

  const slotsInPlace = indexBy(base, (one) => `${renamed(one.place)}\n${slotKey(one)}`);
  const slots = indexBy(base, slotKey);
  const slotsElsewhere = indexBy(base, anySpaceKey);
  return unmatched.map((one) => {
    const slot =
      takeOne(slotsInPlace.get(`${one.place}\n${slotKey(one)}`), left) ??
      takeOne(slots.get(slotKey(one)), left) ??
      takeOne(slotsElsewhere.get(anySpaceKey(one)), left);
    if (slot === undefined) return one;
    const whoChanged = describeChange(slot.who, one.who);
    return { ...one, before: slot.reference.image, whoChanged };
  });
}

/** What must be the same for nothing to have changed. */
function imageKey(one: Occurrence): string {
  return JSON.stringify([...workloadKey(one.reference), one.reference.image, one.who]);
}

/** Where an image goes, whichever it is: what `2.2.0 → 2.3.0` compares. Without a container, the image's name is the slot. */
function slotKey(one: Occurrence): string {
  const { reference } = one;
  const name = reference.container === null ? nameOf(reference) : null;
  return JSON.stringify([...workloadKey(reference), name]);
}

/** A workload that moves to another namespace is the same one, with other pullers. */
function anySpaceKey(one: Occurrence): string {
  const { reference, root } = one;
  const { kind = null, name = null } = reference.workload ?? {};
  const image = reference.container === null ? nameOf(reference) : null;
  return JSON.stringify([kind, name, reference.container, image, root, one.place]);
}

function workloadKey({
  workload,
  container,
}: ImageReference): readonly (string | null)[] {
  if (workload === null) return [null, null, null, container];
  return [workload.kind, workload.namespace, workload.name, container];
}

function nameOf({ parsed, image }: ImageReference): string {
  if (parsed.kind !== 'name') return image;
  return `${parsed.name.host ?? ''}/${parsed.name.path}`;
}

function indexBy(
  all: readonly Occurrence[],
  key: (one: Occurrence) => string,
): Map<string, Occurrence[]> {
  const index = new Map<string, Occurrence[]>();
  for (const one of all) {
    const list = index.get(key(one));
    if (list === undefined) index.set(key(one), [one]);
    else list.push(one);
  }
  return index;
}

function take(
  candidates: readonly Occurrence[] | undefined,
  left: Set<Occurrence>,
): boolean {
  return takeOne(candidates, left) !== undefined;
}

function takeOne(
  candidates: readonly Occurrence[] | undefined,
  left: Set<Occurrence>,
): Occurrence | undefined {
  const found = candidates?.find((one) => left.has(one));
  if (found !== undefined) left.delete(found);
  return found;
}

import type { Existence, MissingImage, Proposal, Unknown } from '../../domain/facts.ts';

/** Google itself says that it is not there. */
export function missing(
  what: MissingImage['what'],
  proposals: readonly Proposal[],
): MissingImage {
  return { kind: 'missing', what, proposals, waitedMs: 0 };
}

/** Nobody can tell. */
export function open(why: Unknown): Existence {
  return { ...why, proposal: null };
}

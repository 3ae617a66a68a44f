import { printable } from './escape.ts';

/** Words, and what is to be read letter by letter: a name, a tag, a file. Each channel writes them in its own way. */
export type Piece = string | { readonly code: string };

/** A name to be read letter by letter. */
export function code(text: string): Piece {
  return { code: text };
}

/** Pieces on a terminal or in an annotation. */
export function plain(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) => printable(typeof piece === 'string' ? piece : piece.code))
    .join('');
}

/** A list in words: the first few, then how many more. */
export function listed(names: readonly string[], shown: number): readonly Piece[] {
  const first = names.slice(0, shown).flatMap((name) => [', ', code(name)]);
  const left = names.length - shown;
  const more = left > 0 ? [` and ${left} more`] : [];
  return [...first.slice(1), ...more];
}

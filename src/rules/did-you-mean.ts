import type { MissingImage } from '../domain/facts.ts';

/** The end of a message, and the fix, for something that is not there: what exists and is nearest. */
export function didYouMean({ proposals, waitedMs }: MissingImage): {
  readonly words: string;
  readonly fix: { readonly replacement?: string };
} {
  const [best] = proposals;
  const waited = waitedMs > 0 ? ` It was waited for ${duration(waitedMs)}.` : '';
  if (best === undefined) return { words: waited, fix: {} };
  const list = proposals.slice(0, 3).map(({ image, because }) => `${image} (${because})`);
  return {
    words: `${waited} There is ${list.join(', ')}.`,
    fix: { replacement: best.image },
  };
}

function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60
    ? `${seconds} s`
    : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

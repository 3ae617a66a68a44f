import { closest, distance } from 'fastest-levenshtein';

/** `; did you mean "paths"?`, where something is near enough to be meant. */
export function nearest(given: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const candidate = closest(given, [...known]);
  if (distance(given, candidate) <= Math.max(2, given.length / 2))
    return `; did you mean "${candidate}"?`;
  return `; expected one of ${known.join(', ')}`;
}

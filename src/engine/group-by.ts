/** Values that share a key, in the order in which each key was first met. */
export function groupBy<T>(
  values: readonly T[],
  key: (value: T) => string,
): ReadonlyMap<string, readonly [T, ...T[]]> {
  const groups = new Map<string, [T, ...T[]]>();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group === undefined) groups.set(key(value), [value]);
    else group.push(value);
  }
  return groups;
}

/** Each text once, in the order in which it was first met. */
export function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}

/** Each text once, by its letters: the same however a run was divided. */
export function distinctSorted(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}

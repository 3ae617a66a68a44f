/** So many lists are read for what may have been meant, a project. */
const LISTS_AT_MOST = 12;

/** What is still spent on looking for what may have been meant. */
export interface Purse {
  /** Is there something left for this list? One that was paid for is free. */
  readonly pays: (project: string, list: string) => boolean;
}

/** A purse for each project. */
export function purse(): Purse {
  const spent = new Map<string, Set<string>>();
  return {
    pays: (project, list) => {
      const lists = spent.get(project) ?? new Set();
      spent.set(project, lists);
      if (lists.has(list)) return true;
      if (lists.size >= LISTS_AT_MOST) return false;
      lists.add(list);
      return true;
    },
  };
}

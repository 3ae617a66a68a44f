/** How many requests may be on their way at once, to one service. */
export interface Width {
  /**
   * Waits for a place and gives what frees it. A request that is slow gives its
   * place back early: it never keeps the requests of other groups waiting.
   */
  readonly enter: (group: string) => Promise<() => void>;
  /** The service said that it was too much. */
  readonly shrink: () => void;
  /** The service answered. */
  readonly grow: () => void;
  /** The width as it stands. */
  readonly now: () => number;
}

export const WIDEST = 64;
const NARROWEST = 2;
/** After this a request counts as slow. */
const SLOW_MS = 1500;
/** A group with so many slow requests on their way waits for them. */
const SLOW_AT_MOST = 8;
/** One burst of refusals is one refusal. */
const CALM_MS = 1000;

interface Waiting {
  readonly group: string;
  readonly start: () => void;
}

/** A width that halves where a service says that it is too much, and grows back by one for each round that goes well. */
export function adaptiveWidth(clock: () => number): Width {
  const queue: Waiting[] = [];
  const slow = new Map<string, number>();
  const state = { width: WIDEST, active: 0, well: 0, shrunkAt: -CALM_MS };

  const mayStart = ({ group }: Waiting): boolean => (slow.get(group) ?? 0) < SLOW_AT_MOST;
  const next = (): void => {
    while (state.active < state.width) {
      const index = queue.findIndex(mayStart);
      if (index < 0) return;
      const [first] = queue.splice(index, 1);
      state.active += 1;
      first?.start();
    }
  };
  const free = (): void => {
    state.active -= 1;
    next();
  };

  return {
    enter: (group) =>
      new Promise((resolve) => {
        const start = (): void => resolve(place(group, slow, free, next));
        queue.push({ group, start });
        next();
      }),
    shrink: () => {
      state.well = 0;
      if (clock() - state.shrunkAt < CALM_MS) return;
      state.shrunkAt = clock();
      state.width = Math.max(NARROWEST, Math.floor(state.width / 2));
    },
    grow: () => {
      state.well += 1;
      if (state.well < state.width || state.width >= WIDEST) return;
      state.well = 0;
      state.width += 1;
      next();
    },
    now: () => state.width,
  };
}

/** One place: freed when its request ends, or passes for slow, whichever comes first. */
function place(
  group: string,
  slow: Map<string, number>,
  free: () => void,
  next: () => void,
): () => void {
  let isSlow = false;
  const timer = setTimeout(() => {
    isSlow = true;
    slow.set(group, (slow.get(group) ?? 0) + 1);
    free();
  }, SLOW_MS);
  return () => {
    clearTimeout(timer);
    if (!isSlow) return free();
    slow.set(group, (slow.get(group) ?? 1) - 1);
    next();
  };
}

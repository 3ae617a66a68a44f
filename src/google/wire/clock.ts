/** The one clock of a run: everything that takes time is measured by it. */
export interface Clock {
  /** Aborts when the run's time is up; what was found by then is kept. */
  readonly signal: AbortSignal;
  /** Milliseconds since the run began. */
  readonly elapsed: () => number;
  /** Milliseconds that the run still has; 0 when its time is up. */
  readonly timeLeft: () => number;
  /** Waits, or ends at once when the run's time is up. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** No timer of Node's waits longer. */
const LONGEST_MS = 2 ** 31 - 1;

/** Starts the clock of a run that has so many milliseconds, or until somebody stops it. */
export function startClock(milliseconds: number, stop?: AbortSignal): Clock {
  const started = performance.now();
  const limit = Math.min(Math.max(0, Math.ceil(milliseconds)), LONGEST_MS);
  const timeout = AbortSignal.timeout(limit);
  const signal = stop === undefined ? timeout : AbortSignal.any([timeout, stop]);
  const elapsed = (): number => performance.now() - started;
  return {
    signal,
    elapsed,
    timeLeft: () => (signal.aborted ? 0 : Math.max(0, limit - elapsed())),
    pause: (wait) => sleep(wait, signal),
  };
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

/** Whether somebody asked the process to end. */
export interface Interruption {
  /** Aborts when somebody did: what is known by then is told. */
  readonly signal: AbortSignal;
  /** Ends the process as a shell expects of that signal, once all is written; does nothing where nobody asked. */
  readonly end: () => Promise<void>;
}

/** What a shell makes of a process that a signal ended: 128 and its number. */
const STATUSES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
/** A runner kills what is still there a little later. */
const PATIENCE_MS = 1700;

/** Listens for the signals that ask a process to end. A second one, or a run that does not come to its end, ends it at once. */
export function listenForInterruption(): Interruption {
  const controller = new AbortController();
  let status: number | null = null;
  for (const name of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (status !== null) process.exit(STATUSES[name]);
      status = STATUSES[name];
      setTimeout(() => process.exit(STATUSES[name]), PATIENCE_MS).unref();
      controller.abort(new Error(`interrupted by ${name}`));
    });
  }
  return {
    signal: controller.signal,
    end: async () => {
      if (status === null) return;
      await flushed(process.stdout);
      await flushed(process.stderr);
      process.exit(status);
    },
  };
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}

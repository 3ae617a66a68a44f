/** What a promise comes to, unless the job is cancelled before. */
export async function unlessStopped<T>(
  stop: AbortSignal,
  promise: Promise<T>,
): Promise<T | 'stopped'> {
  // What it comes to later is nobody's any more.
  promise.catch(() => undefined);
  let end: () => void = () => undefined;
  const stopped = new Promise<'stopped'>((resolve) => {
    end = () => resolve('stopped');
    if (stop.aborted) end();
    else stop.addEventListener('abort', end, { once: true });
  });
  try {
    return await Promise.race([promise, stopped]);
  } finally {
    stop.removeEventListener('abort', end);
  }
}

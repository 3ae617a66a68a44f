import type { Lookup } from '../wire/repositories.ts';
import { sleep } from '../wire/sleep.ts';
import type { ExistenceOptions } from './inquiry.ts';

const FIRST_PAUSE_MS = 2000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Asks again for what is absent, with growing pauses, as long as `--wait` allows and it is worth it. An answer, a refusal or the end
 * of the time ends it.
 */
export async function waitFor<T>(
  ask: () => Promise<Lookup<T>>,
  worthIt: () => Promise<boolean>,
  {
    waitMs,
    signal,
    timeLeft,
    progress,
  }: Pick<ExistenceOptions, 'waitMs' | 'signal' | 'timeLeft' | 'progress'>,
  name: string,
): Promise<{ readonly answer: Lookup<T>; readonly waitedMs: number }> {
  let answer = await ask();
  if (answer.kind !== 'absent' || waitMs <= 0 || !(await worthIt()))
    return { answer, waitedMs: 0 };
  const started = performance.now();
  const waited = (): number => Math.round(performance.now() - started);
  for (
    let pause = FIRST_PAUSE_MS;
    answer.kind === 'absent' && !signal.aborted;
    pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)
  ) {
    const left = Math.min(waitMs - waited(), timeLeft());
    if (left <= 0) break;
    progress(`Waiting for ${name} (${Math.round(waited() / 1000)} s)`);
    await sleep(Math.min(pause, left), signal);
    answer = await ask();
  }
  return { answer, waitedMs: waited() };
}

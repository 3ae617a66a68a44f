import type { Answer } from '../wire/answers.ts';
import type { ExistenceOptions } from './inquiry.ts';

const FIRST_PAUSE_MS = 2000;
const LONGEST_PAUSE_MS = 30_000;

/** What a wait came to. */
export interface Waited<T> {
  readonly answer: Answer<T>;
  readonly waitedMs: number;
}

/**
 * Asks again for what is absent, with growing pauses, as long as `--wait` and the
 * run allow. It ends when the thing is there or nobody may tell any more. An
 * answer that did not come is no answer: what was seen last stays.
 */
export async function waitFor<T>(
  ask: () => Promise<Answer<T>>,
  first: Answer<T>,
  { waitMs, clock, progress }: Pick<ExistenceOptions, 'waitMs' | 'clock' | 'progress'>,
  name: string,
): Promise<Waited<T>> {
  const started = clock.elapsed();
  const waited = (): number => Math.round(clock.elapsed() - started);
  let answer = first;
  let pause = FIRST_PAUSE_MS;
  while (answer.kind === 'absent' && !clock.signal.aborted) {
    const left = Math.min(waitMs - waited(), clock.timeLeft());
    if (left <= 0) break;
    progress(`Waiting for ${name} (${Math.round(waited() / 1000)} s)`);
    await clock.pause(Math.min(pause, left));
    pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS);
    if (clock.timeLeft() <= 0) break;
    const next = await ask();
    if (!isSilence(next)) answer = next;
  }
  return { answer, waitedMs: waited() };
}

function isSilence(answer: Answer<unknown>): boolean {
  if (answer.kind !== 'unknown') return false;
  return answer.reason === 'timeout' || answer.reason === 'unreachable';
}

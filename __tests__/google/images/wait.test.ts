import { describe, expect, it } from 'vitest';
import { unknown } from '../../../src/domain/facts.ts';
import { waitFor } from '../../../src/google/images/wait.ts';
import type { Answer } from '../../../src/google/wire/answers.ts';
import { fastClock } from '../connect.ts';

const ABSENT: Answer<string> = { kind: 'absent', message: 'Not found.' };
const FOUND: Answer<string> = { kind: 'ok', value: 'sha256:7' };
const silence = (reason: 'timeout' | 'unreachable'): Answer<string> =>
  unknown(reason, 'It was not heard.', 'Run it again.');
const REFUSED: Answer<string> = unknown('refused', 'We were refused.', 'Grant it.');

/** Waits while one answer after the other comes, the last for ever. */
async function wait(
  answers: readonly Answer<string>[],
  { waitMs = 60_000, time = 600_000 } = {},
) {
  const clock = fastClock(time);
  const pauses: number[] = [];
  const said: string[] = [];
  const pause = async (milliseconds: number): Promise<void> => {
    pauses.push(milliseconds);
    await clock.pause(milliseconds);
  };
  let asked = 0;
  const ask = async (): Promise<Answer<string>> => {
    const answer = answers[Math.min(asked, answers.length - 1)] ?? ABSENT;
    asked += 1;
    return answer;
  };
  const options = {
    waitMs,
    clock: { ...clock, pause },
    progress: (text: string) => void said.push(text),
  };
  const { answer, waitedMs } = await waitFor(ask, ABSENT, options, 'app:1');
  return { kind: answer.kind, waitedMs, pauses, asked, said };
}

describe('waiting for what is absent', () => {
  it('ends when it is there', async () => {
    expect(await wait([ABSENT, FOUND])).toMatchObject({
      kind: 'ok',
      waitedMs: 5000,
      asked: 2,
      said: ['Waiting for app:1 (0 s)', 'Waiting for app:1 (2 s)'],
    });
  });

  it('ends when nobody may tell any more', async () => {
    expect(await wait([ABSENT, REFUSED, FOUND])).toMatchObject({
      kind: 'unknown',
      asked: 2,
    });
  });

  it.each(['timeout', 'unreachable'] as const)(
    'goes on after %s: what was seen last stays, and what comes then counts',
    async (reason) => {
      expect(await wait([silence(reason), FOUND])).toMatchObject({
        kind: 'ok',
        asked: 2,
      });
      expect(await wait([silence(reason)])).toMatchObject({
        kind: 'absent',
        waitedMs: 60_000,
      });
    },
  );

  it('asks with growing pauses of at most half a minute, the last as long as is left', async () => {
    const { pauses, waitedMs } = await wait([ABSENT], { waitMs: 120_000 });
    expect(pauses.slice(0, 4)).toEqual([2000, 3000, 4500, 6750]);
    expect(Math.max(...pauses)).toBe(30_000);
    expect(pauses.reduce((sum, one) => sum + one, 0)).toBeCloseTo(120_000, -2);
    expect(waitedMs).toBe(120_000);
  });

  it('ends with the run, and asks nothing after it', async () => {
    const { waitedMs, kind, asked, pauses } = await wait([ABSENT], { time: 4000 });
    expect({ waitedMs, kind }).toEqual({ waitedMs: 4000, kind: 'absent' });
    expect(asked).toBe(pauses.length - 1);
  });

  it('does not begin where there is no time to wait', async () => {
    expect(await wait([FOUND], { waitMs: 0 })).toMatchObject({
      kind: 'absent',
      asked: 0,
    });
  });
});

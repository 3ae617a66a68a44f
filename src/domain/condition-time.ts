import { evaluateCondition } from './condition.ts';

/** What becomes of a condition as time goes by. */
export type OverTime =
  | { readonly kind: 'steady' }
  /** It holds now, and no longer from this instant on. */
  | { readonly kind: 'ends'; readonly at: Date }
  /** It holds at some hours or days only, again and again. */
  | { readonly kind: 'recurring' };

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Looks a year ahead where the condition reads the clock, and past each instant that it names. */
export function overTime(expression: string, now: Date): OverTime {
  if (!expression.includes('request.time')) return { kind: 'steady' };
  const holdsAt = (time: number): boolean =>
    evaluateCondition(expression, new Date(time)).holds === 'yes';
  const times = instants(expression, now.getTime());
  const states = times.map((time) => ({ time, holds: holdsAt(time) }));
  const changes = states.filter(({ holds }, index) => holds !== states[index - 1]?.holds);
  const begun = changes.filter(({ holds }) => holds).length;
  if (begun > 1) return { kind: 'recurring' };
  const [first, second] = changes;
  if (first?.holds !== true || second === undefined) return { kind: 'steady' };
  return { kind: 'ends', at: new Date(lastMoment(second.time, times, holdsAt)) };
}

/** The last instant that a condition names and from which on it can hold no longer; `null` where it is not time that ended it. */
export function endedAt(expression: string, now: Date): Date | null {
  const mayHoldAt = (time: number): boolean =>
    ['yes', 'depends'].includes(evaluateCondition(expression, new Date(time)).holds);
  const past = namedIn(expression).filter((time) => time <= now.getTime());
  const ends = past.filter((time) => mayHoldAt(time - 1) && !mayHoldAt(time + 1));
  return ends.length === 0 ? null : new Date(Math.max(...ends));
}

/** The next instant that a condition names and from which on it can hold; `null` where it names none. */
export function beginsAt(expression: string, now: Date): Date | null {
  const mayHoldAt = (time: number): boolean =>
    ['yes', 'depends'].includes(evaluateCondition(expression, new Date(time)).holds);
  const coming = namedIn(expression).filter((time) => time >= now.getTime());
  const begins = coming.filter((time) => !mayHoldAt(time - 1) && mayHoldAt(time + 1));
  return begins.length === 0 ? null : new Date(Math.min(...begins));
}

function namedIn(expression: string): readonly number[] {
  const named = expression.matchAll(/["'](\d{4}-\d\d-\d\dT[^"']{1,40})["']/g);
  const times = [...named].map(([, text = '']) => Date.parse(text));
  return times.filter((time) => !Number.isNaN(time));
}

/** Now, just past each instant that is named, and where parts of the date are read every hour of eight days and every day of a year. */
function instants(expression: string, now: number): readonly number[] {
  const after = namedIn(expression)
    .filter((time) => time > now)
    .flatMap((time) => [time - 1, time, time + 1]);
  const readsParts = /\.get[A-Z]\w*\s*\(/.test(expression);
  const hours = readsParts || /duration\s*\(/.test(expression) ? 8 * 24 : 0;
  const ahead = [
    ...Array.from({ length: hours }, (_, index) => now + (index + 1) * HOUR),
    ...Array.from(
      { length: readsParts ? 370 : 0 },
      (_, index) => now + (index + 1) * DAY,
    ),
  ];
  return [...new Set([now, ...after, ...ahead])].sort((a, b) => a - b);
}

/** The instant of the change before `end`, to the second. */
function lastMoment(
  end: number,
  times: readonly number[],
  holdsAt: (time: number) => boolean,
): number {
  let off = end;
  let on = times[times.indexOf(end) - 1] ?? end;
  while (off - on > 1000) {
    const middle = Math.floor((on + off) / 2);
    if (holdsAt(middle)) on = middle;
    else off = middle;
  }
  return off;
}

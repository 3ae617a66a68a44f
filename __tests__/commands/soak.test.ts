import { expect, it } from 'vitest';
import { runs } from '../thorough.ts';
import { type Held, soak } from './soak.ts';

it('many runs in one process leave nothing behind', async () => {
  const seen: Held[] = [];
  for await (const held of soak(runs(200), 5)) seen.push(held);
  const first = seen[seen.length >> 1];
  const last = seen.at(-1);
  if (first === undefined || last === undefined) throw new Error('nothing was seen');
  expect(last.open).toBeLessThanOrEqual(first.open);
  expect(last.folders).toBe(0);
  const perRun = (last.heap - first.heap) / (last.runs - first.runs);
  expect(perRun).toBeLessThan(100_000);
});

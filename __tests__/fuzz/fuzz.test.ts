import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeThorough, runs } from '../thorough.ts';
import { buildReference, differing } from './reference.ts';
import { type Target, targets } from './targets.ts';

const KEPT = path.join(import.meta.dirname, 'kept');

/** A test says the same each time; `npm run fuzz` is what goes looking. */
const SEED = 20_261_128;

/** What once failed. */
function kept({ name }: Pick<Target, 'name'>): readonly string[] {
  const folder = path.join(KEPT, name);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((file) => readFileSync(path.join(folder, file), 'utf8'));
}

describe.each(targets.map((one) => [one.name, one] as const))('%s', (_, target) => {
  it('that once failed hold', async () => {
    for (const text of kept(target)) await target.holds(text);
  });

  it('hold whatever they are', async () => {
    const property = fc.asyncProperty(target.inputs, target.holds);
    await fc.assert(property, { numRuns: runs(50), seed: SEED });
  });
});

describeThorough(['go'], "image names, by the distribution's own code", () => {
  it('are taken and refused alike', (context) => {
    const reference = buildReference();
    if (reference === null) {
      context.skip("the Go module of the distribution's names could not be had");
      return;
    }
    const names = targets.flatMap(({ name, inputs }) =>
      name === 'names' ? fc.sample(inputs, { numRuns: runs(20_000), seed: SEED }) : [],
    );
    const past = kept({ name: 'names' });
    expect(differing([...past, ...names], reference)).toEqual([]);
  });
});

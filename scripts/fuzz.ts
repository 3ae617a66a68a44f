/** `npm run fuzz [-- MINUTES [SEED]]`: every kind of input for so long; what fails is kept below `__tests__/fuzz/kept/`. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { buildReference, differing } from '../__tests__/fuzz/reference.ts';
import { type Target, targets } from '../__tests__/fuzz/targets.ts';

const KEPT = path.resolve(import.meta.dirname, '../__tests__/fuzz/kept');
const [minutes = '1', firstSeed = String(Date.now() % 1_000_000)] = process.argv.slice(2);
const until = Date.now() + Number(minutes) * 60_000;
const ROUND_MS = 5000;
let failures = 0;
let tried = 0;

for (let seed = Number(firstSeed); Date.now() < until; seed += 1) {
  console.log(`seed ${seed}`);
  for (const target of targets) await fuzz(target, seed);
  compareNames(seed);
}
console.log(`${tried} inputs, ${failures} failures`);
process.exitCode = failures === 0 ? 0 : 1;

async function fuzz(target: Target, seed: number): Promise<void> {
  const end = Math.min(until, Date.now() + ROUND_MS);
  for (const text of fc.sample(target.inputs, { numRuns: 2000, seed })) {
    if (Date.now() > end) return;
    tried += 1;
    const why = await failureOf(target, text);
    if (why !== null) keep(target.name, await smaller(target, text), why);
  }
}

async function failureOf(target: Target, text: string): Promise<string | null> {
  try {
    await target.holds(text);
    return null;
  } catch (error) {
    return String(error);
  }
}

/** Leaves out what the failure does not need. */
async function smaller(target: Target, text: string): Promise<string> {
  let best = text;
  for (let size = best.length >> 1; size > 0; size >>= 1)
    for (let at = 0; at < best.length; at += size) {
      const less = best.slice(0, at) + best.slice(at + size);
      if ((await failureOf(target, less)) !== null) best = less;
    }
  return best;
}

function compareNames(seed: number): void {
  const reference = buildReference();
  const names = targets.find(({ name }) => name === 'names');
  if (reference === null || names === undefined) return;
  const texts = fc.sample(names.inputs, { numRuns: 5000, seed });
  tried += texts.length;
  for (const text of differing(texts, reference))
    keep('names', text, 'read otherwise than by distribution/reference');
}

function keep(name: string, text: string, why: string): void {
  failures += 1;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const folder = path.join(KEPT, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${hash}.txt`), text);
  console.log(`${name}/${hash}.txt: ${why.slice(0, 500)}`);
}

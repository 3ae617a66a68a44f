/**
 * What is fast, beside peers in the same run: `npm run bench` (a few minutes; `npm run build` before). Writes bench/results.json, from
 * which `npm run docs` makes the README's table. Ratios are medians of three rounds in which everything takes its turn; a peer that is not on
 * the PATH is left out and said to be.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { arch, cpus, release, totalmem } from 'node:os';
import path from 'node:path';
import {
  bundle,
  document,
  finding,
  lookingUp,
  missing,
  type Row,
  rendering,
  start,
  whole,
} from './rows.ts';

const PARTS: Readonly<Record<string, () => Promise<Row | readonly Row[]> | Row>> = {
  start,
  finding,
  document,
  lookingUp,
  missing,
  whole,
  rendering,
  bundle,
};

const asked = process.argv.slice(2);
const rows: Row[] = [];
for (const [name, part] of Object.entries(PARTS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const made = [await part()].flat();
  for (const { what, value, peers, goal } of made)
    console.log(`${what}: ${value} (goal ${goal})${peers === '' ? '' : `; ${peers}`}`);
  rows.push(...made);
}
if (asked.length === 0) {
  const results = { machine: machine(), versions: versions(), rows };
  const file = path.join(import.meta.dirname, 'results.json');
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
}

function machine(): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${memory} GiB, Linux ${release()} ${arch()}`;
}

function versions(): Readonly<Record<string, string>> {
  const asked = {
    crane: ['crane', 'version'],
    skopeo: ['skopeo', '--version'],
    kubeconform: ['kubeconform', '-v'],
    kbld: ['kbld', 'version'],
    kustomize: ['kustomize', 'version'],
  };
  const told = Object.entries(asked).map(([name, words]) => [name, said(words)] as const);
  return Object.fromEntries([['node', process.version], ...told]);
}

function said([program = '', ...words]: readonly string[]): string {
  try {
    const text = execFileSync(program, words, { encoding: 'utf8', stdio: 'pipe' });
    return text.trim().split('\n')[0] ?? '';
  } catch {
    return 'not on the PATH';
  }
}

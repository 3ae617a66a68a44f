/**
 * 100,000 manifests in one run and over four shards: `npm run shards` (`npm run build` before; a few minutes). Fails where the merged report
 * is not the report of the one run, requests aside. `npm run shards -- 5000 3` takes another size and another number.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Cost, measure } from './measure.ts';
import { writeShopTree } from './shop-tree.ts';
import { scratch } from './trees.ts';

const CLI = path.resolve(import.meta.dirname, '../dist/cli.js');
const [manifests = 100_000, shards = 4] = process.argv.slice(2).map(Number);

const cwd = scratch('shards');
const { words } = writeShopTree(cwd, manifests);
const run = (...given: readonly string[]): Promise<Cost> =>
  measure({ words: [process.execPath, CLI, ...given], cwd });

const whole = await run(...words, '--format=json', '--output=whole.json');
tell('one run', whole);
const parts: string[] = [];
for (let index = 1; index <= shards; index += 1) {
  const part = `part-${index}.json`;
  const given = ['--format=json', `--output=${part}`, `--shard=${index}/${shards}`];
  tell(`shard ${index}/${shards}`, await run(...words, ...given));
  parts.push(part);
}
tell('merge', await run('merge', ...parts, '--format=json', '--output=merged.json'));
const isSame = isDeepStrictEqual(report('whole.json'), report('merged.json'));
console.log(isSame ? 'The reports are the same.' : `The reports differ: ${cwd}`);
process.exitCode = isSame ? 0 : 1;

function report(file: string): object {
  const read = JSON.parse(readFileSync(path.join(cwd, file), 'utf8')) as object;
  return { ...read, requests: null };
}

function tell(what: string, { wallMs, peakMiB }: Cost): void {
  console.log(`${what}: ${(wallMs / 1000).toFixed(1)} s, ${peakMiB} MiB`);
}

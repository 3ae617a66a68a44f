import { SettingsError } from '../domain/settings-error.ts';
import { mergeReports } from '../engine/merge-reports.ts';
import { colorOf, type Given, type Io } from './io.ts';
import { readOutputs, refuseUnwritable } from './outputs.ts';
import { readReport } from './read-report.ts';
import { writeOutputs } from './write-outputs.ts';

/** `gar-preflight merge REPORT…`: one report of many shards, in any format. Exit status as the whole check's. */
export async function runMerge(
  files: readonly string[],
  given: Given,
  io: Io,
): Promise<number> {
  const outputs = readOutputs(given);
  await refuseUnwritable(outputs, io);
  colorOf(io.stdout, io, given);
  if (files.length === 0)
    throw new SettingsError('merge: expected one report or more, got none.');
  const parts = await Promise.all(
    files.map((file) => readReport(file, io.folder, 'merge')),
  );
  refuseGaps(parts.flatMap(({ shard }) => shard ?? []));
  const report = mergeReports(parts);
  await writeOutputs(report, outputs, given, io);
  return report.conclusion === 'failure' ? 1 : 0;
}

/** A shard that is not there was not looked at: what is merged would speak for less than the tree. */
function refuseGaps(shards: readonly string[]): void {
  const counts = new Set(shards.map((shard) => shard.split('/')[1]));
  if (counts.size > 1)
    throw new SettingsError(
      `merge: expected shards of one run, got ${shards.join(', ')}.`,
    );
  const [count = '0'] = counts;
  const wanted = Array.from(
    { length: Number(count) },
    (_, index) => `${index + 1}/${count}`,
  );
  const missing = wanted.filter((shard) => !shards.includes(shard));
  const twice = shards.filter((shard, index) => shards.indexOf(shard) !== index);
  if (missing.length > 0)
    throw new SettingsError(
      `merge: expected every shard of ${count}, got none that is ${missing.slice(0, 5).join(', ')}: its part of the tree would be silently left out.`,
    );
  if (twice.length > 0)
    throw new SettingsError(`merge: expected each shard once, got ${twice[0]} twice.`);
}

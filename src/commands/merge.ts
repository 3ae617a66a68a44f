import { SettingsError } from '../domain/settings-error.ts';
import { mergeReports } from '../engine/merge-reports.ts';
import type { Given, Io } from './io.ts';
import { readOutputs, refuseUnwritable, writeOutputs } from './outputs.ts';
import { readReport } from './read-report.ts';

/** `gar-preflight merge REPORT…`: one report of many shards, in any format. Exit status as the whole check's. */
export async function runMerge(
  files: readonly string[],
  given: Given,
  io: Io,
): Promise<number> {
  const outputs = readOutputs(given);
  await refuseUnwritable(outputs, io);
  if (files.length === 0)
    throw new SettingsError('merge: expected one report or more, got none.');
  const parts = await Promise.all(
    files.map((file) => readReport(file, io.folder, 'merge')),
  );
  const report = mergeReports(parts);
  await writeOutputs(report, outputs, given, io);
  return report.conclusion === 'failure' ? 1 : 0;
}

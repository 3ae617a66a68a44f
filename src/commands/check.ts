import type { Report } from '../domain/report.ts';
import { SettingsError } from '../domain/settings-error.ts';
import type { Tree } from '../domain/tree.ts';
import { applyBaseline } from '../engine/apply-baseline.ts';
import { STANDARD_INPUT } from '../formats/read-file.ts';
import { printable } from '../reporters/escape.ts';
import { explainImage } from '../reporters/explanation.ts';
import { runOnce } from '../run-once.ts';
import { colorOf, type Given, type Io } from './io.ts';
import { openChanges } from './open-changes.ts';
import { openGoogle } from './open-google.ts';
import { readOutputs, refuseUnwritable } from './outputs.ts';
import { ownRun, readOwnSettings } from './own-run.ts';
import { progressLine } from './progress.ts';
import { requestLine } from './request-line.ts';

/** `gar-preflight check [PATH…]`: the whole check on a working tree. Nothing is sent before options and config are found valid. */
export async function runCheck(
  paths: readonly string[],
  given: Given,
  io: Io,
): Promise<number> {
  const outputs = readOutputs(given);
  await refuseUnwritable(outputs, io);
  colorOf(io.stdout, io, given);
  const settings = await readOwnSettings(given, io);
  const baseline = await readBaseline(given, io);
  const { quiet, verbose } = detailOf(given);
  const changes = await openChanges(paths, given, io);
  const google = await openGoogle(given, io);
  const progress = progressLine(
    verbose || quiet ? { write: () => undefined } : io.stderr,
  );
  const writing = loadedMeanwhile();
  try {
    const result = await runOnce({
      ...ownRun(io),
      settings,
      environment: google.environment,
      changes,
      progress: progress.say,
      found: () => void writing(),
      answered: (done, all) => progress.say(`${done} of ${all} image references known`),
      ...(verbose ? { heard: (one) => io.stderr.write(`${requestLine(one)}\n`) } : {}),
    });
    progress.end();
    const judged =
      baseline === null
        ? result.report
        : applyBaseline(result.report, baseline, settings);
    const shard = given['shard']?.at(-1);
    const report = shard === undefined ? judged : { ...judged, shard };
    if (verbose) for (const line of decisions(report)) io.stderr.write(`${line}\n`);
    const { writeOutputs } = await writing();
    const known = paths.includes('-') ? await standardInput(changes.head) : undefined;
    await writeOutputs(report, outputs, given, io, known);
    return report.conclusion === 'failure' ? 1 : 0;
  } finally {
    progress.end();
    await google.close();
  }
}

type Writing = typeof import('./write-outputs.ts');
/** The first questions are on their way by then. */
const FIRST_QUESTIONS_MS = 10;

/** What writes the report, loaded while Google is asked. */
function loadedMeanwhile(): () => Promise<Writing> {
  let loading: Promise<Writing> | null = null;
  return () => {
    loading ??= new Promise((resolve) => {
      setTimeout(() => resolve(import('./write-outputs.ts')), FIRST_QUESTIONS_MS);
    });
    return loading;
  };
}

/** What was piped in, for the excerpts: nobody can read it twice. */
async function standardInput(tree: Tree): Promise<ReadonlyMap<string, string>> {
  const content = await tree.read(STANDARD_INPUT);
  return new Map(content.kind === 'text' ? [[STANDARD_INPUT, content.text]] : []);
}

async function readBaseline(given: Given, io: Io): Promise<Report | null> {
  const file = given['baseline']?.at(-1);
  if (file === undefined) return null;
  const { readReport } = await import('./read-report.ts');
  return readReport(file, io.folder, '--baseline');
}

function detailOf(given: Given): { readonly quiet: boolean; readonly verbose: boolean } {
  const [quiet, verbose] = [given['quiet'] !== undefined, given['verbose'] !== undefined];
  if (quiet && verbose)
    throw new SettingsError('--quiet: expected one of --quiet and --verbose, got both.');
  return { quiet, verbose };
}

/** How each image's verdict was reached, and what was waived. */
function decisions(report: Report): readonly string[] {
  return [
    ...report.images.flatMap((image) => [...explainImage(report, image, 'never'), '']),
    ...report.waived.map(({ rule, file, line, reason }) =>
      printable(`${file}:${line} ${rule} is waived: ${reason}`),
    ),
  ];
}

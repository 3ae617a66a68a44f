import type { ImageReference, InlineWaiver } from '../domain/reference.ts';
import type { Finding, Report } from '../domain/report.ts';
import type { Tree } from '../domain/tree.ts';
import { misplacedConfigs } from '../settings/misplaced-config.ts';
import type { Settings } from '../settings/settings.ts';
import { bindAccounts } from './bind-accounts.ts';
import { findUnmatched } from './find-unmatched.ts';
import { type Answered, gatherFacts } from './gather-facts.ts';
import { judge } from './judge.ts';
import { makeReport } from './make-report.ts';
import { type ReferencesRead, readReferences } from './read-references.ts';
import { type TreeReader, treeReader } from './read-tree.ts';
import { resolveTargets } from './resolve-targets.ts';
import { sayOnce } from './say-once.ts';
import type { Sources } from './sources.ts';
import { waive } from './waive.ts';

/** What one run is told besides its settings. */
export interface Run {
  readonly now: Date;
  /** One line on what is being done; progress of anything that takes a while. */
  readonly progress: (text: string) => void;
  /** Whose comments waive: a stranger's pull request does not bring its own waivers. */
  readonly waiversFrom: 'head' | 'base';
  /** Told what references were found, before anybody is asked about them. */
  readonly found?: (references: readonly ImageReference[]) => void;
  /** Told how far it is, each time that a reference is done. */
  readonly answered?: Answered;
  /** Which image texts are looked at; absent: all. */
  readonly only?: (image: string) => boolean;
  /** Aborted when the run's time is over. */
  readonly signal?: AbortSignal;
}

export interface CheckResult {
  readonly report: Report;
  /** A finding stands at or above `fail-on`. */
  readonly failed: boolean;
}

/** The whole check, a line a stage: changes → documents → references → targets → facts → findings → report. */
export async function check(
  settings: Settings,
  sources: Sources,
  run: Run,
): Promise<CheckResult> {
  const readers = openReaders(sources, settings, run);
  run.progress('Reading what changed');
  const read = onlyThose(
    await readReferences(sources.changes, readers, sources.rendering, settings),
    run,
  );
  run.found?.(read.occurrences.map(({ reference }) => reference));
  run.progress(
    `Finding out who pulls ${count(read.occurrences.length, 'image reference')}`,
  );
  const targets = await resolveTargets(read.occurrences, read, settings, sources.pullers);
  run.progress(`Asking Google about ${count(targets.length, 'image reference')}`);
  const [known, serviceAccounts, unmatched] = await Promise.all([
    gatherFacts(targets, sources, run.answered),
    bindAccounts(read.changedServiceAccounts, settings, sources),
    findUnmatched(settings, {
      tree: sources.changes.head,
      references: read.everything,
      now: run.now,
    }),
  ]);
  const { findings, off } = judge(
    { ...read, targets: known, serviceAccounts, unmatched },
    settings,
  );
  const waivers = await inlineWaivers(findings, readers, run);
  const said = sayOnce(waive(findings, settings, waivers, run.now));
  const report = makeReport(
    {
      scope: read.everything === null ? 'changed' : 'all',
      files: read.files,
      ...said,
      off,
      targets: known,
      requests: sources.requests.counts(),
      remarks: [
        ...read.remarks,
        ...(await misplaced(sources.changes.head, settings)),
        ...sources.requests.refusals(),
        ...(sources.changes.remarks?.() ?? []),
      ],
    },
    settings,
  );
  return { report, failed: report.conclusion === 'failure' };
}

/** A config that nobody reads, where there is none that somebody does. */
async function misplaced(
  head: Tree,
  { configFile }: Settings,
): Promise<readonly string[]> {
  if (configFile !== null) return [];
  return misplacedConfigs(await ((await head.around?.()) ?? head).files());
}

function onlyThose(read: ReferencesRead, { only }: Run): ReferencesRead {
  if (only === undefined) return read;
  const occurrences = read.occurrences.filter(({ reference }) => only(reference.image));
  return { ...read, occurrences };
}

interface Readers {
  readonly head: TreeReader;
  readonly base: TreeReader | null;
}

function openReaders(
  { changes, rendering: { valuesFiles } }: Sources,
  { imageRules, extraFormats, valuesRules, below }: Settings,
  { signal }: Run,
): Readers {
  const options = {
    ...{ imageRules, extraFormats, valuesRules, valuesFiles, below },
    ...(signal === undefined ? {} : { signal }),
  };
  const open = (tree: Tree): TreeReader =>
    treeReader(tree, { ...options, broken: 'everywhere' });
  return {
    head: open(changes.head),
    base: changes.base === null ? null : open(changes.base),
  };
}

/** The comments that waive, of the files in which something was found. */
async function inlineWaivers(
  findings: readonly Finding[],
  readers: Readers,
  run: Run,
): Promise<readonly InlineWaiver[]> {
  const files = [...new Set(findings.map((finding) => finding.file))].filter(
    readers.head.isCandidate,
  );
  const waivers = await Promise.all(
    files.map(async (file) => {
      const own = (await readers.head.read(file)).waivers;
      if (run.waiversFrom === 'head' || own.length === 0) return own;
      const known = readers.base === null ? [] : (await readers.base.read(file)).waivers;
      return own.filter((one) =>
        known.some((other) => other.rule === one.rule && other.reason === one.reason),
      );
    }),
  );
  return waivers.flat();
}

function count(number: number, noun: string): string {
  return number === 1 ? `1 ${noun}` : `${number} ${noun}s`;
}

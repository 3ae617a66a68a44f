import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Report } from '../domain/report.ts';
import { git } from '../git/git.ts';
import { withPages } from '../github/rule-pages.ts';
import { reporters } from '../reporters/index.ts';
import { ruleCatalogue } from '../rules/catalogue.ts';
import { VERSION } from '../settings/version.ts';
import { excerpts } from './excerpts.ts';
import { colorOf, type Given, type Io } from './io.ts';
import { type Output, unwritable } from './outputs.ts';

/** Writes a report down, once a format and file. */
export async function writeOutputs(
  report: Report,
  outputs: readonly Output[],
  given: Given,
  io: Io,
  /** Texts of files that stand in no folder. */
  known: ReadonlyMap<string, string> = new Map(),
): Promise<void> {
  const excerpt = excerpts(io.folder, known);
  for (const { format, file } of outputs) {
    const reporter = reporters.find(({ id }) => id === format);
    if (reporter === undefined) continue;
    const text = reporter.render(report, {
      color: file === null ? colorOf(io.stdout, io, given) : 'never',
      detail: file === null && given['quiet'] !== undefined ? 'summary' : 'all',
      width: columnsOf(io.stdout.columns),
      link: null,
      excerpt,
      bytesAtMost: null,
      summaryUrl: null,
      rules: format === 'sarif' ? withPages(ruleCatalogue, io.docs) : ruleCatalogue,
      version: VERSION,
      date: new Date().toISOString(),
      commit: format === 'html' ? await headCommit(io.folder) : null,
      commitUrl: null,
      label: '',
      reader: 'own',
    });
    if (file === null) io.stdout.write(text);
    else await writeReport(path.resolve(io.folder, file), text, file);
  }
}

/** The commit that the working tree stands at; `null` outside of a repository. */
async function headCommit(folder: string): Promise<string | null> {
  const words = ['rev-parse', '--verify', '--quiet', 'HEAD'];
  const { status, stdout } = await git(folder, words);
  const commit = stdout.toString('utf8').trim();
  return status === 0 && /^[0-9a-f]{40,64}$/.test(commit) ? commit : null;
}

async function writeReport(absolute: string, text: string, name: string): Promise<void> {
  await writeFile(absolute, text).catch((error: Error) => {
    throw unwritable(name, error.message);
  });
}

/** A terminal that does not know its width says 0. */
function columnsOf(columns: number | undefined): number {
  return columns === undefined || columns < 20 ? 100 : columns;
}

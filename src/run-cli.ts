import { CommanderError } from 'commander';
import { runCheck } from './commands/check.ts';
import { commandLine } from './commands/command-line.ts';
import { runCompletion } from './commands/completion.ts';
import { runDiff } from './commands/diff.ts';
import { runExplain } from './commands/explain.ts';
import { runImages } from './commands/images.ts';
import { runInit } from './commands/init.ts';
import type { Io } from './commands/io.ts';
import { runMerge } from './commands/merge.ts';
import { runPublish } from './commands/publish.ts';
import { runRules } from './commands/rules.ts';
import { runConfig } from './commands/show-config.ts';
import { SettingsError } from './domain/settings-error.ts';
import { printableLines } from './reporters/escape.ts';

/** Exit statuses (contract §1). */
const MISUSE = 2;
const OUR_BUG = 3;

/** Runs one command line to its end, and answers with the exit status. */
export async function runCli(words: readonly string[], io: Io): Promise<number> {
  let status = 0;
  const become = async (running: Promise<number>): Promise<void> => {
    status = await running;
  };
  const program = commandLine({
    check: (paths, given) => become(runCheck(paths, given, io)),
    explain: (image, paths, given) => become(runExplain(image, paths, given, io)),
    images: (paths, given) => become(runImages(paths, given, io)),
    init: (path, given) => become(runInit(path, given, io)),
    config: (path, given) => become(runConfig(path, given, io)),
    diff: (reports, given) => become(runDiff(reports, given, io)),
    merge: (reports, given) => become(runMerge(reports, given, io)),
    publish: (report, given) => become(runPublish(report, given, io)),
    rules: (rule) => {
      status = runRules(rule, io);
    },
    completion: (shell, tree) => {
      status = runCompletion(shell, tree, io);
    },
  });
  for (const one of [program, ...program.commands]) {
    one.configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(printableLines(text)),
    });
  }
  try {
    await program.parseAsync([...words], { from: 'user' });
    return status;
  } catch (error) {
    return explain(error, io);
  }
}

/** What the user got wrong is said in one sentence; what we got wrong with all that helps to mend it. */
function explain(error: unknown, { stderr }: Io): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : MISUSE;
  if (error instanceof SettingsError) {
    stderr.write(`gar-preflight: ${printableLines(error.message)}\n`);
    return MISUSE;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  stderr.write(
    `${printableLines(stack)}\n\ngar-preflight: this is a bug of ours. Please report it, with the text above, at https://github.com/gar-preflight/gar-preflight/issues\n`,
  );
  return OUR_BUG;
}

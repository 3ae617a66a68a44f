import { CommanderError } from 'commander';
import { type Actions, commandLine } from './commands/command-line.ts';
import type { Io } from './commands/io.ts';
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
  // Each command brings what it needs: none waits for what another uses.
  const actions: Actions = {
    check: async (paths, given) => {
      const { runCheck } = await import('./commands/check.ts');
      await become(runCheck(paths, given, io));
    },
    explain: async (image, paths, given) => {
      const { runExplain } = await import('./commands/explain.ts');
      await become(runExplain(image, paths, given, io));
    },
    images: async (paths, given) => {
      const { runImages } = await import('./commands/images.ts');
      await become(runImages(paths, given, io));
    },
    init: async (path, given) => {
      const { runInit } = await import('./commands/init.ts');
      await become(runInit(path, given, io));
    },
    config: async (path, given) => {
      const { runConfig } = await import('./commands/show-config.ts');
      await become(runConfig(path, given, io));
    },
    diff: async (reports, given) => {
      const { runDiff } = await import('./commands/diff.ts');
      await become(runDiff(reports, given, io));
    },
    merge: async (reports, given) => {
      const { runMerge } = await import('./commands/merge.ts');
      await become(runMerge(reports, given, io));
    },
    publish: async (report, given) => {
      const { runPublish } = await import('./commands/publish.ts');
      await become(runPublish(report, given, io));
    },
    rules: async (rule) => {
      const { runRules } = await import('./commands/rules.ts');
      status = runRules(rule, io);
    },
    completion: async (shell, tree) => {
      const { runCompletion } = await import('./commands/completion.ts');
      status = runCompletion(shell, tree, io);
    },
  };
  const program = commandLine(actions, words);
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

import { Command, CommanderError } from 'commander';
import { runCheck } from './commands/check.ts';
import { runImages } from './commands/images.ts';
import type { Io } from './commands/io.ts';
import { runPublish } from './commands/publish.ts';
import { runRules } from './commands/rules.ts';
import { SettingsError } from './domain/settings-error.ts';

/** Exit statuses (contract §1). */
const MISUSE = 2;
const OUR_BUG = 3;

/** Runs one command line to its end, and answers with the exit status. */
export async function runCli(words: readonly string[], io: Io): Promise<number> {
  let status = 0;
  const program = commandLine({
    check: async (paths, given) => {
      status = await runCheck(paths, given, io);
    },
    images: async (paths, given) => {
      status = await runImages(paths, given, io);
    },
    publish: async (report, given) => {
      status = await runPublish(report, given, io);
    },
    rules: (rule) => {
      status = runRules(rule, io);
    },
  });
  for (const one of [program, ...program.commands]) {
    one.configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
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
    stderr.write(`gar-preflight: ${error.message}\n`);
    return MISUSE;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  stderr.write(
    `${stack}\n\ngar-preflight: this is a bug of ours. Please report it, with the text above, at https://github.com/gar-preflight/gar-preflight/issues\n`,
  );
  return OUR_BUG;
}

/** Option values as they were typed, by long name; a flag that was given once is a list of one. */
type Given = Readonly<Record<string, readonly string[]>>;

interface Actions {
  readonly check: (paths: readonly string[], given: Given) => Promise<void>;
  readonly images: (paths: readonly string[], given: Given) => Promise<void>;
  readonly publish: (report: string, given: Given) => Promise<void>;
  readonly rules: (rule: string | undefined) => void;
}

function commandLine(actions: Actions): Command {
  const program = new Command('gar-preflight')
    .description(
      'Will every image that these manifests reference be pulled by GKE from Artifact Registry?',
    )
    .version('0.1.0')
    .exitOverride()
    .showSuggestionAfterError();

  const check = program
    .command('check')
    .description('the whole check on the files and folders named')
    .argument('[paths...]', 'files and folders (default: the working directory)');
  repeatable(check, '--service-account <email>', 'who pulls; may be repeated');
  repeatable(
    check,
    '--cluster <name>',
    'ask GKE who pulls, projects/P/locations/L/clusters/C; may be repeated',
  );
  repeatable(
    check,
    '--platform <os/arch>',
    'what the nodes run, linux/arm64; may be repeated',
  );
  repeatable(check, '--config <file>', 'default .github/gar-preflight.yml where it exists');
  repeatable(
    check,
    '--changed-since <rev>',
    'only what the working tree adds or changes since that git revision',
  );
  repeatable(
    check,
    '--render <when>',
    'run kustomize and helm: auto, never, always (default: auto)',
  );
  repeatable(
    check,
    '--wait <duration>',
    'keep asking for an image that is not there yet: 10m',
  );
  repeatable(
    check,
    '--remote <how>',
    'ask the upstream of a remote repository: never, ask (default: never)',
  );
  repeatable(
    check,
    '--permission-source <source>',
    'auto, policies, troubleshooter, impersonation (default: auto)',
  );
  repeatable(check, '--fail-on <level>', 'error, warning, never (default: error)');
  repeatable(
    check,
    '--format <format>',
    'text, json, sarif, markdown, github, junit, html; or FORMAT=FILE',
  );
  repeatable(
    check,
    '--output <file>',
    'write --format there; or FORMAT=FILE, which may be repeated',
  );
  repeatable(check, '--timeout <duration>', 'for the whole run (default: 10m)');
  repeatable(
    check,
    '--sandbox <world>',
    'answer for Google from this file: for demos and tests',
  );
  check.action((paths: string[], options: Record<string, string[]>) =>
    actions.check(paths, byLongName(options)),
  );

  const images = program
    .command('images')
    .description('list every image reference found; no network')
    .argument('[paths...]', 'files and folders (default: the working directory)');
  repeatable(images, '--format <format>', 'text, json (default: text)');
  repeatable(
    images,
    '--render <when>',
    'list what kustomize and helm make of them too: auto, never, always',
  );
  repeatable(
    images,
    '--config <file>',
    'default .github/gar-preflight.yml where it exists',
  );
  images.action((paths: string[], options: Record<string, string[]>) =>
    actions.images(paths, byLongName(options)),
  );

  const publish = program
    .command('publish')
    .description(
      'tell a pull request, from a workflow_run, what its own run found out (docs/forks.md)',
    )
    .argument('<report>', "the JSON report of the pull request's run");
  repeatable(
    publish,
    '--comment <when>',
    'on-findings, always, never (default: on-findings)',
  );
  publish.action((report: string, options: Record<string, string[]>) =>
    actions.publish(report, byLongName(options)),
  );

  program
    .command('rules')
    .description('the rule catalogue, or one rule explained')
    .argument('[rule]')
    .action((rule: string | undefined) => actions.rules(rule));
  return program;
}

function repeatable(command: Command, flags: string, description: string): void {
  command.option(flags, description, (value: string, before: string[] | undefined) => [
    ...(before ?? []),
    value,
  ]);
}

/** commander's `serviceAccount` back to the contract's `service-account`. */
function byLongName(options: Readonly<Record<string, string[]>>): Given {
  return Object.fromEntries(
    Object.entries(options).map(([name, values]) => [
      name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      values,
    ]),
  );
}

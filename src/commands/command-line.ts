import { Command } from 'commander';
import { VERSION } from '../settings/version.ts';
import type { Given } from './io.ts';
import {
  byLongName,
  coloring,
  configFile,
  failing,
  formats,
  lookedAt,
  lookingUp,
  pullers,
  rendering,
  repeatable,
  type Typed,
  textOrJson,
  told,
} from './options.ts';

/** What each command does; the commander tree only says how it is spelled. */
export interface Actions {
  readonly check: (paths: readonly string[], given: Given) => Promise<void>;
  readonly explain: (
    image: string,
    paths: readonly string[],
    given: Given,
  ) => Promise<void>;
  readonly images: (paths: readonly string[], given: Given) => Promise<void>;
  readonly init: (path: string | undefined, given: Given) => Promise<void>;
  readonly config: (path: string | undefined, given: Given) => Promise<void>;
  readonly diff: (reports: readonly string[], given: Given) => Promise<void>;
  readonly merge: (reports: readonly string[], given: Given) => Promise<void>;
  readonly publish: (report: string, given: Given) => Promise<void>;
  readonly rules: (rule: string | undefined) => Promise<void>;
  readonly completion: (shell: string, program: Command) => Promise<void>;
}

const HOME = 'https://github.com/gar-preflight/gar-preflight';

const STATUSES = `
Exit status:
  0  nothing at or above --fail-on
  1  findings at or above it
  2  it could not run: a wrong option, a bad config, no credentials, no git
  3  a bug of ours

${HOME}#readme`;

/** What adds a command to the tree. */
type Adding = (program: Command, actions: Actions) => void;

/** In the order of the help. */
const COMMANDS: Readonly<Record<keyof Actions, Adding>> = {
  check: addCheck,
  images: addImages,
  explain: addExplain,
  init: addInit,
  config: addConfig,
  rules: addRules,
  completion: addCompletion,
  diff: addDiff,
  merge: addMerge,
  publish: addPublish,
};

/**
 * The command line: commands and options of the contract, in groups, with an example each. Where the first word is a command, that one
 * alone: the others need not be spelled out to run it.
 */
export function commandLine(actions: Actions, words: readonly string[] = []): Command {
  const program = new Command('gar-preflight')
    .description(
      'Will every image that these manifests reference be pulled by GKE from Artifact Registry?',
    )
    .version(VERSION)
    .exitOverride()
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      `
Examples:
  gar-preflight check --changed-since origin/main --cluster projects/P/locations/L/clusters/C
  kustomize build overlays/prod | gar-preflight check - --service-account EMAIL
${STATUSES}`,
    );
  for (const add of wantedBy(words)) add(program, actions);
  return program;
}

/** A completion script speaks of all of them. */
function wantedBy([first = '']: readonly string[]): readonly Adding[] {
  const isOne = first !== 'completion' && Object.hasOwn(COMMANDS, first);
  return isOne ? [COMMANDS[first as keyof Actions]] : Object.values(COMMANDS);
}

function addCheck(program: Command, actions: Actions): void {
  const check = program
    .command('check')
    .helpGroup('Check:')
    .description('the whole check on the files and folders named')
    .argument(
      '[paths...]',
      'files and folders, - for standard input (default: the working directory)',
    );
  pullers(check);
  lookedAt(check);
  lookingUp(check);
  told(check);
  check.addHelpText(
    'after',
    `
Examples:
  gar-preflight check k8s/ --service-account gke-node@my-project.iam.gserviceaccount.com
  gar-preflight check --changed-since origin/main --format sarif=images.sarif
${STATUSES}`,
  );
  check.action((paths: string[], options: Typed) =>
    actions.check(paths, byLongName(options)),
  );
}

function addImages(program: Command, actions: Actions): void {
  const images = program
    .command('images')
    .helpGroup('Check:')
    .description('list every image reference found; no network')
    .argument(
      '[paths...]',
      'files and folders, - for standard input (default: the working directory)',
    );
  textOrJson(images);
  repeatable(
    images,
    '--render <when>',
    'list what kustomize and helm make of them too: auto, never, always',
  );
  configFile(images);
  images.action((paths: string[], options: Typed) =>
    actions.images(paths, byLongName(options)),
  );
}

function addExplain(program: Command, actions: Actions): void {
  const explain = program
    .command('explain')
    .helpGroup('Check:')
    .description(
      "how one image's verdict is reached, step by step, with each request and what was answered",
    )
    .argument('<image>', 'the image, as it is written')
    .argument('[paths...]', 'where it is referenced (default: the working directory)');
  pullers(explain);
  explain.optionsGroup('What is looked at:');
  configFile(explain);
  rendering(explain);
  lookingUp(explain);
  explain.optionsGroup('What is told:');
  failing(explain);
  textOrJson(explain);
  coloring(explain);
  explain.addHelpText(
    'after',
    `
Example:
  gar-preflight explain us-docker.pkg.dev/my-project/apps/api:2.3.0 k8s/ --cluster projects/P/locations/L/clusters/C
${STATUSES}`,
  );
  explain.action((image: string, paths: string[], options: Typed) =>
    actions.explain(image, paths, byLongName(options)),
  );
}

function addInit(program: Command, actions: Actions): void {
  const init = program
    .command('init')
    .helpGroup('Set up:')
    .description('write a first config from what is found; never overwrites')
    .argument('[path]', "the repository's folder (default: the working directory)");
  init.action((path: string | undefined, options: Typed) =>
    actions.init(path, byLongName(options)),
  );
}

function addConfig(program: Command, actions: Actions): void {
  const config = program
    .command('config')
    .helpGroup('Set up:')
    .description('validate the config and print who speaks for what; no network')
    .argument('[path]', 'the folder (default: the working directory)');
  configFile(config);
  textOrJson(config);
  config.action((path: string | undefined, options: Typed) =>
    actions.config(path, byLongName(options)),
  );
}

function addRules(program: Command, actions: Actions): void {
  program
    .command('rules')
    .helpGroup('Set up:')
    .description('the rule catalogue, or one rule explained')
    .argument('[rule]')
    .action((rule: string | undefined) => actions.rules(rule));
}

function addCompletion(program: Command, actions: Actions): void {
  program
    .command('completion')
    .helpGroup('Set up:')
    .description('print a completion script')
    .argument('<shell>', 'bash, zsh, fish')
    .addHelpText('after', '\nExample:\n  source <(gar-preflight completion bash)')
    .action((shell: string) => actions.completion(shell, program));
}

function addDiff(program: Command, actions: Actions): void {
  const diff = program
    .command('diff')
    .helpGroup('Reports:')
    .description(
      'what became pullable and what broke between two JSON reports; exit status 1 where something broke',
    )
    .argument('<reports...>', 'the earlier report, then the later one');
  textOrJson(diff);
  diff.action((reports: string[], options: Typed) =>
    actions.diff(reports, byLongName(options)),
  );
}

function addMerge(program: Command, actions: Actions): void {
  const merge = program
    .command('merge')
    .helpGroup('Reports:')
    .description('one report of many (--shard); writes any --format')
    .argument('<reports...>', 'JSON reports');
  formats(merge);
  merge.action((reports: string[], options: Typed) =>
    actions.merge(reports, byLongName(options)),
  );
}

function addPublish(program: Command, actions: Actions): void {
  const publish = program
    .command('publish')
    .helpGroup('Reports:')
    .description(
      'tell a pull request what a report of it says: from a workflow_run (docs/forks.md), or after merge',
    )
    .argument('<report>', "the JSON report of the pull request's run");
  repeatable(
    publish,
    '--comment <when>',
    'on-findings, always, never (default: on-findings)',
  );
  repeatable(
    publish,
    '--key <word>',
    'keeps several reports of one run apart: comment and check run carry it',
  );
  publish.action((report: string, options: Typed) =>
    actions.publish(report, byLongName(options)),
  );
}

import { type Command, Option } from 'commander';
import { reporterIds } from '../reporters/ids.ts';
import type { Given } from './io.ts';

export function pullers(command: Command): void {
  command.optionsGroup('Who pulls:');
  repeatable(command, '--service-account <email>', 'who pulls; may be repeated');
  repeatable(
    command,
    '--cluster <name>',
    'ask GKE who pulls, projects/P/locations/L/clusters/C; may be repeated',
  );
  repeatable(
    command,
    '--platform <os/arch>',
    'what the nodes run, linux/arm64; may be repeated',
  );
}

export function lookedAt(command: Command): void {
  command.optionsGroup('What is looked at:');
  configFile(command);
  repeatable(
    command,
    '--changed-since <rev>',
    'only what the working tree adds or changes since its merge base with that git revision',
  );
  rendering(command);
  repeatable(
    command,
    '--shard <i/n>',
    'the i-th of n parts of the files; `merge` makes one report of them',
  );
}

export function lookingUp(command: Command): void {
  command.optionsGroup('How Google is asked:');
  repeatable(
    command,
    '--wait <duration>',
    'keep asking for an image that is not there yet: 10m',
  );
  repeatable(
    command,
    '--remote <how>',
    'ask the upstream of a remote repository: never, ask (default: never)',
  );
  repeatable(
    command,
    '--permission-source <source>',
    'auto, policies, troubleshooter, impersonation (default: auto)',
  );
  repeatable(command, '--timeout <duration>', 'for the whole run (default: 10m)');
  repeatable(
    command,
    '--sandbox <world>',
    'answer for Google from this file: for demos and tests',
  );
}

export function told(command: Command): void {
  command.optionsGroup('What is told:');
  failing(command);
  repeatable(
    command,
    '--baseline <file>',
    'what this earlier JSON report already had counts for nothing',
  );
  formats(command);
  command.addOption(
    new Option('--verbose', 'each decision and request, on standard error'),
  );
  command.addOption(new Option('--quiet', 'the summary alone').conflicts('verbose'));
  coloring(command);
}

export function formats(command: Command): void {
  const known = reporterIds.join(', ');
  repeatable(command, '--format <format>', `${known}; or FORMAT=FILE`);
  repeatable(
    command,
    '--output <file>',
    'write --format there; or FORMAT=FILE, which may be repeated',
  );
}

export function configFile(command: Command): void {
  repeatable(
    command,
    '--config <file>',
    'default .github/gar-preflight.yml where it exists',
  );
}

export function rendering(command: Command): void {
  repeatable(
    command,
    '--render <when>',
    'run kustomize and helm: auto, never, always (default: auto)',
  );
}

export function failing(command: Command): void {
  repeatable(command, '--fail-on <level>', 'error, warning, never (default: error)');
}

export function coloring(command: Command): void {
  repeatable(command, '--color <when>', 'auto, always, never (default: auto)');
}

/** For commands that no reporter writes for. */
export function textOrJson(command: Command): void {
  repeatable(command, '--format <format>', 'text, json (default: text)');
}

/** As commander gives them: lists of texts, and `true` for what takes none. */
export type Typed = Readonly<Record<string, readonly string[] | boolean>>;

export function repeatable(command: Command, flags: string, description: string): void {
  command.option(flags, description, (value: string, before: string[] | undefined) => [
    ...(before ?? []),
    value,
  ]);
}

/** commander's `serviceAccount` back to the contract's `service-account`. */
export function byLongName(options: Typed): Given {
  return Object.fromEntries(
    Object.entries(options).map(([name, values]) => [
      name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      typeof values === 'boolean' ? ['true'] : values,
    ]),
  );
}

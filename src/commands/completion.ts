import type { Command } from 'commander';
import { SettingsError } from '../domain/settings-error.ts';
import type { Io } from './io.ts';

const SCRIPTS: Readonly<Record<string, (words: Words) => string>> = { bash, zsh, fish };

/** What may be typed: the commands, and the options of each. */
interface Words {
  readonly commands: readonly {
    readonly name: string;
    readonly says: string;
    readonly options: readonly string[];
  }[];
}

/** `gar-preflight completion SHELL`: a script for the shell to source, made from the same tree as `--help`. */
export function runCompletion(shell: string, program: Command, io: Io): number {
  const script = SCRIPTS[shell];
  if (script === undefined)
    throw new SettingsError(`completion: expected bash, zsh or fish, got "${shell}".`);
  io.stdout.write(script(wordsOf(program)));
  return 0;
}

function wordsOf(program: Command): Words {
  return {
    commands: program.commands.map((command) => ({
      name: command.name(),
      says: command.description(),
      options: command.options.flatMap(({ long }) => (long == null ? [] : [long])),
    })),
  };
}

function bash({ commands }: Words): string {
  const cases = commands.map(
    ({ name, options }) => `    ${name}) words="${options.join(' ')}" ;;`,
  );
  return [
    '_gar_preflight() {',
    '  local word="${COMP_WORDS[COMP_CWORD]}" words',
    '  case "${COMP_WORDS[1]}" in',
    ...cases,
    `    *) words="${commands.map(({ name }) => name).join(' ')}" ;;`,
    '  esac',
    '  if [ "$COMP_CWORD" -gt 1 ] && [ "${word#-}" = "$word" ]; then',
    '    COMPREPLY=($(compgen -f -- "$word"))',
    '  else',
    '    COMPREPLY=($(compgen -W "$words" -- "$word"))',
    '  fi',
    '}',
    'complete -o filenames -F _gar_preflight gar-preflight',
    '',
  ].join('\n');
}

function zsh(words: Words): string {
  return [
    '#compdef gar-preflight',
    'autoload -U bashcompinit && bashcompinit',
    bash(words),
  ].join('\n');
}

function fish({ commands }: Words): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", "\\'")}'`;
  const names = commands.map(({ name }) => name).join(' ');
  return [
    ...commands.map(
      ({ name, says }) =>
        `complete -c gar-preflight -n "not __fish_seen_subcommand_from ${names}" -f -a ${name} -d ${quoted(says)}`,
    ),
    ...commands.flatMap(({ name, options }) =>
      options.map(
        (option) =>
          `complete -c gar-preflight -n "__fish_seen_subcommand_from ${name}" -l ${option.slice(2)}`,
      ),
    ),
    '',
  ].join('\n');
}

import type { Command } from 'commander';
import { SettingsError } from '../domain/settings-error.ts';
import { reporterIds } from '../reporters/ids.ts';
import { ruleIds } from '../rules/catalogue.ts';
import type { Io } from './io.ts';

const SCRIPTS: Readonly<Record<string, (words: Words) => string>> = { bash, zsh, fish };

/** What may be typed: the commands, the options of each, and what stands behind them. */
interface Words {
  readonly commands: readonly TypedCommand[];
}

interface TypedCommand {
  readonly name: string;
  readonly says: string;
  readonly options: readonly TypedOption[];
  /** What its first argument may be; empty where that is a file. */
  readonly values: readonly string[];
}

interface TypedOption {
  readonly name: string;
  readonly takes: 'nothing' | 'a value';
  /** What its value may be; empty where anything may stand there. */
  readonly values: readonly string[];
}

/** The options whose value is one of a few words. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  '--format': reporterIds,
  '--render': ['auto', 'never', 'always'],
  '--remote': ['never', 'ask'],
  '--permission-source': ['auto', 'policies', 'troubleshooter', 'impersonation'],
  '--fail-on': ['error', 'warning', 'never'],
  '--color': ['auto', 'always', 'never'],
  '--comment': ['on-findings', 'always', 'never'],
  '--platform': ['linux/amd64', 'linux/arm64', 'windows/amd64'],
};
/** Commands that write a report in any format; the others write text or JSON. */
const REPORTING: ReadonlySet<string> = new Set(['check', 'merge']);
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  rules: ruleIds,
  completion: Object.keys(SCRIPTS),
};

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
    commands: program.commands.map((command) => {
      const name = command.name();
      return {
        name,
        says: command.description(),
        options: command.options.flatMap(({ long, required }) =>
          long == null ? [] : [typedOption(name, long, required)],
        ),
        values: ARGUMENTS[name] ?? [],
      };
    }),
  };
}

function typedOption(command: string, name: string, takesValue: boolean): TypedOption {
  const all = VALUES[name] ?? [];
  const isShort = name === '--format' && !REPORTING.has(command);
  return {
    name,
    takes: takesValue ? 'a value' : 'nothing',
    values: isShort ? ['text', 'json'] : all,
  };
}

function bash({ commands }: Words): string {
  const cases = commands.map(({ name, options }) => {
    const words = options.map((one) => one.name).join(' ');
    return `    ${name}) words="${words}" ;;`;
  });
  const behind = commands.flatMap(({ name, options, values }) => [
    ...options
      .filter((one) => one.values.length > 0)
      .map((one) => `    "${name} ${one.name}") values="${one.values.join(' ')}" ;;`),
    ...(values.length === 0
      ? []
      : [`    "${name} ${name}") values="${values.join(' ')}" ;;`]),
  ]);
  return [
    '_gar_preflight() {',
    '  local word="${COMP_WORDS[COMP_CWORD]}" words values=""',
    '  case "${COMP_WORDS[1]} ${COMP_WORDS[COMP_CWORD-1]}" in',
    ...behind,
    '  esac',
    '  if [ -n "$values" ]; then',
    '    COMPREPLY=($(compgen -W "$values" -- "$word"))',
    '    return',
    '  fi',
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
  const line = (condition: string, rest: string): string =>
    `complete -c gar-preflight -n "${condition}" ${rest}`;
  return [
    ...commands.map(({ name, says }) =>
      line(
        `not __fish_seen_subcommand_from ${names}`,
        `-f -a ${name} -d ${quoted(says)}`,
      ),
    ),
    ...commands.flatMap(({ name, options, values }) => {
      const seen = `__fish_seen_subcommand_from ${name}`;
      const words =
        values.length === 0 ? [] : [line(seen, `-f -a ${quoted(values.join(' '))}`)];
      return [...words, ...options.map((one) => line(seen, fishOption(one)))];
    }),
    '',
  ].join('\n');
}

function fishOption({ name, takes, values }: TypedOption): string {
  const long = `-l ${name.slice(2)}`;
  if (values.length > 0) return `${long} -x -a '${values.join(' ')}'`;
  return takes === 'a value' ? `${long} -r` : long;
}

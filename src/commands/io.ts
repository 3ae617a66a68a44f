import { SettingsError } from '../domain/settings-error.ts';

/** What a command may touch of the process it runs in. */
export interface Io {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The working directory. */
  readonly folder: string;
  /** Where the documentation stands, a folder with `/` at its end. */
  readonly docs: URL;
  /** What `-` reads. */
  readonly stdin: () => AsyncIterable<Uint8Array | string>;
  /** Results. */
  readonly stdout: Stream;
  /** Progress and logs. */
  readonly stderr: Stream;
  /** Aborts when somebody asks the process to end; absent where nobody can. */
  readonly stop?: AbortSignal;
}

export interface Stream {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Option values as they were typed, by long name. */
export type Given = Readonly<Record<string, readonly string[]>>;

/** Colour as `--color` says; else on a terminal, unless `NO_COLOR` says otherwise; `FORCE_COLOR` says so anywhere. */
export function colorOf(
  stream: Stream,
  { environment }: Io,
  given: Given = {},
): 'always' | 'never' {
  const word = given['color']?.at(-1) ?? 'auto';
  if (word === 'always' || word === 'never') return word;
  if (word !== 'auto')
    throw new SettingsError(`--color: expected auto, always or never, got "${word}".`);
  if ((environment['NO_COLOR'] ?? '') !== '') return 'never';
  if (!['', '0', undefined].includes(environment['FORCE_COLOR'])) return 'always';
  return stream.isTTY === true && environment['TERM'] !== 'dumb' ? 'always' : 'never';
}

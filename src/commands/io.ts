/** What a command may touch of the process it runs in. */
export interface Io {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The working directory. */
  readonly folder: string;
  /** Where the documentation stands, a folder with `/` at its end. */
  readonly docs: URL;
  /** Results. */
  readonly stdout: Stream;
  /** Progress and logs. */
  readonly stderr: Stream;
}

export interface Stream {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Option values as they were typed, by long name. */
export type Given = Readonly<Record<string, readonly string[]>>;

/** Colour on a terminal, unless `NO_COLOR` says otherwise; `FORCE_COLOR` says so anywhere. */
export function colorOf(stream: Stream, { environment }: Io): 'always' | 'never' {
  if ((environment['NO_COLOR'] ?? '') !== '') return 'never';
  if (!['', '0', undefined].includes(environment['FORCE_COLOR'])) return 'always';
  return stream.isTTY === true && environment['TERM'] !== 'dumb' ? 'always' : 'never';
}

import { SettingsError } from '../domain/settings-error.ts';
import type { SourceLocation } from '../domain/source-location.ts';
import type { Config } from './config-schema.ts';

/** A config file as it was read. */
export interface ConfigFile {
  /** From the working directory, as it is shown. */
  readonly file: string;
  readonly text: string;
  /** The working directory from the repository's root, from which globs count: empty, or with `/` at its end. */
  readonly below: string;
  /** The configs of other repositories that it extends, in order; absent where nobody is asked for them. */
  readonly extended?: readonly { readonly file: string; readonly text: string }[];
}

/** Where it stands, from the repository's root. */
export const CONFIG_NAMES = [
  '.github/gar-preflight.yml',
  '.github/gar-preflight.yaml',
] as const;

/** The one config of a folder; both spellings at once are a mistake, since one of them would be read by nobody. */
export function oneConfig(
  candidates: readonly { readonly file: string; readonly text: string | null }[],
): { readonly file: string; readonly text: string } | null {
  const [first, second] = candidates.flatMap(({ file, text }) =>
    text === null ? [] : [{ file, text }],
  );
  if (first !== undefined && second !== undefined)
    throw new SettingsError(
      `config: expected one of ${first.file} and ${second.file}, got both. Remove one.`,
    );
  return first ?? null;
}

/** A config that is valid, and where each of its entries stands. */
export interface LocatedConfig {
  readonly config: Config;
  /** By path: `environments[0].paths[1]`. */
  readonly places: ReadonlyMap<string, SourceLocation>;
}

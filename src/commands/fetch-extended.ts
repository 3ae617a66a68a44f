import { SettingsError } from '../domain/settings-error.ts';
import { connectToGitHub } from '../github/api.ts';
import { configFetcher } from '../github/fetch-config.ts';
import { pause } from '../github/pause.ts';
import { printable } from '../reporters/escape.ts';
import type { ConfigFile } from '../settings/config-file.ts';
import { extendsOf, fetchExtended } from '../settings/extended.ts';
import type { Io } from './io.ts';

/** A config with those of other repositories that it extends, read with `GITHUB_TOKEN`. */
export async function withExtended(
  config: ConfigFile,
  { environment }: Io,
): Promise<ConfigFile> {
  if (extendsOf(config.text).length === 0) return config;
  const token = environment['GITHUB_TOKEN'] ?? '';
  if (token === '')
    throw new SettingsError(
      `${config.file}: extends: expected a token in GITHUB_TOKEN that may read the other repository, got nothing.`,
    );
  const api = await connectToGitHub({
    token,
    apiUrl: environment['GITHUB_API_URL'] ?? 'https://api.github.com',
    graphqlUrl: environment['GITHUB_GRAPHQL_URL'] ?? null,
    pause,
  });
  const extended = await fetchExtended(config, configFetcher(api));
  return { ...config, extended };
}

/** Says what a command without network leaves out. */
export function sayUnextended({ text }: ConfigFile, { stderr }: Io): void {
  const named = extendsOf(text);
  if (named.length === 0) return;
  stderr.write(
    `${printable(named.join(', '))} was not read: this command asks nobody, so only the repository's own config speaks.\n`,
  );
}

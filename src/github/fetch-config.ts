import path from 'node:path';
import { SettingsError } from '../domain/settings-error.ts';
import type { Tree } from '../domain/tree.ts';
import type { ConfigElsewhere } from '../settings/config-elsewhere.ts';
import { CONFIG_NAMES, type ConfigFile, oneConfig } from '../settings/config-file.ts';
import type { FetchConfig } from '../settings/extended.ts';
import type { GitHubApi } from './api.ts';

/** The config that stands in a tree, with those of other repositories that it extends; `named` is empty where none is named. */
export async function readTreeConfig(
  named: string,
  tree: Tree,
  api: GitHubApi,
): Promise<ConfigFile | null> {
  const names = named === '' ? CONFIG_NAMES : [path.posix.normalize(named)];
  const texts = await Promise.all(
    names.map(async (file) => {
      const content = await tree.read(file);
      if (content.kind === 'text') return { file, text: content.text };
      if (named === '' && content.kind === 'absent') return { file, text: null };
      throw new SettingsError(
        `config: expected a file of the repository that can be read, got "${file}".`,
      );
    }),
  );
  const found = oneConfig(texts);
  if (found === null) return null;
  const { fetchExtended } = await import('../settings/extended.ts');
  const extended = await fetchExtended(found, configFetcher(api));
  return { ...found, below: '', extended };
}

/** Reads a config of another repository with the run's token. What cannot be read is the user's to mend: nobody guesses settings. */
export function configFetcher(api: GitHubApi): FetchConfig {
  return async (wanted) => {
    const { owner, repo, path, ref } = wanted;
    const place = path.split('/').map(encodeURIComponent).join('/');
    const answer = await api.request<unknown>(
      `GET /repos/{owner}/{repo}/contents/${place}`,
      { owner, repo, ref },
      'repeat',
    );
    if (answer.kind === 'refused')
      throw refused(wanted, `GitHub answered ${answer.status} (${answer.message})`);
    const text = textOf(answer.value);
    if (text === null) throw refused(wanted, 'GitHub answered with no file');
    return text;
  };
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (value === null || typeof value !== 'object') return null;
  const content: unknown = Reflect.get(value, 'content');
  const encoding: unknown = Reflect.get(value, 'encoding');
  if (typeof content !== 'string' || encoding !== 'base64') return null;
  return Buffer.from(content, 'base64').toString('utf8');
}

function refused(
  { owner, repo, path, ref }: ConfigElsewhere,
  said: string,
): SettingsError {
  return new SettingsError(
    `extends: expected a file that the run's token may read, got ${owner}/${repo}/${path}@${ref}: ${said}.`,
  );
}

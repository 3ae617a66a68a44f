import { SettingsError } from '../domain/settings-error.ts';
import type { GitHubAccess } from './api.ts';

const PROXIES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];

/**
 * How GitHub is reached: by Node's own `fetch`, or through the environment's proxy, which the library knows. It would end in an error of its
 * own where a proxy's address is none.
 */
export function wayToGitHub(
  environment: Readonly<Record<string, string | undefined>>,
): Pick<GitHubAccess, 'fetch'> {
  const named = PROXIES.filter((name) => (environment[name] ?? '') !== '');
  for (const name of named) {
    const address = environment[name] ?? '';
    if (!URL.canParse(address) && !URL.canParse(`http://${address}`))
      throw new SettingsError(
        `${name}: expected the http:// address of a proxy, got another one.`,
      );
  }
  return named.length === 0 ? { fetch: globalThis.fetch } : {};
}

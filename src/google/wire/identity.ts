import type { Federation } from '../../settings/federation.ts';
import type { Environment } from './endpoints.ts';
import { findCredentials } from './find-credentials.ts';

/** Who this run is to Google, as far as its credentials say: a principal, else where they came from. */
export function nameIdentity(
  environment: Environment,
  federation: Federation | null,
): string {
  if (federation !== null)
    return (
      federation.serviceAccount ?? `the principal that ${federation.provider} lets in`
    );
  const found = findCredentials(environment);
  switch (found.kind) {
    case 'token':
      return 'the owner of CLOUDSDK_AUTH_ACCESS_TOKEN';
    case 'broken':
      return `the credentials in ${found.where}`;
    case 'metadata-or-none':
      return "this machine's own service account";
    case 'file':
      return principalIn(found.json) ?? `the credentials in ${found.where}`;
  }
}

/** The account or the pool that a credentials file speaks for. */
function principalIn(json: Readonly<Record<string, unknown>>): string | null {
  const { client_email, account, audience } = json;
  const url = json['service_account_impersonation_url'];
  const acted =
    typeof url === 'string' ? /serviceAccounts\/([^/:]+):/.exec(url)?.[1] : undefined;
  if (acted !== undefined) return acted;
  if (typeof client_email === 'string') return client_email;
  if (typeof account === 'string' && account !== '') return account;
  if (typeof audience !== 'string') return null;
  const pool = audience.replace(/^\/\/iam\.googleapis\.com\//, '');
  return `the principal that ${pool} lets in`;
}

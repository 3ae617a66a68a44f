import { SettingsError } from '../domain/settings-error.ts';
import { readServiceAccount } from './values.ts';

/** How the action logs in by itself: Workload Identity Federation with the runner's own OIDC token. */
export interface Federation {
  /** `projects/N/locations/global/workloadIdentityPools/POOL/providers/PROVIDER`. */
  readonly provider: string;
  /** The service account to log in as, or `null` for the provider's own principal. */
  readonly serviceAccount: string | null;
}

const PROVIDER =
  /^(?:(?:https:)?\/\/iam\.googleapis\.com\/)?(projects\/\d+\/locations\/global\/workloadIdentityPools\/[a-z0-9-]{1,32}\/providers\/[a-z0-9-]{1,32})$/;

/** Reads the two inputs of the action's own login; `null` where neither is given. A wrong one is a `SettingsError`. */
export function readFederation(
  provider: string,
  serviceAccount: string,
): Federation | null {
  if (provider === '') {
    if (serviceAccount === '') return null;
    throw new SettingsError(
      'login-service-account: expected workload-identity-provider beside it, got the account alone.',
    );
  }
  const name = PROVIDER.exec(provider.trim())?.[1];
  if (name === undefined) {
    throw new SettingsError(
      `workload-identity-provider: expected projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER, with the project's number, got "${provider}".`,
    );
  }
  if (serviceAccount === '') return { provider: name, serviceAccount: null };
  const account = readServiceAccount(serviceAccount);
  if ('expected' in account) {
    throw new SettingsError(
      `login-service-account: expected ${account.expected}, got "${serviceAccount}".`,
    );
  }
  return { provider: name, serviceAccount: account.value };
}

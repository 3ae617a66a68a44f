import type { Environment } from './endpoints.ts';

/** Gives the bearer of our own calls; `null` where there are no credentials. */
export type TokenSource = () => Promise<string | null>;

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
/** Federated tokens may live for five minutes only: the library's own threshold would renew them at every call. */
const RENEW_BEFORE_MS = 30_000;

/** `CLOUDSDK_AUTH_ACCESS_TOKEN` as it is, else Application Default Credentials as google-auth-library finds them. */
export function tokenSource(environment: Environment): TokenSource {
  const given = environment['CLOUDSDK_AUTH_ACCESS_TOKEN'];
  if (given !== undefined && given !== '') return async () => given;
  let client: Promise<{ getAccessToken: () => Promise<{ token?: string | null }> } | null> | null = null;
  return async () => {
    client ??= openClient();
    const opened = await client;
    if (opened === null) return null;
    return (await opened.getAccessToken()).token ?? null;
  };
}

async function openClient(): Promise<{ getAccessToken: () => Promise<{ token?: string | null }> } | null> {
  const { GoogleAuth } = await import('google-auth-library');
  try {
    const auth = new GoogleAuth({
      scopes: [SCOPE],
      clientOptions: { eagerRefreshThresholdMillis: RENEW_BEFORE_MS },
    });
    return await auth.getClient();
  } catch {
    return null;
  }
}

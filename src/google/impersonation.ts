import { type RepositoryName, repositoryResource } from '../domain/artifact-image.ts';
import { unknown, type Verdict } from '../domain/facts.ts';
import type { Puller } from '../domain/puller.ts';
import { PULL_PERMISSION } from '../domain/role-catalogue.ts';
import { asObject } from './answers.ts';
import type { GoogleClient } from './client.ts';

const CLOUD_PLATFORM = 'https://www.googleapis.com/auth/cloud-platform';

/** Asks as the service account itself, with the node's scopes: the strongest proof there is. `null` for what is no service account. */
export async function impersonate(
  client: GoogleClient,
  puller: Puller,
  repository: RepositoryName,
): Promise<Verdict | null> {
  const { identity, scopes } = puller;
  if (identity.kind !== 'google-service-account') return null;
  const resource = repositoryResource(repository);
  const granted = await client.call({
    service: 'iamcredentials',
    method: 'POST',
    path: `/v1/projects/-/serviceAccounts/${encodeURIComponent(identity.email)}:generateAccessToken`,
    body: { scope: scopes === null || scopes.length === 0 ? [CLOUD_PLATFORM] : scopes, lifetime: '300s' },
    needs: { permission: 'iam.serviceAccounts.getAccessToken', resource: identity.email },
  });
  const base = { because: [], remarks: [`Asked as ${identity.email} itself.`] };
  const token = granted.kind === 'ok' ? asObject(granted.body)?.['accessToken'] : null;
  if (typeof token !== 'string') {
    const why =
      granted.kind === 'unknown'
        ? granted
        : unknown(
            'unexpected-answer',
            `No token for ${identity.email} could be made.`,
            'See whether the account exists.',
          );
    return { ...base, verdict: 'unknown', unknowns: [why] };
  }
  const answer = await client.call({
    service: 'artifactregistry',
    method: 'POST',
    path: `/v1/${resource}:testIamPermissions`,
    body: { permissions: [PULL_PERMISSION] },
    needs: { permission: 'testIamPermissions', resource },
    bearer: token,
  });
  if (answer.kind === 'unknown') return { ...base, verdict: 'unknown', unknowns: [answer] };
  const held = answer.kind === 'ok' ? asObject(answer.body)?.['permissions'] : [];
  if (Array.isArray(held) && held.includes(PULL_PERMISSION)) return { ...base, verdict: 'granted' };
  return { ...base, verdict: 'not-granted', looked: [resource], denied: null };
}

import { type RepositoryName, repositoryResource } from '../../domain/artifact-image.ts';
import { type Unknown, unknown, type Verdict } from '../../domain/facts.ts';
import type { Puller } from '../../domain/puller.ts';
import { PULL_PERMISSION } from '../../domain/role-catalogue.ts';
import { strange } from '../wire/answers.ts';
import type { GoogleClient } from '../wire/client.ts';
import { asObject } from '../wire/decode.ts';

const CLOUD_PLATFORM = 'https://www.googleapis.com/auth/cloud-platform';

/**
 * Asks as the service account itself, with the node's scopes: the strongest proof there is. Where these scopes hide the answer it is
 * asked for with all of them: what the scopes let through is a question of its own, and another rule's. `null` for what is no service account.
 */
export async function impersonate(
  client: GoogleClient,
  { identity, scopes }: Puller,
  repository: RepositoryName,
): Promise<Verdict | null> {
  if (identity.kind !== 'google-service-account') return null;
  const { email } = identity;
  const own = scopes === null || scopes.length === 0 ? [CLOUD_PLATFORM] : scopes;
  const first = await askAs(client, email, own, repository);
  const isWhole = own.includes(CLOUD_PLATFORM);
  const held =
    first === 'held' || isWhole
      ? first
      : await askAs(client, email, [CLOUD_PLATFORM], repository);
  const remarks = [
    `Asked as ${email} itself.`,
    ...(first === 'held' || isWhole
      ? []
      : ["The nodes' own OAuth scopes did not let it be seen."]),
  ];
  if (held === 'held') return { verdict: 'granted', because: [], remarks };
  if (held === 'not-held') {
    return {
      verdict: 'not-granted',
      because: [],
      remarks,
      looked: [`${repositoryResource(repository)}, as ${email} itself`],
      conditionsOn: [],
      causes: [
        `A token for it was made, and asked with that the repository says that it does not hold ${PULL_PERMISSION}.`,
      ],
      denied: null,
    };
  }
  return { verdict: 'unknown', because: [], remarks, unknowns: [held] };
}

async function askAs(
  client: GoogleClient,
  email: string,
  scope: readonly string[],
  repository: RepositoryName,
): Promise<'held' | 'not-held' | Unknown> {
  const token = await tokenFor(client, email, scope);
  if (typeof token !== 'string') return token;
  const resource = repositoryResource(repository);
  const answer = await client.call({
    service: 'artifactregistry',
    method: 'POST',
    path: `/v1/${resource}:testIamPermissions`,
    body: { permissions: [PULL_PERMISSION] },
    needs: { permission: 'testIamPermissions', resource },
    bearer: token,
  });
  if (answer.kind === 'unknown') {
    return unknown(
      answer.reason,
      `Asked as ${email}, ${resource} would not say what it holds: ${answer.why}`,
      'Use --permission-source policies.',
    );
  }
  if (answer.kind === 'absent')
    return strange(`${resource} was not found when asked as ${email}`);
  const { permissions = [], ...others } = answer.value;
  const isList =
    Array.isArray(permissions) &&
    permissions.every((one) => one === PULL_PERMISSION) &&
    Object.keys(others).length === 0;
  if (!isList)
    return strange(`${resource} answered in an unknown form when asked as ${email}`);
  return permissions.length > 0 ? 'held' : 'not-held';
}

async function tokenFor(
  client: GoogleClient,
  email: string,
  scope: readonly string[],
): Promise<string | Unknown> {
  const answer = await client.call({
    service: 'iamcredentials',
    method: 'POST',
    path: `/v1/projects/-/serviceAccounts/${encodeURIComponent(email)}:generateAccessToken`,
    body: { scope, lifetime: '300s' },
    needs: { permission: 'iam.serviceAccounts.getAccessToken', resource: email },
  });
  if (answer.kind === 'unknown') return answer;
  const token = answer.kind === 'ok' ? asObject(answer.value)?.['accessToken'] : null;
  if (typeof token === 'string' && token !== '') return token;
  return unknown(
    'unexpected-answer',
    `No token for ${email} could be made.`,
    'See whether the account exists and is enabled.',
  );
}

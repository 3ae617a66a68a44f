import { createHash } from 'node:crypto';
import { answerDenyPolicies } from './deny-policies.ts';
import {
  denied,
  failure,
  ok,
  type SandboxRequest,
  type SandboxResponse,
} from './http.ts';
import { may } from './permissions.ts';
import { getPolicy, setPolicy } from './policy-answers.ts';
import { findRole } from './roles.ts';
import type { Bearer, State } from './state.ts';

const DOMAIN = 'iam.googleapis.com';

/** IAM v1 (roles, service accounts), v2 (deny policies) and IAM Credentials. `null` for a path that is not theirs. */
export function answerIam(
  state: State,
  bearer: Bearer,
  request: SandboxRequest,
): SandboxResponse | null {
  // The Google Cloud CLI escapes an attachment point once more.
  const path = decodeURIComponent(request.path.replaceAll('%252F', '%2F'));
  const role =
    /^\/v1\/((?:projects\/[^/]+\/|organizations\/[^/]+\/)?roles\/[^/:]+)$/.exec(
      path,
    )?.[1];
  if (role !== undefined) return answerRole(state, bearer, role);
  const account = /^\/v1\/projects\/[^/]+\/serviceAccounts\/([^/:]+)(?::(\w+))?$/.exec(
    path,
  );
  if (account !== null)
    return answerAccount(state, bearer, account[1] ?? '', account[2], request);
  return answerDenyPolicies(state, bearer, request, path);
}

function answerRole(state: State, bearer: Bearer, name: string): SandboxResponse {
  const owner = name.startsWith('roles/') ? name : name.split('/roles/')[0];
  if (!may(state, bearer, 'iam.roles.get', owner ?? name))
    return denied('iam.roles.get', name, DOMAIN);
  const role = findRole(state.world, name);
  if (role === null) return failure(404, `The role named ${name} was not found.`);
  return ok({
    name,
    title: name,
    includedPermissions: role.permissions,
    stage: role.stage,
    etag: 'AA==',
    ...(role.deleted ? { deleted: true } : {}),
  });
}

function answerAccount(
  state: State,
  bearer: Bearer,
  email: string,
  verb: string | undefined,
  request: SandboxRequest,
): SandboxResponse {
  const found = Object.entries(state.world.projects).find(([, project]) =>
    Object.hasOwn(project['service-accounts'], email),
  );
  const permission =
    verb === 'generateAccessToken'
      ? 'iam.serviceAccounts.getAccessToken'
      : `iam.serviceAccounts.${verb ?? 'get'}`;
  if (!may(state, bearer, permission, `serviceAccounts/${email}`))
    return denied(permission, `projects/-/serviceAccounts/${email}`, DOMAIN);
  if (found === undefined) return failure(404, `Unknown service account: ${email}`);
  const [project, { [email]: account } = {}] = [found[0], found[1]['service-accounts']];
  if (verb === 'getIamPolicy')
    return getPolicy(
      state,
      `serviceAccounts/${email}`,
      request.query.get('options.requestedPolicyVersion') ?? '1',
    );
  if (verb === 'setIamPolicy')
    return setPolicy(state, `serviceAccounts/${email}`, request);
  if (verb === 'enable') {
    if (account !== undefined) account.disabled = false;
    return ok({});
  }
  if (verb === 'generateAccessToken') {
    const { scope = [] } = JSON.parse(request.body || '{}') as { scope?: string[] };
    const accessToken = `ya29.${createHash('sha256')
      .update(`${email} ${scope.join(' ')}`)
      .digest('hex')
      .slice(0, 24)}`;
    state.tokens.set(accessToken, { email, judgedBy: 'policies', scopes: scope });
    return ok({ accessToken, expireTime: new Date(Date.now() + 300_000).toISOString() });
  }
  return ok({
    name: `projects/${project}/serviceAccounts/${email}`,
    projectId: project,
    uniqueId: '1'.repeat(21),
    email,
    ...(account?.disabled === true ? { disabled: true } : {}),
  });
}

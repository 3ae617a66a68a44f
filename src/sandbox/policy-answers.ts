import { failure, ok, type SandboxRequest, type SandboxResponse } from './http.ts';
import { etagOf, type State } from './state.ts';
import type { WorldBinding } from './world.ts';

/** An allow policy as IAM writes it. Conditions show only to those who ask for version 3. */
export function getPolicy(
  state: State,
  resource: string,
  version: string,
): SandboxResponse {
  const policy = state.policies.get(resource);
  const bindings = policy?.bindings ?? [];
  const conditional = bindings.some(({ condition }) => condition !== undefined);
  const shown =
    version === '3'
      ? bindings
      : bindings.filter(({ condition }) => condition === undefined);
  return ok({
    version: conditional && version === '3' ? 3 : 1,
    etag: policy?.etag ?? etagOf(0),
    ...(shown.length === 0 ? {} : { bindings: shown.map(writeBinding) }),
  });
}

function writeBinding({
  role,
  members,
  condition,
}: WorldBinding): Readonly<Record<string, unknown>> {
  return {
    role,
    members,
    ...(condition === undefined
      ? {}
      : { condition: { title: 'condition', expression: condition } }),
  };
}

/** Replaces a policy, when the writer has seen the one that stands. */
export function setPolicy(
  state: State,
  resource: string,
  request: SandboxRequest,
): SandboxResponse {
  const { policy } = JSON.parse(request.body) as {
    policy?: {
      etag?: string;
      bindings?: {
        role: string;
        members?: string[];
        condition?: { expression: string };
      }[];
    };
  };
  const known = state.policies.get(resource);
  if (policy?.etag !== undefined && known !== undefined && policy.etag !== known.etag) {
    return failure(
      409,
      'There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff.',
    );
  }
  const bindings = (policy?.bindings ?? []).map(({ role, members = [], condition }) => ({
    role,
    members,
    ...(condition === undefined ? {} : { condition: condition.expression }),
  }));
  state.policies.set(resource, { bindings, etag: etagOf(Date.now()) });
  return getPolicy(state, resource, '3');
}

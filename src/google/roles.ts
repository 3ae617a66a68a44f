import type { RoleExpansion } from '../domain/evaluate-access.ts';
import { unknown } from '../domain/facts.ts';
import { bundledRolePulls, PULL_PERMISSION } from '../domain/role-catalogue.ts';
import { asObject, strange } from './answers.ts';
import type { GoogleClient } from './client.ts';
import { once } from './registry-api.ts';

/** Expands roles through the IAM API, each once. */
export function roleExpander(client: GoogleClient): (role: string) => Promise<RoleExpansion> {
  const roles = new Map<string, Promise<RoleExpansion>>();
  return (role) => once(roles, role, () => expand(client, role));
}

async function expand(client: GoogleClient, role: string): Promise<RoleExpansion> {
  const predefined = /^roles\/[A-Za-z0-9_.]+$/.test(role);
  const custom = /^(projects\/[^/]+|organizations\/\d+)\/roles\/[A-Za-z0-9_.]+$/.exec(role);
  if (!predefined && custom === null) return strange(`"${role}" is not the name of a role`);
  const answer = await client.call({
    service: 'iam',
    method: 'GET',
    path: `/v1/${role}`,
    needs: { permission: 'iam.roles.get', resource: custom?.[1] ?? role },
  });
  if (answer.kind === 'ok') return readRole(role, answer.body);
  if (answer.kind === 'absent')
    return { kind: 'known', pulls: false, remark: `${role} does not exist, so it grants nothing.` };
  if (!predefined) {
    return unknown(
      answer.reason,
      `What the custom role ${role} holds is not known: ${answer.why}`,
      `Grant the identity that runs this check iam.roles.get there (roles/iam.roleViewer).`,
    );
  }
  const pulls = bundledRolePulls(role);
  return {
    kind: 'known',
    pulls,
    remark: pulls
      ? `${role} was decided by the list that comes with this tool, because IAM did not expand it.`
      : null,
  };
}

function readRole(role: string, body: unknown): RoleExpansion {
  const fields = asObject(body) ?? {};
  if (fields['name'] !== role) return strange(`IAM described the role ${role} in an unknown form`);
  if (fields['deleted'] === true)
    return { kind: 'known', pulls: false, remark: `${role} is deleted, so it grants nothing.` };
  if (fields['stage'] === 'DISABLED')
    return { kind: 'known', pulls: false, remark: `${role} is disabled, so it grants nothing.` };
  const permissions = Array.isArray(fields['includedPermissions']) ? fields['includedPermissions'] : [];
  return { kind: 'known', pulls: permissions.includes(PULL_PERMISSION), remark: null };
}

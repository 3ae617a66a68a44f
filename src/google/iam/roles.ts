import type { RoleExpansion } from '../../domain/evaluate-access.ts';
import { unknown } from '../../domain/facts.ts';
import { bundledRoleHolds, type KnownPermission } from '../../domain/role-catalogue.ts';
import { type Answer, strange } from '../wire/answers.ts';
import type { GoogleClient } from '../wire/client.ts';
import { asObject } from '../wire/decode.ts';
import { once } from '../wire/once.ts';

/** Says of roles whether they hold a permission, by the IAM API; each role is asked for once. */
export type RoleExpander = (role: string) => Promise<RoleExpansion>;

/** Expands roles through the IAM API, and predefined ones by the bundled list where IAM does not. */
export function roleExpander(
  client: GoogleClient,
  permission: KnownPermission,
): RoleExpander {
  const roles = new Map<string, Promise<RoleExpansion>>();
  return (role) => once(roles, role, () => expand(client, role, permission));
}

async function expand(
  client: GoogleClient,
  role: string,
  permission: KnownPermission,
): Promise<RoleExpansion> {
  const isPredefined = /^roles\/[A-Za-z0-9_.]+$/.test(role);
  const custom = /^(projects\/[^/]+|organizations\/\d+)\/roles\/[A-Za-z0-9_.]+$/.exec(
    role,
  );
  if (!isPredefined && custom === null)
    return strange(`"${role}" is not the name of a role`);
  const answer = await client.call({
    service: 'iam',
    method: 'GET',
    path: `/v1/${role}`,
    needs: { permission: 'iam.roles.get', resource: custom?.[1] ?? role },
  });
  const read = readRole(role, answer, permission);
  if (read.kind === 'known' && answer.kind === 'ok') return read;
  return isPredefined ? byBundledList(role, permission, read) : read;
}

function readRole(
  role: string,
  answer: Answer,
  permission: KnownPermission,
): RoleExpansion {
  if (answer.kind === 'absent')
    return without(`${role} does not exist, so it grants nothing.`);
  if (answer.kind === 'unknown') {
    return unknown(
      answer.reason,
      `What the custom role ${role} holds is not known: ${answer.why}`,
      answer.reason === 'refused'
        ? 'Grant the identity that runs this check iam.roles.get there (roles/iam.roleViewer on a project, roles/iam.organizationRoleViewer on an organization).'
        : answer.settle,
    );
  }
  const fields = asObject(answer.value) ?? {};
  const permissions = fields['includedPermissions'] ?? [];
  if (!isSameRole(fields['name'], role) || !Array.isArray(permissions))
    return strange(`IAM described the role ${role} in an unknown form`);
  if (fields['deleted'] === true)
    return without(`${role} is deleted, so it grants nothing.`);
  if (fields['stage'] === 'DISABLED')
    return without(`${role} is disabled, so it grants nothing.`);
  return { kind: 'known', holds: permissions.includes(permission), remark: null };
}

/** A custom role may come back under its project's other name: by number for an id. */
function isSameRole(name: unknown, role: string): boolean {
  if (typeof name !== 'string') return false;
  const [told, asked] = [name.split('/'), role.split('/')];
  return told[0] === asked[0] && told.at(-1) === asked.at(-1);
}

function without(remark: string): RoleExpansion {
  return { kind: 'known', holds: false, remark };
}

function byBundledList(
  role: string,
  permission: KnownPermission,
  read: RoleExpansion,
): RoleExpansion {
  const holds = bundledRoleHolds(role, permission);
  // IAM says that there is no such role, and so does the list.
  if (read.kind === 'known' && !holds) return read;
  return {
    kind: 'known',
    holds,
    remark: `${role} was decided by the list that comes with this tool, because IAM did not expand it.`,
  };
}

import { evaluate } from '@marcbachmann/cel-js';
import { rolePermissions } from './roles.ts';
import { type Bearer, findProject, type State } from './state.ts';

/** May the bearer use a permission on a resource? */
export function may(
  state: State,
  bearer: Bearer,
  permission: string,
  resource: string,
): boolean {
  if (bearer.judgedBy === 'caller') {
    return !state.world.caller.denied.some(
      (rule) => glob(rule.permission, permission) && glob(rule.resource, resource),
    );
  }
  if (!bearer.scopes.some((scope) => /\/auth\/(?:cloud-platform|devstorage)/.test(scope)))
    return false;
  return holders(state, resource).some((level) =>
    (state.policies.get(level)?.bindings ?? []).some(
      ({ role, members, condition }) =>
        members.some((member) => isBearer(member, bearer.email)) &&
        rolePermissions(state.world, role).includes(permission) &&
        (condition === undefined || conditionHolds(condition)),
    ),
  );
}

function conditionHolds(condition: string): boolean {
  try {
    return evaluate(condition, { request: { time: new Date() } }) === true;
  } catch {
    return false;
  }
}

function isBearer(member: string, email: string): boolean {
  return (
    member === 'allUsers' ||
    (member === 'allAuthenticatedUsers' && email !== '') ||
    member.toLowerCase() === `serviceaccount:${email.toLowerCase()}`
  );
}

/** A resource and all above it. */
function holders(state: State, resource: string): readonly string[] {
  const project = /^projects\/([^/]+)/.exec(resource)?.[1];
  if (project === undefined) return [resource];
  const found = findProject(state.world, project);
  const levels = [resource, `projects/${found?.[0] ?? project}`];
  let parent = found?.[1].parent;
  while (parent !== undefined && levels.length < 20) {
    levels.push(parent);
    parent = parent.startsWith('folders/')
      ? state.world.folders[parent.slice('folders/'.length)]?.parent
      : undefined;
  }
  return levels;
}

function glob(pattern: string, text: string): boolean {
  return new RegExp(
    `^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`,
  ).test(text);
}

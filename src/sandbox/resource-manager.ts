import {
  denied,
  failure,
  ok,
  type SandboxRequest,
  type SandboxResponse,
} from './http.ts';
import { may } from './permissions.ts';
import { getPolicy, setPolicy } from './policy-answers.ts';
import { type Bearer, findProject, type State } from './state.ts';

const DOMAIN = 'cloudresourcemanager.googleapis.com';

/** Resource Manager v1 and v3. `null` for a path that is not its own. */
export function answerResourceManager(
  state: State,
  bearer: Bearer,
  request: SandboxRequest,
): SandboxResponse | null {
  const match = /^\/(v1|v3)\/(projects|folders|organizations)\/([^/:]+)(?::(\w+))?$/.exec(
    decodeURIComponent(request.path),
  );
  if (match === null) return null;
  const [, version = '', kind = '', id = '', verb] = match;
  const found = kind === 'projects' ? findProject(state.world, id) : null;
  const resource = kind === 'projects' ? `projects/${found?.[0] ?? id}` : `${kind}/${id}`;
  const permission = `resourcemanager.${kind}.${verb === undefined || verb === 'getAncestry' ? 'get' : verb}`;
  if (!may(state, bearer, permission, resource))
    return denied(permission, resource, DOMAIN);
  if (!exists(state, kind, id)) return missing(kind, id, permission, resource);
  const body = JSON.parse(request.body || '{}') as Asked;
  switch (verb) {
    case 'getIamPolicy':
      return getPolicy(
        state,
        resource,
        String(body.options?.requestedPolicyVersion ?? 1),
      );
    case 'setIamPolicy':
      return setPolicy(state, resource, request);
    case 'getAncestry':
      return ok({ ancestor: ancestors(state, resource) });
    case 'testIamPermissions': {
      const { permissions = [] } = body;
      const held = permissions.filter((one) => may(state, bearer, one, resource));
      return ok({ permissions: held });
    }
    default:
      return ok(version === 'v3' ? describeV3(state, kind, id) : describeV1(state, id));
  }
}

interface Asked {
  readonly options?: { readonly requestedPolicyVersion?: number };
  readonly permissions?: readonly string[];
}

function exists({ world }: State, kind: string, id: string): boolean {
  if (kind === 'projects') return findProject(world, id) !== null;
  return Object.hasOwn(kind === 'folders' ? world.folders : world.organizations, id);
}

/** A project that is not there looks like one that may not be seen. */
function missing(
  kind: string,
  id: string,
  permission: string,
  resource: string,
): SandboxResponse {
  return kind === 'projects'
    ? denied(permission, resource, DOMAIN)
    : failure(404, `Cannot find ${kind}/${id}.`);
}

function describeV3({ world }: State, kind: string, id: string): unknown {
  if (kind === 'projects') {
    const [name, project] = findProject(world, id) ?? ['', null];
    return {
      name: `projects/${project?.number}`,
      projectId: name,
      displayName: name,
      state: 'ACTIVE',
      ...(project?.parent === undefined ? {} : { parent: project.parent }),
    };
  }
  return {
    name: `${kind}/${id}`,
    displayName: id,
    state: 'ACTIVE',
    ...(kind === 'folders' ? { parent: world.folders[id]?.parent } : {}),
  };
}

function describeV1({ world }: State, id: string): unknown {
  const [name, project] = findProject(world, id) ?? ['', null];
  const [type, parent] = project?.parent?.split('/') ?? [];
  return {
    projectNumber: project?.number,
    projectId: name,
    name,
    lifecycleState: 'ACTIVE',
    ...(type === undefined ? {} : { parent: { type: type.slice(0, -1), id: parent } }),
  };
}

function ancestors(state: State, resource: string): readonly unknown[] {
  const chain = [resource];
  let parent = findProject(state.world, resource.slice('projects/'.length))?.[1].parent;
  while (parent !== undefined && chain.length < 20) {
    chain.push(parent);
    parent = parent.startsWith('folders/')
      ? state.world.folders[parent.slice(8)]?.parent
      : undefined;
  }
  return chain.map((one) => {
    const [kind = '', id] = one.split('/');
    return { resourceId: { type: kind.slice(0, -1), id } };
  });
}

import {
  denied,
  failure,
  ok,
  type SandboxRequest,
  type SandboxResponse,
} from './http.ts';
import { may } from './permissions.ts';
import { type Bearer, findProject, type State } from './state.ts';
import type { World } from './world.ts';

type Rules = World['projects'][string]['deny'][string];

/** A deny policy's rule as IAM v2 writes it. */
interface DenyRule {
  readonly denyRule: {
    readonly deniedPrincipals?: string[];
    readonly exceptionPrincipals?: string[];
    readonly deniedPermissions?: string[];
    readonly exceptionPermissions?: string[];
    readonly denialCondition?: { readonly expression: string };
  };
}

/** IAM v2's deny policies, to be read and replaced; `null` for a path that is not theirs. */
export function answerDenyPolicies(
  state: State,
  bearer: Bearer,
  request: SandboxRequest,
  path: string,
): SandboxResponse | null {
  if (/^\/v2\/policies\/.*\/operations\/[^/]+$/.test(path)) return ok(done(path));
  const [, resource, id] =
    /^\/v2\/policies\/cloudresourcemanager\.googleapis\.com\/((?:projects|folders|organizations)\/[^/]+)\/denypolicies(?:\/([^/]+))?$/.exec(
      path,
    ) ?? [];
  if (resource === undefined) return null;
  const verb = verbOf(request, id);
  const permission = `iam.denypolicies.${verb}`;
  if (!may(state, bearer, permission, resource))
    return denied(permission, resource, 'iam.googleapis.com');
  const policies = policiesOf(state, resource);
  const fullName = (one: string): string =>
    `policies/${encodeURIComponent(`cloudresourcemanager.googleapis.com/${resource}`)}/denypolicies/${one}`;
  if (id === undefined) {
    const names = Object.keys(policies).map((one) => ({
      name: fullName(one),
      kind: KIND,
    }));
    return ok({ policies: names });
  }
  const rules = policies[id];
  if (rules === undefined) return failure(404, 'Requested entity was not found.');
  if (verb === 'get') return ok(written(fullName(id), rules));
  const { rules: told = [] } = JSON.parse(request.body) as { rules?: DenyRule[] };
  policies[id] = told.map(readRule);
  return ok({
    ...done(`${fullName(id)}/operations/1`),
    response: written(fullName(id), policies[id] ?? []),
  });
}

const KIND = 'DenyPolicy';

function verbOf({ method }: SandboxRequest, id: string | undefined): string {
  if (id === undefined) return 'list';
  return method === 'PUT' ? 'update' : 'get';
}

function policiesOf(
  { world }: State,
  resource: string,
): World['projects'][string]['deny'] {
  const [kind = '', name = ''] = resource.split('/');
  const above = kind === 'folders' ? world.folders : world.organizations;
  const holder = kind === 'projects' ? findProject(world, name)?.[1] : above[name];
  return holder?.deny ?? {};
}

function done(name: string): object {
  return { name: name.replace(/^\/v2\//, ''), done: true };
}

function written(name: string, rules: Rules): object {
  return { name, kind: KIND, etag: 'AA==', rules: rules.map(writeRule) };
}

function writeRule(rule: Rules[number]): DenyRule {
  const { condition } = rule;
  return {
    denyRule: {
      deniedPrincipals: rule['denied-principals'],
      exceptionPrincipals: rule['exception-principals'],
      deniedPermissions: rule['denied-permissions'],
      exceptionPermissions: rule['exception-permissions'],
      ...(condition === undefined ? {} : { denialCondition: { expression: condition } }),
    },
  };
}

function readRule({ denyRule }: DenyRule): Rules[number] {
  const { denialCondition } = denyRule;
  return {
    'denied-principals': denyRule.deniedPrincipals ?? [],
    'exception-principals': denyRule.exceptionPrincipals ?? [],
    'denied-permissions': denyRule.deniedPermissions ?? [],
    'exception-permissions': denyRule.exceptionPermissions ?? [],
    ...(denialCondition === undefined ? {} : { condition: denialCondition.expression }),
  };
}

import {
  denied,
  failure,
  ok,
  type SandboxRequest,
  type SandboxResponse,
} from './http.ts';
import { may } from './permissions.ts';
import { type Bearer, findProject, type State } from './state.ts';

/** GKE v1 (clusters.get), Compute v1 (machineTypes.get) and Policy Troubleshooter v3. `null` for a path that is not theirs. */
export function answerClusters(
  state: State,
  bearer: Bearer,
  request: SandboxRequest,
): SandboxResponse | null {
  const path = decodeURIComponent(request.path);
  const cluster =
    /^\/v1\/projects\/([^/]+)\/(?:locations|zones)\/([^/]+)\/clusters\/([^/]+)$/.exec(
      path,
    );
  if (cluster !== null) {
    const [, project = '', location = '', name = ''] = cluster;
    const resource = `projects/${project}/locations/${location}/clusters/${name}`;
    if (!may(state, bearer, 'container.clusters.get', resource))
      return denied('container.clusters.get', resource, 'container.googleapis.com');
    const found = findProject(state.world, project)?.[1].clusters[`${location}/${name}`];
    if (found === undefined) return failure(404, `Not found: ${resource}.`);
    if (request.method === 'PUT') return updateCluster(found, request, resource);
    return ok({ name, location, status: 'RUNNING', ...found });
  }
  const operation =
    /^\/v1\/(projects\/[^/]+\/locations\/[^/]+)\/operations\/([^/]+)$/.exec(path);
  if (operation !== null) return ok(doneOperation(operation[2] ?? ''));
  const machine =
    /^\/compute\/v1\/projects\/([^/]+)\/zones\/([^/]+)\/machineTypes\/([^/]+)$/.exec(
      path,
    );
  if (machine !== null) return answerMachine(state, bearer, machine);
  // The Google Cloud CLI asks whether an API is on before it uses it.
  const service = /^\/v1\/projects\/([^/]+)\/services\/([^/]+)$/.exec(path);
  if (service !== null)
    return ok({
      name: path.slice('/v1/'.length),
      parent: `projects/${service[1]}`,
      state: 'DISABLED',
    });
  return path === '/v3/iam:troubleshoot' ? troubleshoot(state, bearer, request) : null;
}

function answerMachine(
  state: State,
  bearer: Bearer,
  [, project = '', zone = '', name = '']: RegExpExecArray,
): SandboxResponse {
  if (!may(state, bearer, 'compute.machineTypes.get', `projects/${project}`))
    return denied(
      'compute.machineTypes.get',
      `projects/${project}`,
      'compute.googleapis.com',
    );
  const architecture = findProject(state.world, project)?.[1]['machine-types'][name];
  return architecture === undefined
    ? failure(
        404,
        `The resource 'projects/${project}/zones/${zone}/machineTypes/${name}' was not found`,
      )
    : ok({ kind: 'compute#machineType', name, zone, architecture });
}

/** clusters.update: what node auto-provisioning's nodes are made with. */
function updateCluster(
  cluster: Record<string, unknown>,
  { body }: SandboxRequest,
  resource: string,
): SandboxResponse {
  const { update = {} } = JSON.parse(body || '{}') as {
    update?: { desiredClusterAutoscaling?: object };
  };
  if (update.desiredClusterAutoscaling !== undefined)
    cluster['autoscaling'] = update.desiredClusterAutoscaling;
  return ok({ ...doneOperation('operation-1'), targetLink: resource });
}

function doneOperation(name: string): object {
  return { name, operationType: 'UPDATE_CLUSTER', status: 'DONE' };
}

function troubleshoot(
  state: State,
  bearer: Bearer,
  { body }: SandboxRequest,
): SandboxResponse {
  const disabled = Object.entries(state.world.projects).find(([, project]) =>
    project['disabled-apis'].includes('policytroubleshooter'),
  );
  if (disabled !== undefined) {
    return failure(
      403,
      `Policy Troubleshooter API has not been used in project ${disabled[1].number} before or it is disabled. Enable it and retry.`,
      [
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason: 'SERVICE_DISABLED',
          domain: 'googleapis.com',
          metadata: { service: 'policytroubleshooter.googleapis.com' },
        },
      ],
    );
  }
  if (!may(state, bearer, 'policytroubleshooter.use', '*'))
    return denied('policytroubleshooter.use', '*', 'policytroubleshooter.googleapis.com');
  const { accessTuple } = JSON.parse(body || '{}') as {
    accessTuple?: { principal?: string; fullResourceName?: string };
  };
  const resource = (accessTuple?.fullResourceName ?? '').replace(
    '//artifactregistry.googleapis.com/',
    '',
  );
  const overallAccessState =
    state.world.troubleshooter[`${accessTuple?.principal} ${resource}`] ?? 'UNKNOWN_INFO';
  return ok({ overallAccessState, accessTuple });
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answer, findFault } from './answer.ts';
import type { SandboxRequest, SandboxResponse } from './http.ts';
import { CALLER_TOKEN, createState, type State } from './state.ts';
import { parseWorld, type World } from './world.ts';

/** A request that was answered. */
export interface Served {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly authorization: string | undefined;
  /** `x-goog-user-project`. */
  readonly quotaProject: string | undefined;
}

/** A running sandbox. */
export interface Sandbox {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** The variables that point a client of Google here. */
  readonly environment: Readonly<Record<string, string>>;
  readonly served: readonly Served[];
  /** Begins anew with other faults: the world as it was, nothing served yet. */
  readonly restart: (faults: World['faults']) => void;
  readonly close: () => Promise<void>;
}

const SERVICES = [
  'ARTIFACTREGISTRY',
  'CLOUDRESOURCEMANAGER',
  'IAM',
  'IAMCREDENTIALS',
  'CONTAINER',
  'COMPUTE',
  'POLICYTROUBLESHOOTER',
  'SERVICEUSAGE',
];

/** Starts a Google in a box on a loopback port, as a world file (YAML) says. */
export async function startSandbox(worldText: string): Promise<Sandbox> {
  const world = parseWorld(worldText);
  let state = createState(world);
  const served: Served[] = [];
  const url = { value: '' };
  const server = createServer(
    (incoming, outgoing) => void serve(state, incoming, outgoing, served, url.value),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url.value = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url.value,
    served,
    environment: {
      ...Object.fromEntries(
        SERVICES.map((service) => [
          `CLOUDSDK_API_ENDPOINT_OVERRIDES_${service}`,
          `${url.value}/`,
        ]),
      ),
      GAR_PREFLIGHT_REGISTRY_ENDPOINT: url.value,
      CLOUDSDK_AUTH_ACCESS_TOKEN: CALLER_TOKEN,
    },
    restart: (faults) => {
      served.length = 0;
      state = createState({ ...world, faults });
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  state: State,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  served: Served[],
  own: string,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const [path = '/', query = ''] = (incoming.url ?? '/').split('?');
  const request: SandboxRequest = {
    method: incoming.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    headers: Object.fromEntries(
      Object.entries(incoming.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value[0] : value,
      ]),
    ),
    body: Buffer.concat(chunks).toString('utf8'),
  };
  const fault = findFault(state, request);
  const delay = state.world['latency-ms'] + (fault?.delayMs ?? 0);
  if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay).unref());
  const response: SandboxResponse = fault?.response ?? answer(state, request, own);
  served.push({
    method: request.method,
    path,
    status: response.status,
    authorization: request.headers['authorization'],
    quotaProject: request.headers['x-goog-user-project'],
  });
  if (fault?.cut === 'reset') return void incoming.socket.destroy();
  if (fault?.cut === 'short') {
    outgoing.writeHead(response.status, {
      ...response.headers,
      'content-length': '4096',
    });
    return void outgoing.write(response.body, () => incoming.socket.destroy());
  }
  outgoing.writeHead(response.status, { ...response.headers });
  outgoing.end(response.body);
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a token service answers: `hang` is no answer at all. */
export type Reply =
  | {
      readonly status: number;
      readonly body: object | string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | 'hang';

/** The runner's token service, Google's and the metadata server, on one loopback port. */
export interface TokenService {
  readonly url: string;
  /** What a runner gives a job with `id-token: write`, and where Google's token service is. */
  readonly environment: Readonly<Record<string, string>>;
  /** The paths that were asked for. */
  readonly asked: readonly string[];
  /** Lets one path answer this from now on. */
  readonly reply: (path: string, reply: Reply) => void;
  /** Answers a request that came by another way: through a proxy, for a host of Google's. */
  readonly serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly close: () => Promise<void>;
}

export const JWT = 'header.payload.signature';
export const REFRESH_TOKEN = 'refresh-token-of-a-user';
const METADATA = '/computeMetadata/v1/instance';

interface Request {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

type Answering = (request: Request) => Reply;

const ABSENT: Reply = { status: 404, body: {} };
const WRONG: Reply = { status: 400, body: { error: 'invalid_request' } };

/** Gives a token to whoever brings what a kind of credentials has to bring, for an hour unless said. */
export async function startTokenService(
  accessToken: string,
  seconds = 3600,
): Promise<TokenService> {
  const asked: string[] = [];
  const replies = new Map<string, Reply>();
  const answers = answersFor(accessToken, seconds);
  const serve = async (
    incoming: IncomingMessage,
    outgoing: ServerResponse,
  ): Promise<void> => {
    const request = await readRequest(incoming);
    asked.push(request.path);
    const answering = answers.find(([pattern]) => pattern.test(request.path))?.[1];
    const reply: Reply = replies.get(request.path) ?? answering?.(request) ?? ABSENT;
    if (reply === 'hang') return;
    const { status, body, headers = {} } = reply;
    const type = typeof body === 'string' ? 'text/html' : 'application/json';
    outgoing
      .writeHead(status, { 'content-type': type, ...headers })
      .end(typeof body === 'string' ? body : JSON.stringify(body));
  };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    environment: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/runner?api-version=1`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'runner-request-token',
      CLOUDSDK_API_ENDPOINT_OVERRIDES_STS: `${url}/`,
    },
    asked,
    reply: (path, reply) => replies.set(path, reply),
    serve,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readRequest(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const [path = '', query = ''] = (incoming.url ?? '').split('?');
  return {
    path,
    query: new URLSearchParams(query),
    form: new URLSearchParams(Buffer.concat(chunks).toString('utf8')),
    headers: incoming.headers,
  };
}

/** Who answers what: nothing is given to who does not bring what he has to. */
function answersFor(
  token: string,
  seconds: number,
): readonly (readonly [RegExp, Answering])[] {
  const given = (more: object = {}): Reply => ({
    status: 200,
    body: { access_token: token, token_type: 'Bearer', expires_in: seconds, ...more },
  });
  const expireTime = new Date(Date.now() + seconds * 1000).toISOString();
  return [
    [/^\/runner$/, runnerToken],
    [
      /^\/v1\/token$/,
      ({ form }) =>
        form.get('subject_token') === JWT &&
        form.get('audience')?.startsWith('//iam.googleapis.com/projects/') === true
          ? given({ issued_token_type: 'urn:ietf:params:oauth:token-type:access_token' })
          : WRONG,
    ],
    [
      /:generateAccessToken$/,
      ({ headers }) =>
        headers.authorization === `Bearer ${token}`
          ? { status: 200, body: { accessToken: token, expireTime } }
          : WRONG,
    ],
    [/^\/token$|^\/v1\/oauthtoken$/, ({ form }) => (isUser(form) ? given() : WRONG)],
    [/^\/computeMetadata\//, (request) => metadata(request, given)],
  ];
}

function runnerToken({ query, headers }: Request): Reply {
  const audience = query.get('audience') ?? '';
  const asksRight = /^https:\/\/iam\.googleapis\.com\/projects\/\d+\//.test(audience);
  return asksRight && headers.authorization === 'Bearer runner-request-token'
    ? { status: 200, body: { value: JWT } }
    : WRONG;
}

/** A refresh token, or a statement that a key has signed. */
function isUser(form: URLSearchParams): boolean {
  return (
    form.get('refresh_token') === REFRESH_TOKEN ||
    (form.get('assertion') ?? '').split('.').length === 3
  );
}

function metadata({ path, headers }: Request, given: () => Reply): Reply {
  if (headers['metadata-flavor'] !== 'Google') return WRONG;
  const flavor = { 'metadata-flavor': 'Google' };
  const reply = path.startsWith(`${METADATA}/service-accounts/default/token`)
    ? given()
    : { status: 200, body: 'x' };
  return reply === 'hang' ? reply : { ...reply, headers: flavor };
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The runner's token service and Google's, on one loopback port. */
export interface TokenService {
  /** What a runner gives a job with `id-token: write`, and where Google's token service is. */
  readonly environment: Readonly<Record<string, string>>;
  /** The paths that were asked for. */
  readonly asked: readonly string[];
  readonly close: () => Promise<void>;
}

const JWT = 'header.payload.signature';

/** Gives the runner's token to who asks for it, and for that a token of Google's. */
export async function startTokenService(accessToken: string): Promise<TokenService> {
  const asked: string[] = [];
  const answers: Readonly<Record<string, object>> = {
    '/runner Bearer runner-request-token': { value: JWT },
    '/v1/token': {
      access_token: accessToken,
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      token_type: 'Bearer',
      expires_in: 3600,
    },
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const path = (request.url ?? '').split('?')[0] ?? '';
    asked.push(path);
    const key = `${path} ${request.headers.authorization ?? ''}`.trim();
    const known = key in answers && (path === '/runner' || body.includes(JWT));
    response
      .writeHead(known ? 200 : 400, { 'content-type': 'application/json' })
      .end(JSON.stringify(known ? answers[key] : { error: 'invalid_request' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    environment: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/runner?api-version=1`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'runner-request-token',
      CLOUDSDK_API_ENDPOINT_OVERRIDES_STS: `${url}/`,
    },
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Call, connectToGoogle } from '../../../src/google/wire/client.ts';
import { fastClock } from '../connect.ts';

const CALL: Call = {
  service: 'artifactregistry',
  method: 'GET',
  path: '/v1/projects/p/locations/us/repositories/r',
  needs: { permission: 'artifactregistry.repositories.get', resource: 'r' },
};

interface Told {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A service that answers one status after the other, the last for ever. */
async function serving(told: readonly Told[]) {
  const heard: { path: string; headers: IncomingHttpHeaders }[] = [];
  const server = createServer((request, response) => {
    const { status, headers = {} } = told[Math.min(heard.length, told.length - 1)] ?? {
      status: 500,
    };
    heard.push({ path: request.url ?? '', headers: request.headers });
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end('{"name":"x"}');
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, heard };
}

async function connected(
  told: readonly Told[],
  env: Readonly<Record<string, string>> = {},
) {
  const { url, heard } = await serving(told);
  const client = connectToGoogle({
    federation: null,
    environment: {
      CLOUDSDK_API_ENDPOINT_OVERRIDES_ARTIFACTREGISTRY: url,
      CLOUDSDK_AUTH_ACCESS_TOKEN: 'ours',
      ...env,
    },
    clock: fastClock(60_000),
  });
  return { client, heard };
}

describe('a run that logs in', () => {
  it('says who asks, and whom it is counted to', async () => {
    const { client, heard } = await connected([{ status: 200 }], {
      GOOGLE_CLOUD_QUOTA_PROJECT: 'bill',
    });
    expect((await client.call(CALL)).kind).toBe('ok');
    expect(heard[0]?.headers).toMatchObject({
      authorization: 'Bearer ours',
      'x-goog-user-project': 'bill',
    });
  });

  it('counts to nobody where none is named', async () => {
    const { client, heard } = await connected([{ status: 200 }]);
    await client.call(CALL);
    expect(heard[0]?.headers).not.toHaveProperty('x-goog-user-project');
  });

  it('asks as an account that it acts as with that token alone', async () => {
    const env = { GOOGLE_CLOUD_QUOTA_PROJECT: 'bill' };
    const { client, heard } = await connected([{ status: 200 }], env);
    await client.call({ ...CALL, bearer: 'theirs' });
    expect(heard[0]?.headers.authorization).toBe('Bearer theirs');
    expect(heard[0]?.headers).not.toHaveProperty('x-goog-user-project');
  });

  it('knows that it is not let in, from the first call on', async () => {
    const { client } = await connected([{ status: 401 }]);
    expect(client.unauthenticated()).toBe(false);
    await client.call(CALL);
    expect(client.unauthenticated()).toBe(true);
  });

  it.each([200, 403, 404])(
    'and that it was, where a call was answered %i',
    async (status) => {
      const { client } = await connected([{ status }, { status: 401 }]);
      await client.call(CALL);
      await client.call({ ...CALL, path: `${CALL.path}x` });
      expect(client.unauthenticated()).toBe(false);
    },
  );
});

describe('a request', () => {
  it('follows no redirect, least of all with a token', async () => {
    const elsewhere = await serving([{ status: 200 }]);
    for (const status of [301, 302, 307, 308]) {
      const headers = { location: `${elsewhere.url}/v1/x` };
      const { client } = await connected([{ status, headers }]);
      expect((await client.call(CALL)).kind).toBe('unknown');
    }
    expect(elsewhere.heard).toEqual([]);
  });

  it('is sent again for what heals, and is counted each time', async () => {
    const { client, heard } = await connected([{ status: 503 }, { status: 200 }]);
    expect((await client.call(CALL)).kind).toBe('ok');
    expect([heard.length, client.counts().artifactregistry]).toEqual([2, 2]);
  });

  it('that stays sick is unreachable, with what it answered', async () => {
    const { client, heard } = await connected([{ status: 503 }]);
    expect(await client.call(CALL)).toMatchObject({
      kind: 'unknown',
      reason: 'unreachable',
      why: expect.stringContaining('it answered 503'),
    });
    expect(heard).toHaveLength(4);
  });

  it('that is too much for now is sent more often', async () => {
    const { client, heard } = await connected([{ status: 429 }]);
    expect(await client.call(CALL)).toMatchObject({
      reason: 'unreachable',
      why: expect.stringContaining('429'),
    });
    expect(heard).toHaveLength(8);
  });
});

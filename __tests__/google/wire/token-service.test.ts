import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectToGoogle } from '../../../src/google/wire/client.ts';
import { type Clock, startClock } from '../../../src/google/wire/clock.ts';
import { fastClock } from '../connect.ts';

const AUDIENCE =
  '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/x/providers/y';
const variable = 'GOOGLE_APPLICATION_CREDENTIALS';

let server: Server;
let answer: RequestListener;
let calls: number;
let file: string;
let before: string | undefined;

beforeEach(async () => {
  calls = 0;
  server = createServer((request, response) => {
    calls += 1;
    request.resume().on('end', () => answer(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const folder = mkdtempSync(path.join(tmpdir(), 'gar-token-'));
  file = path.join(folder, 'account.json');
  writeFileSync(path.join(folder, 'subject'), 'subject');
  const { port } = server.address() as AddressInfo;
  const account = {
    type: 'external_account',
    audience: AUDIENCE,
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: `http://127.0.0.1:${port}/v1/token`,
    credential_source: { file: path.join(folder, 'subject') },
  };
  writeFileSync(file, JSON.stringify(account));
  before = process.env[variable];
  process.env[variable] = file;
});

afterEach(async () => {
  if (before === undefined) delete process.env[variable];
  else process.env[variable] = before;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function logIn(clock: Clock) {
  const environment = { [variable]: file };
  return connectToGoogle({ environment, federation: null, clock }).credentials();
}

const TOKEN = {
  access_token: 'granted',
  expires_in: 3600,
  token_type: 'Bearer',
  issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
};

describe('a token service', () => {
  it.each([408, 429, 500, 503])(
    'that answers %i twice is asked again',
    async (status) => {
      answer = (_, response) => {
        const isWell = calls > 2;
        response.writeHead(isWell ? 200 : status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(isWell ? TOKEN : {}));
      };
      expect(await logIn(fastClock(60_000))).toMatchObject({ token: 'granted' });
      expect(calls).toBe(3);
    },
  );

  it('that resets a connection is asked again', async () => {
    answer = (request, response) => {
      if (calls === 1) return request.socket.destroy();
      response.writeHead(200, { 'content-type': 'application/json' });
      return response.end(JSON.stringify(TOKEN));
    };
    expect(await logIn(fastClock(60_000))).toMatchObject({ token: 'granted' });
  });

  it('that refuses is asked once, and its words are told', async () => {
    answer = (_, response) => {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end('{"error":"invalid_target","error_description":"no such provider"}');
    };
    expect(await logIn(fastClock(60_000))).toMatchObject({
      reason: 'no-credentials',
      why: expect.stringContaining('no such provider'),
    });
    expect(calls).toBe(1);
  });

  it('that hangs ends with the run, and leaves no connection behind', async () => {
    let closed = 0;
    answer = (request) => {
      request.socket.on('close', () => {
        closed += 1;
      });
    };
    const clock = startClock(1200);
    expect(await logIn(clock)).toMatchObject({ reason: 'timeout' });
    expect(clock.elapsed()).toBeLessThan(3000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(closed).toBe(calls);
  });
});

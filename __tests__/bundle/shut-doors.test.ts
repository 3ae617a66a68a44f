import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/server.ts';
import { CALLER_TOKEN } from '../../src/sandbox/state.ts';
import { APPS, deployment, NODE, WORLD } from '../action/shop.ts';
import { FAILED_LOGINS, type FailedLogin } from '../google/failed-logins.ts';
import { JWT, REFRESH_TOKEN, startTokenService } from '../google/token-service.ts';
import { type CliResult, run } from '../run-cli.ts';
import { rows } from '../thorough.ts';
import { freshBundle } from './fresh-bundle.ts';

let cli: string;
beforeAll(() => {
  cli = path.join(freshBundle(), 'cli.js');
});

/** Nothing that a file or a service holds is ever said. */
const SECRETS = ['SECRET', CALLER_TOKEN, JWT, REFRESH_TOKEN, 'client-secret-of-gcloud'];

interface Tried extends CliResult {
  readonly home: string;
  readonly served: number;
}

async function tryIt({ file, replies = {}, env }: FailedLogin): Promise<Tried> {
  const home = mkdtempSync(path.join(tmpdir(), 'gar-shut-'));
  const tokens = await startTokenService(CALLER_TOKEN);
  const sandbox = await startSandbox(WORLD);
  for (const [at, reply] of Object.entries(replies)) tokens.reply(at, reply);
  const { CLOUDSDK_AUTH_ACCESS_TOKEN: _, ...endpoints } = sandbox.environment;
  const credentials = path.join(home, 'credentials.json');
  if (file === 'folder') mkdirSync(credentials);
  else if (typeof file === 'function')
    writeFileSync(credentials, textOf(file(tokens.url)));
  writeFileSync(path.join(home, 'pod.yaml'), deployment(`${APPS}/api:2.3.0`));
  const named = file === null ? {} : { GOOGLE_APPLICATION_CREDENTIALS: credentials };
  const words = [cli, 'check', 'pod.yaml', '--service-account', NODE, '--timeout', '5s'];
  const result = await run(process.execPath, words, {
    cwd: home,
    env: { HOME: home, ...endpoints, ...named, ...env?.(tokens.url) },
  });
  await Promise.all([tokens.close(), sandbox.close()]);
  return { ...result, home, served: sandbox.served.length };
}

function textOf(content: object | string): string {
  return typeof content === 'string' ? content : JSON.stringify(content);
}

describe('a door of the bundle that stays shut', () => {
  it.each(rows(FAILED_LOGINS, 4).map((one) => [one.name, one] as const))(
    'says so, and why: %s',
    async (_, failed) => {
      const { status, stdout, stderr, served } = await tryIt(failed);
      expect(status, stderr).toBe(2);
      expect(stdout).toBe('');
      // Google itself was asked for nothing.
      expect(served).toBe(0);
      let from = 0;
      for (const words of failed.says) {
        const at = stderr.indexOf(words, from);
        expect(at, `${words}\n${stderr}`).toBeGreaterThanOrEqual(0);
        from = at;
      }
      for (const secret of SECRETS) expect(stderr).not.toContain(secret);
    },
  );

  it('says something of its own for each', () => {
    const said = FAILED_LOGINS.map(({ says }) => says.join(' '));
    expect(new Set(said).size).toBeGreaterThan(FAILED_LOGINS.length - 5);
  });
});

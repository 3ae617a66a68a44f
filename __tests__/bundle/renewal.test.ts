import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/domain/report.ts';
import { startSandbox } from '../../src/sandbox/server.ts';
import { CALLER_TOKEN } from '../../src/sandbox/state.ts';
import { runBundledAction } from '../action/runner.ts';
import { APPS, bumped, deployment, NODE, pullRequest, WORLD } from '../action/shop.ts';
import { startGitHub } from '../github/stand-in.ts';
import { externalAccount, PROVIDER } from '../google/credential-kinds.ts';
import { startTokenService, type TokenService } from '../google/token-service.ts';
import { type CliResult, run } from '../run-cli.ts';
import { THOROUGH } from '../thorough.ts';
import { freshBundle } from './fresh-bundle.ts';

let bundle: string;
beforeAll(() => {
  bundle = freshBundle();
});

/** A token that is renewed when half a minute is left lives for a second. */
const SECONDS = 31;

/** Waits for a tag that never comes, longer than a token lives. */
async function waitLong(tokens: TokenService): Promise<CliResult> {
  const sandbox = await startSandbox(WORLD);
  const folder = mkdtempSync(path.join(tmpdir(), 'gar-wait-'));
  const credentials = path.join(folder, 'credentials.json');
  writeFileSync(credentials, JSON.stringify(externalAccount(tokens.url)));
  writeFileSync(path.join(folder, 'pod.yaml'), deployment(`${APPS}/api:2.3.0`));
  const { CLOUDSDK_AUTH_ACCESS_TOKEN: _, ...endpoints } = sandbox.environment;
  const words = ['check', 'pod.yaml', '--service-account', NODE, '--format', 'json'];
  const result = await run(
    process.execPath,
    [path.join(bundle, 'cli.js'), ...words, '--wait', '8s'],
    {
      cwd: folder,
      env: { HOME: folder, ...endpoints, GOOGLE_APPLICATION_CREDENTIALS: credentials },
    },
  );
  await sandbox.close();
  return result;
}

const exchanges = ({ asked }: TokenService): number =>
  asked.filter((one) => one === '/v1/token').length;

describe.skipIf(!THOROUGH)('a token that expires in a long wait', () => {
  it.concurrent('is renewed', async () => {
    const tokens = await startTokenService(CALLER_TOKEN, SECONDS);
    const { status, stdout, stderr } = await waitLong(tokens);
    await tokens.close();
    expect(status, stderr).toBe(1);
    const { findings } = JSON.parse(stdout) as Report;
    expect(findings.map(({ rule }) => rule)).toEqual(['tag-not-found']);
    expect(exchanges(tokens)).toBeGreaterThan(1);
    expect(exchanges(tokens)).toBeLessThan(12);
  });

  it.concurrent('is renewed by the login of the action itself, with a new token of the runner', async () => {
    const tokens = await startTokenService(CALLER_TOKEN, SECONDS);
    const sandbox = await startSandbox(WORLD);
    const github = await startGitHub(bumped(`${APPS}/api:2.3.0`));
    const { CLOUDSDK_AUTH_ACCESS_TOKEN: _, ...endpoints } = sandbox.environment;
    const result = await runBundledAction(
      {
        event: 'pull_request',
        payload: pullRequest(),
        apiUrl: github.url,
        inputs: {
          'service-account': NODE,
          'workload-identity-provider': PROVIDER,
          wait: '8s',
        },
        env: { ...endpoints, ...tokens.environment },
      },
      { node: process.execPath, file: path.join(bundle, 'index.js') },
    );
    await Promise.all([tokens.close(), sandbox.close(), github.close()]);
    expect(result.outputs['errors'], result.stdout).toBe('1');
    const asked = tokens.asked.filter((one) => one === '/runner').length;
    expect(asked).toBe(exchanges(tokens));
    expect(asked).toBeGreaterThan(1);
  });

  it.concurrent('that nobody renews leaves unknown what was not seen, and says why', async () => {
    const tokens = await startTokenService(CALLER_TOKEN, SECONDS);
    const running = waitLong(tokens);
    while (exchanges(tokens) === 0) await new Promise((soon) => setTimeout(soon, 20));
    tokens.reply('/v1/token', { status: 400, body: { error: 'invalid_grant' } });
    const { status, stdout, stderr } = await running;
    await tokens.close();
    expect(status, stderr).toBe(0);
    const { findings, images } = JSON.parse(stdout) as Report;
    expect(images.map(({ existence }) => existence)).toEqual(['unknown']);
    expect(findings.map(({ rule }) => rule)).toEqual(['image-unverified']);
    expect(findings[0]?.message).toContain(
      'the token service answered 400, invalid_grant',
    );
  });
});

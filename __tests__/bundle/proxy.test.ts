import { request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/server.ts';
import { type ActionResult, runBundledAction } from '../action/runner.ts';
import { APPS, bumped, NODE, pullRequest, WORLD } from '../action/shop.ts';
import { startGitHub } from '../github/stand-in.ts';
import { type GoogleHosts, startGoogleHosts } from '../google/google-hosts.ts';
import { describeWith } from '../programs.ts';
import { freshBundle, nodes, versionOf } from './fresh-bundle.ts';

let file: string;
beforeAll(() => {
  file = path.join(freshBundle(), 'index.js');
});

interface Run {
  readonly result: ActionResult;
  readonly hosts: GoogleHosts;
  readonly comments: number;
  readonly violations: readonly string[];
}

/** A job at github.com whose runner reaches the world by a proxy alone. */
async function behindProxy(
  node: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const github = await startGitHub(bumped(`${APPS}/api:2.3.0`));
  const sandbox = await startSandbox(WORLD);
  const hosts = await startGoogleHosts((request, response) =>
    handOn(github.url, request, response),
  );
  const step = { event: 'pull_request', payload: pullRequest() };
  const inputs = { 'service-account': NODE };
  const result = await runBundledAction(
    {
      ...{ ...step, inputs, apiUrl: 'https://api.github.com' },
      env: { ...sandbox.environment, ...hosts.environment, ...env },
    },
    { node, file },
  );
  await Promise.all([github.close(), sandbox.close(), hosts.close()]);
  const { comments, violations } = github;
  return { result, hosts, comments: comments.length, violations };
}

function handOn(to: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method = 'GET', url = '/', headers } = incoming;
  const onward = ask(`${to}${url}`, { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(outgoing);
  });
  incoming.pipe(onward);
}

describeWith(['openssl'], 'behind a proxy', () => {
  it('whose address is none, it says so', async () => {
    const { result } = await behindProxy(process.execPath, { HTTPS_PROXY: ':::' });
    expect(result.status).toBe(1);
    expect(result.stdout).toContain(
      'HTTPS_PROXY: expected the http:// address of a proxy',
    );
    expect(result.stdout).not.toContain('bug of');
  });

  it.each(nodes().map((node) => [versionOf(node), node] as const))(
    'GitHub is asked and told through it (%s)',
    async (_, node) => {
      const { result, hosts, comments, violations } = await behindProxy(node);
      expect(result.outputs['errors'], result.stdout).toBe('1');
      expect(comments).toBe(1);
      expect(violations).toEqual([]);
      // Google is on loopback here, and needs none.
      expect(new Set(hosts.asked)).toEqual(new Set(['api.github.com:443']));
    },
  );
});

import { chmodSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { CALLER_TOKEN } from '../../src/sandbox/state.ts';
import { runBundledAction } from '../action/runner.ts';
import { APPS, bumped, deployment, NODE, pullRequest, WORLD } from '../action/shop.ts';
import { startGitHub } from '../github/stand-in.ts';
import {
  type CredentialKind,
  credentialKinds,
  ownLogins,
} from '../google/credential-kinds.ts';
import { startGoogleHosts } from '../google/google-hosts.ts';
import { startTokenService } from '../google/token-service.ts';
import { describeWith } from '../programs.ts';
import { type CliResult, run } from '../run-cli.ts';
import { THOROUGH } from '../thorough.ts';
import { freshBundle, nodes, versionOf } from './fresh-bundle.ts';

let bundle: string;
beforeAll(() => {
  bundle = freshBundle();
});

/** One machine on which somebody has credentials: token services, a Google, and a gcloud that must not be run. */
interface Machine {
  readonly home: string;
  readonly kind: CredentialKind;
  readonly sandbox: Sandbox;
  readonly env: Readonly<Record<string, string>>;
  readonly asked: readonly string[];
}

type ChooseKind = (url: string, home: string, own: Env) => CredentialKind;
type Env = Readonly<Record<string, string>>;

/** Sets a machine up, lets somebody work on it, and clears it away. */
async function onMachine(
  choose: ChooseKind,
  work: (machine: Machine) => Promise<void>,
): Promise<void> {
  const home = mkdtempSync(path.join(tmpdir(), 'gar-door-'));
  const tokens = await startTokenService(CALLER_TOKEN);
  const kind = choose(tokens.url, home, tokens.environment);
  const sandbox = await startSandbox(WORLD);
  const hosts = await startGoogleHosts(tokens.serve);
  const { CLOUDSDK_AUTH_ACCESS_TOKEN: _, ...endpoints } = sandbox.environment;
  writeFiles(home, kind.files);
  const throughProxy = kind.hosts === undefined ? {} : hosts.environment;
  const env = {
    ...{ HOME: home, PATH: `${fakeGcloud(home)}:${process.env['PATH']}` },
    ...{ ...endpoints, ...throughProxy, ...kind.env },
  };
  await work({ home, kind, sandbox, env, asked: tokens.asked });
  await Promise.all([tokens.close(), sandbox.close(), hosts.close()]);
}

function writeFiles(home: string, files: CredentialKind['files']): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(home, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  }
}

/** The folder of a `gcloud` that leaves a mark where it is run. */
function fakeGcloud(home: string): string {
  const folder = path.join(home, 'bin');
  mkdirSync(folder);
  const file = path.join(folder, 'gcloud');
  writeFileSync(file, `#!/bin/sh\ntouch ${home}/gcloud-was-run\n`);
  chmodSync(file, 0o755);
  return folder;
}

/** Google was asked with this token and no other, the token services for it once, and nobody for anything else. */
function expectOpen({ kind, sandbox, asked, home }: Machine, result: CliResult): void {
  const calls = sandbox.served.filter(({ path: at }) => !at.startsWith('/v2/'));
  const said = `${result.stdout}\n${result.stderr}`;
  expect(calls.length, said).toBeGreaterThan(3);
  expect(new Set(calls.map(({ authorization }) => authorization))).toEqual(
    new Set([`Bearer ${CALLER_TOKEN}`]),
  );
  expect(new Set(calls.map(({ quotaProject }) => quotaProject))).toEqual(
    new Set([kind.quota]),
  );
  expect(asked.map((one) => one.split('?')[0])).toEqual(kind.asked);
  expect(existsSync(path.join(home, 'gcloud-was-run'))).toBe(false);
  expect(said.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain(CALLER_TOKEN);
}

const { length: KINDS } = credentialKinds('', '');
const all = Array.from({ length: KINDS }, (_, index) => index);
const titleOf = (index: number): string => credentialKinds('', '')[index]?.name ?? '';
const kindAt =
  (index: number): ChooseKind =>
  (url, home) =>
    credentialKinds(url, home)[index] as CredentialKind;

async function commandLine(node: string, machine: Machine): Promise<CliResult> {
  const { home, env } = machine;
  writeFiles(home, { 'shop/pod.yaml': deployment(`${APPS}/api:2.3.0`) });
  const words = ['check', '.', '--service-account', NODE];
  const cwd = path.join(home, 'shop');
  return run(node, [path.join(bundle, 'cli.js'), ...words], { cwd, env });
}

async function action(node: string, { env, kind }: Machine): Promise<CliResult> {
  const github = await startGitHub(bumped(`${APPS}/api:2.3.0`));
  const inputs = { 'service-account': NODE, ...kind.inputs };
  const step = { event: 'pull_request', payload: pullRequest(), inputs, env };
  const file = path.join(bundle, 'index.js');
  const result = await runBundledAction({ ...step, apiUrl: github.url }, { node, file });
  await github.close();
  expect(result.outputs['errors'], result.stdout).toBe('1');
  return result;
}

describeWith(['openssl'], 'every door of the bundle', () => {
  describe.each(nodes().map((node, nth) => [node, nth] as const))(
    'on %s',
    (node, nth) => {
      const version = versionOf(node);
      // The quick suite opens each door once with each face, on the one Node or on the other.
      const isMine = (index: number): boolean => THOROUGH || index % 2 === nth % 2;
      const mine = all.filter(isMine).map((index) => [titleOf(index), index] as const);

      it.each(mine)(`cli.js opens with %s (${version})`, (_, index) =>
        onMachine(kindAt(index), async (machine) => {
          const result = await commandLine(node, machine);
          expect(result.status, result.stderr).toBe(1);
          expectOpen(machine, result);
        }),
      );

      it.each(mine)(`index.js opens with %s (${version})`, (_, index) =>
        onMachine(kindAt(index), async (machine) =>
          expectOpen(machine, await action(node, machine)),
        ),
      );

      it.each(
        ownLogins('', {})
          .map(({ name }, index) => [name, index] as const)
          .filter(([, index]) => isMine(index)),
      )(`index.js opens with %s (${version})`, (_, index) =>
        onMachine(
          (url, _, own) => ownLogins(url, own)[index] as CredentialKind,
          async (machine) => {
            const result = await action(node, machine);
            expectOpen(machine, result);
            expect(result.stderr).toBe('');
            expect(result.stdout).toContain('::add-mask::runner-request-token');
            expect(result.stdout).toContain(`::add-mask::${CALLER_TOKEN}`);
          },
        ),
      );
    },
  );
});

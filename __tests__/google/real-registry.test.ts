import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Existence } from '../../src/domain/facts.ts';
import { imageSource } from '../../src/google/images/existence.ts';
import { startClock } from '../../src/google/wire/clock.ts';
import { describeWith } from '../programs.ts';
import { run } from '../run-cli.ts';
import { type Connected, connectTo, memosOf } from './connect.ts';

/** A registry that we did not write, filled by a client that we did not write. */
describeWith(['docker-registry', 'skopeo'], 'a real registry, by the /v2/ path', () => {
  let registry: ChildProcess;
  let port: number;
  let connected: Connected;

  beforeAll(async () => {
    port = await freePort();
    const folder = mkdtempSync(path.join(tmpdir(), 'gar-registry-'));
    const config = path.join(folder, 'config.yml');
    writeFileSync(
      config,
      `version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: ${folder}}}\nhttp: {addr: 127.0.0.1:${port}}\n`,
    );
    registry = spawn('docker-registry', ['serve', config], { stdio: 'ignore' });
    const images = {
      single: [{ tags: ['1'], platforms: ['linux/arm64'] }],
      multi: [
        { tags: ['1'], platforms: ['linux/amd64', 'linux/arm/v7'], attestation: false },
      ],
    };
    connected = await connectTo(
      {
        projects: {
          p: {
            number: '1',
            repositories: { 'us/source': { images }, 'us/remote': { mode: 'REMOTE' } },
          },
        },
      },
      { GAR_PREFLIGHT_REGISTRY_ENDPOINT: `http://127.0.0.1:${port}` },
    );
    await untilUp(port);
    const source = new URL(connected.sandbox.url).host;
    for (const name of ['single', 'multi']) {
      const copied = await run('skopeo', [
        'copy',
        '--all',
        '--src-tls-verify=false',
        '--dest-tls-verify=false',
        `--src-creds=oauth2accesstoken:${connected.sandbox.environment['CLOUDSDK_AUTH_ACCESS_TOKEN']}`,
        `docker://${source}/p/source/${name}:1`,
        `docker://127.0.0.1:${port}/p/remote/${name}:1`,
      ]);
      expect(copied.status, copied.stderr).toBe(0);
    }
  });
  afterAll(async () => {
    registry.kill();
    await connected.sandbox.close();
  });

  const ask = (name: string, tag: string): Promise<Existence> => {
    const source = imageSource(connected.client, memosOf(connected.client), {
      remote: 'ask',
      waitMs: 0,
      clock: startClock(10000),
      now: () => new Date(),
      progress: () => undefined,
    });
    return source.existence({
      host: 'us-docker.pkg.dev',
      repository: { project: 'p', location: 'us', repository: 'remote' },
      package: name,
      tag,
      digest: null,
    });
  };
  const platforms = (existence: Existence): readonly string[] =>
    existence.kind === 'found' && existence.platforms.kind === 'known'
      ? existence.platforms.value.map(
          (one) => `${one.os}/${one.architecture}${one.variant}`,
        )
      : [];

  it('finds an image and reads its platform from its config', async () => {
    expect(platforms(await ask('single', '1'))).toEqual(['linux/arm64']);
  });

  it('reads the platforms of an index', async () => {
    expect(platforms(await ask('multi', '1'))).toEqual(['linux/amd64', 'linux/armv7']);
  });

  it('knows what is not there', async () => {
    expect(await ask('single', 'none')).toMatchObject({ kind: 'missing' });
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function untilUp(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/v2/`).catch(() => null);
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the registry did not start');
}

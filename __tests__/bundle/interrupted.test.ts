import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/domain/report.ts';
import { APPS, deployment, NODE } from '../action/shop.ts';
import { freshBundle, nodes } from './fresh-bundle.ts';

let bundle: string;
let silent: Server;
let url: string;
let asked = 0;
beforeAll(async () => {
  bundle = freshBundle();
  // A Google that takes every question and answers none.
  silent = createServer(() => {
    asked += 1;
  });
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
});
afterAll(() => {
  silent.closeAllConnections();
  silent.close();
});

const SERVICES = ['ARTIFACTREGISTRY', 'CLOUDRESOURCEMANAGER', 'IAM', 'IAMCREDENTIALS'];

interface Ended {
  readonly status: number | null;
  readonly milliseconds: number;
  readonly stdout: string;
  readonly report: Report;
}

/** Starts a check, interrupts it once it waits for an answer, and waits for its end. */
async function interrupted(signal: 'SIGINT' | 'SIGTERM'): Promise<Ended> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gar-interrupted-'));
  mkdirSync(path.join(folder, 'k8s'));
  const file = path.join(folder, 'k8s/api.yaml');
  writeFileSync(file, deployment(`${APPS}/api:2.3.0`, 'nginx:1.27'));
  const overrides = SERVICES.map(
    (name) => [`CLOUDSDK_API_ENDPOINT_OVERRIDES_${name}`, url] as const,
  );
  const before = asked;
  const [node = process.execPath] = nodes();
  const words = ['check', '.', `--service-account=${NODE}`, '--output=json=report.json'];
  const child = spawn(node, [path.join(bundle, 'cli.js'), ...words], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      CLOUDSDK_AUTH_ACCESS_TOKEN: 'token-of-this-test',
      GAR_PREFLIGHT_REGISTRY_ENDPOINT: url,
      ...Object.fromEntries(overrides),
    },
  });
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('utf8');
  });
  while (asked === before) await new Promise((resolve) => setTimeout(resolve, 50));
  const started = performance.now();
  child.kill(signal);
  const status = await new Promise<number | null>((resolve) =>
    child.on('close', resolve),
  );
  const milliseconds = performance.now() - started;
  const text = readFileSync(path.join(folder, 'report.json'), 'utf8');
  return { status, milliseconds, stdout, report: JSON.parse(text) as Report };
}

describe('a run that is interrupted', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'by %s tells within two seconds what it knows, and ends with %i',
    async (signal, status) => {
      const ended = await interrupted(signal);
      expect(ended.status).toBe(status);
      expect(ended.milliseconds).toBeLessThan(2000);
      expect(ended.stdout).toContain('Could not verify');
      expect(ended.report.remarks[0]).toContain('interrupted');
      expect(ended.report.images.map(({ existence }) => existence)).toEqual([
        'unknown',
        'skipped',
      ]);
    },
  );
});

describe('a run that is interrupted while a tool works', () => {
  it('ends the tool and whatever it started, and leaves no folder', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'gar-interrupted-'));
    for (const name of ['bin', 'tmp', 'base']) mkdirSync(path.join(folder, name));
    const pids = path.join(folder, 'pids');
    writeFileSync(
      path.join(folder, 'bin/kustomize'),
      `#!/bin/sh\nif [ "$1" = version ]; then echo v5.8.1; exit 0; fi\n/bin/sleep 300 & echo $$ $! >> ${pids}\n/bin/sleep 300\n`,
      { mode: 0o755 },
    );
    writeFileSync(path.join(folder, 'base/api.yaml'), deployment(`${APPS}/api:2.3.0`));
    writeFileSync(
      path.join(folder, 'base/kustomization.yaml'),
      'resources: [api.yaml]\n',
    );
    const [node = process.execPath] = nodes();
    const words = ['check', 'base', '--render=always', `--service-account=${NODE}`];
    const child = spawn(node, [path.join(bundle, 'cli.js'), ...words], {
      cwd: folder,
      env: {
        PATH: `${path.join(folder, 'bin')}:${process.env['PATH']}`,
        HOME: folder,
        TMPDIR: path.join(folder, 'tmp'),
        CLOUDSDK_AUTH_ACCESS_TOKEN: 'token-of-this-test',
      },
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString('utf8');
    });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    const deadline = performance.now() + 20_000;
    while (!existsSync(pids)) {
      if (performance.now() > deadline) throw new Error(`no tool was run: ${stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    child.kill('SIGTERM');
    expect(await ended).toBe(143);
    const left = readFileSync(pids, 'utf8').trim().split(/\s+/).filter(isAlive);
    expect(left).toEqual([]);
    expect(readdirSync(path.join(folder, 'tmp'))).toEqual([]);
  });
});

function isAlive(pid: string): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

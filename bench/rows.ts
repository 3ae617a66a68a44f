import { execFileSync } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Sandbox, startSandbox } from '../src/sandbox/server.ts';
import { gone, type LookupCase, spread } from './lookup-worlds.ts';
import { type Cost, measure, median, type Program } from './measure.ts';
import { bigDocument, bigTree, oneFile, overlays, podsOf } from './trees.ts';

/** A line of the table. */
export interface Row {
  readonly what: string;
  readonly value: string;
  readonly peers: string;
  readonly goal: string;
}

const ROOT = path.resolve(import.meta.dirname, '..');
const CLI = path.join(ROOT, 'dist/cli.js');
const NODE = process.execPath;
const ROUNDS = 3;
const LATENCY_MS = 40;
const WIDTH = 32;

type Measured = Readonly<Record<string, readonly Cost[]>>;

/** Runs each program in turn, so often, so that what disturbs one disturbs the others. */
async function rounds(
  programs: Readonly<Record<string, Program | null>>,
): Promise<Measured> {
  const all: Record<string, Cost[]> = {};
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, program] of Object.entries(programs)) {
      if (program === null) continue;
      const costs = all[name] ?? [];
      costs.push(await measure(program));
      all[name] = costs;
    }
  }
  return all;
}

/** The median of one's cost by another's, round by round; `null` where one was not run. */
function ratio(
  measured: Measured,
  one: string,
  other: string,
  of: 'wallMs' | 'cpuMs',
): number | null {
  const [own = [], by = []] = [measured[one], measured[other]];
  if (own.length === 0 || by.length === 0) return null;
  return median(own.map((cost, round) => cost[of] / Math.max(1, by[round]?.[of] ?? 1)));
}

function times(value: number | null): string {
  return value === null ? 'not measured' : `${value.toFixed(value < 10 ? 1 : 0)} ×`;
}

function middle(measured: Measured, name: string, of: keyof Cost): number {
  return median((measured[name] ?? []).map((cost) => cost[of]));
}

function onPath(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`]);
    return true;
  } catch {
    return false;
  }
}

/** How long it takes to be there. */
export async function start(): Promise<Row> {
  const measured = await rounds({
    bare: { words: [NODE, '-e', '0'] },
    own: { words: [NODE, CLI, 'images'], cwd: oneFile() },
  });
  return {
    what: 'start: `images` on one file, by `node -e 0`',
    value: times(ratio(measured, 'own', 'bare', 'wallMs')),
    peers: '',
    goal: '≤ 2.0 ×',
  };
}

const READ_ALL = `const fs = require('fs'), path = require('path');
for (const entry of fs.readdirSync('.', { recursive: true, withFileTypes: true }))
  if (entry.isFile()) fs.readFileSync(path.join(entry.parentPath, entry.name));`;

/** Finding references in a tree most of which has none. */
export async function finding(): Promise<readonly Row[]> {
  const cwd = bigTree(12_000);
  const measured = await rounds({
    read: { words: [NODE, '-e', READ_ALL], cwd },
    own: { words: [NODE, CLI, 'images', '--render', 'never'], cwd },
    kubeconform: onPath('kubeconform')
      ? {
          words: [
            'kubeconform',
            '-ignore-missing-schemas',
            '-schema-location',
            'none',
            '.',
          ],
          cwd,
        }
      : null,
  });
  const peer = ratio(measured, 'kubeconform', 'read', 'cpuMs');
  const own = (of: keyof Cost): number => Math.round(middle(measured, 'own', of));
  const beside = (of: keyof Cost): number =>
    Math.round(middle(measured, 'kubeconform', of));
  return [
    {
      what: 'finding in 12,000 files: CPU by reading every file',
      value: times(ratio(measured, 'own', 'read', 'cpuMs')),
      peers: `kubeconform without schemas ${times(peer)}`,
      goal: '≤ 4 ×',
    },
    {
      what: 'the same, wall and memory',
      value: `${(own('wallMs') / 1000).toFixed(1)} s, ${own('peakMiB')} MiB`,
      peers:
        peer === null
          ? 'not measured'
          : `kubeconform ${(beside('wallMs') / 1000).toFixed(1)} s, ${beside('peakMiB')} MiB`,
      goal: 'below kubeconform, ≤ 200 MiB',
    },
  ];
}

/** One document that is very large. */
export async function document(): Promise<Row> {
  const cwd = bigDocument(10);
  const measured = await rounds({ own: { words: [NODE, CLI, 'images'], cwd } });
  return {
    what: 'one document of 10 MiB with a thousand references',
    value: `${(middle(measured, 'own', 'wallMs') / 1000).toFixed(1)} s`,
    peers: '',
    goal: '≤ 4 s',
  };
}

const LOOP = `const http = require('http'); const [url, token, width] = process.argv.slice(1);
const paths = require('fs').readFileSync('images', 'utf8').trim().split('\\n').map((one) => one.replace(/^[^/]+\\/(.+)\\/([^/:]+):(.+)$/, '/v2/$1/$2/manifests/$3'));
const agent = new http.Agent({ keepAlive: true, maxSockets: Number(width) });
const ask = () => { const path = paths.pop(); if (path === undefined) return;
  http.get(url + path, { agent, headers: { authorization: 'Bearer ' + token } }, (answer) => { answer.resume(); answer.on('end', ask); }); };
for (let one = 0; one < Number(width); one += 1) ask();`;

interface Looked {
  readonly measured: Measured;
  readonly requests: number;
}

async function lookUp(
  { world, images }: LookupCase,
  files: number,
  withPeers: 'peers' | 'alone',
): Promise<Looked> {
  const sandbox = await startSandbox(JSON.stringify(world));
  const cwd = podsOf(images, files);
  const env = { ...sandbox.environment, DOCKER_CONFIG: cwd };
  const own = { words: [NODE, CLI, 'check', '--format', 'json'], cwd, env };
  const before = sandbox.served.length;
  await measure(own);
  const requests = sandbox.served.length - before;
  const peers = withPeers === 'peers' ? peersOf(sandbox, cwd, images) : {};
  const measured = await rounds({ own, ...peers });
  await sandbox.close();
  return { measured, requests };
}

function peersOf(
  sandbox: Sandbox,
  cwd: string,
  images: readonly string[],
): Readonly<Record<string, Program | null>> {
  const { host } = new URL(sandbox.url);
  const token = sandbox.environment['CLOUDSDK_AUTH_ACCESS_TOKEN'] ?? '';
  const auth = Buffer.from(`oauth2accesstoken:${token}`).toString('base64');
  writeFileSync(
    path.join(cwd, 'config.json'),
    JSON.stringify({ auths: { [host]: { auth } } }),
  );
  const local = images.map((image) => image.replace('us-docker.pkg.dev', host));
  writeFileSync(path.join(cwd, 'images'), `${local.join('\n')}\n`);
  const env = { DOCKER_CONFIG: cwd };
  const skopeo = `xargs -P16 -I@ skopeo inspect --raw --tls-verify=false --creds=oauth2accesstoken:${token} docker://@ < images`;
  return {
    crane: onPath('crane')
      ? {
          words: ['sh', '-c', 'xargs -P16 -n1 crane digest --insecure < images'],
          cwd,
          env,
        }
      : null,
    skopeo: onPath('skopeo') ? { words: ['sh', '-c', skopeo], cwd, env } : null,
    loop: { words: [NODE, '-e', LOOP, sandbox.url, token, String(WIDTH)], cwd, env },
  };
}

/** As fast as it could be: every image once, so many at a time, and one step before. */
function limitMs(images: number): number {
  return Math.ceil(images / WIDTH) * LATENCY_MS + LATENCY_MS;
}

function byLimit(measured: Measured, name: string, images: number): string {
  const costs = measured[name] ?? [];
  if (costs.length === 0) return 'not measured';
  return times(median(costs.map(({ wallMs }) => wallMs)) / limitMs(images));
}

/** Looking up what is there. */
export async function lookingUp(): Promise<readonly Row[]> {
  const { measured, requests } = await lookUp(spread(20, 10, LATENCY_MS), 1, 'peers');
  return [
    {
      what: '200 images of 20 repositories at 40 ms, by the limit (32 at once)',
      value: byLimit(measured, 'own', 200),
      peers: `crane, 16 at once ${byLimit(measured, 'crane', 200)}; skopeo, 16 at once ${byLimit(measured, 'skopeo', 200)}; a bare keep-alive loop ${byLimit(measured, 'loop', 200)}`,
      goal: '≤ 1.5 ×',
    },
    {
      what: 'the same, requests (platforms, tags, rules and repositories included)',
      value: String(requests),
      peers: 'crane at least 400',
      goal: '≤ 448',
    },
  ];
}

/** Looking up what is not there. */
export async function missing(): Promise<readonly Row[]> {
  const few = await lookUp(gone(30, 1, 0), 1, 'alone');
  const many = await lookUp(gone(2400, 20, 0), 20, 'alone');
  return [
    {
      what: '30 missing tags of one package, requests',
      value: String(few.requests),
      peers: '',
      goal: '≤ 53',
    },
    {
      what: '2,400 missing tags of 20 packages, requests',
      value: String(many.requests),
      peers: '',
      goal: '≤ 2,480',
    },
  ];
}

/** All of a run. */
export async function whole(): Promise<Row> {
  const { measured } = await lookUp(spread(25, 20, LATENCY_MS), 300, 'alone');
  return {
    what: '300 files, 500 images at 40 ms: the whole, by the limit',
    value: byLimit(measured, 'own', 500),
    peers: '',
    goal: '≤ 1.5 ×',
  };
}

/** Rendering, beside the tool in a loop. */
export async function rendering(): Promise<Row> {
  const cwd = overlays(70);
  const loop = 'for root in overlays/*; do kustomize build "$root"; done';
  const beside = 'ls -d overlays/* | xargs -P 2 -n 1 kustomize build';
  const measured = await rounds({
    beside: onPath('kustomize') ? { words: ['sh', '-c', beside], cwd } : null,
    loop: onPath('kustomize') ? { words: ['sh', '-c', loop], cwd } : null,
    own: { words: [NODE, CLI, 'images', '--render', 'always'], cwd },
  });
  return {
    what: '70 overlays: `kustomize build` in a loop, by ours',
    value: times(ratio(measured, 'loop', 'own', 'wallMs')),
    peers: `two kustomize side by side, nothing read ${times(ratio(measured, 'loop', 'beside', 'wallMs'))}`,
    goal: '≥ 1.7 ×',
  };
}

/** What is shipped. */
export function bundle(): Row {
  const dist = path.join(ROOT, 'dist');
  const bytes = readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .map((file) => statSync(path.join(dist, file)))
    .filter((one) => one.isFile())
    .reduce((sum, one) => sum + one.size, 0);
  return {
    what: 'the bundle',
    value: `${(bytes / 1e6).toFixed(1)} MB`,
    peers: '',
    goal: '≤ 3.5 MB',
  };
}

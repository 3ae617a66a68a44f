/**
 * How long it takes to look 200 images up, and how many requests that is, beside crane in the same run against the same registry:
 * `node bench/lookups.ts` (needs crane on the PATH, and `npm run build` before).
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSandbox } from '../src/sandbox/server.ts';

const REPOSITORIES = 20;
const IMAGES = 10;

const names = Array.from({ length: REPOSITORIES }, (_, r) =>
  Array.from({ length: IMAGES }, (__, i) => ({ repository: `r${r}`, image: `app${i}` })),
).flat();
const world = {
  projects: {
    p: {
      number: '1',
      repositories: Object.fromEntries(
        Array.from({ length: REPOSITORIES }, (_, r) => [
          `us/r${r}`,
          {
            images: Object.fromEntries(
              Array.from({ length: IMAGES }, (__, i) => [
                `app${i}`,
                [{ tags: ['1'], platforms: ['linux/amd64', 'linux/arm64'] }],
              ]),
            ),
          },
        ]),
      ),
    },
  },
};
const sandbox = await startSandbox(JSON.stringify(world));
const folder = mkdtempSync(path.join(tmpdir(), 'gar-bench-'));
const pods = names.map(
  ({ repository, image }) =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: ${repository}-${image}}\nspec: {containers: [{name: c, image: us-docker.pkg.dev/p/${repository}/${image}:1}]}\n`,
);
writeFileSync(path.join(folder, 'pods.yaml'), pods.join('---\n'));

const { host } = new URL(sandbox.url);
const auth = Buffer.from(
  `oauth2accesstoken:${sandbox.environment['CLOUDSDK_AUTH_ACCESS_TOKEN']}`,
).toString('base64');
writeFileSync(
  path.join(folder, 'config.json'),
  JSON.stringify({ auths: { [host]: { auth } } }),
);
writeFileSync(
  path.join(folder, 'images'),
  names.map(({ repository, image }) => `${host}/p/${repository}/${image}:1\n`).join(''),
);

const cli = path.resolve(import.meta.dirname, '../dist/cli.js');
await measure('gar-preflight check (existence, platforms, size, tags)', process.execPath, [
  cli,
  'check',
  'pods.yaml',
  '--format',
  'json',
]);
await measure('crane digest, 16 at once (existence alone)', 'sh', [
  '-c',
  'xargs -P16 -n1 crane digest --insecure < images',
]);
await measure('crane digest, one after another', 'sh', [
  '-c',
  'xargs -n1 crane digest --insecure < images',
]);
await sandbox.close();

async function measure(
  name: string,
  program: string,
  words: readonly string[],
): Promise<void> {
  const before = sandbox.served.length;
  const started = performance.now();
  const status = await new Promise<number>((resolve, reject) => {
    const child = spawn(program, words, {
      cwd: folder,
      stdio: 'ignore',
      env: { PATH: process.env['PATH'], ...sandbox.environment, DOCKER_CONFIG: folder },
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? -1));
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(2);
  console.log(
    `${name}: ${seconds} s, ${sandbox.served.length - before} requests, exit ${status}`,
  );
}

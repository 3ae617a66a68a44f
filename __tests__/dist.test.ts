import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from './run-cli.ts';

const ROOT = path.resolve(import.meta.dirname, '..');

/** Every Node that this machine has: the tests' own, and the system's. */
const nodes = [
  ...new Set([
    process.execPath,
    ...['/usr/bin/node', '/usr/local/bin/node'].filter((file) => existsSync(file)),
  ]),
];

describe.each(nodes)('the committed bundle on %s', (node) => {
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();

  it(`runs the demo (${version})`, async () => {
    const words = [
      'dist/cli.js',
      'check',
      'examples',
      '--config',
      'examples/gar-preflight.yml',
      '--sandbox',
      'examples/world.yml',
    ];
    const { status, stdout } = await run(node, words, { cwd: ROOT });
    expect(status).toBe(1);
    for (const rule of [
      'tag-not-found',
      'reader-missing',
      'repository-not-found',
      'platform-missing',
      'digest-mismatch',
    ])
      expect(stdout).toContain(rule);
  });

  it(`starts without what it does not need (${version})`, async () => {
    expect(
      (await run(node, ['dist/cli.js', 'rules'], { cwd: ROOT })).stdout.split('\n'),
    ).toHaveLength(27);
    expect(
      (await run(node, ['dist/cli.js', 'rules', 'reader-missing'], { cwd: ROOT })).stdout,
    ).toContain('# reader-missing');
    expect((await run(node, ['dist/cli.js', '--help'], { cwd: ROOT })).status).toBe(0);
  });
});

describe('the lock file', () => {
  it('holds one google-auth-library', () => {
    const listed: unknown = JSON.parse(
      execFileSync('npm', ['ls', 'google-auth-library', '--json', '--all'], {
        cwd: ROOT,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    );
    const text = JSON.stringify(listed);
    const versions = new Set(
      [...text.matchAll(/"google-auth-library":\{"version":"([^"]+)"/g)].map(
        ([, version]) => version,
      ),
    );
    expect(versions.size).toBe(1);
  });
});

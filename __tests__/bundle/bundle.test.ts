import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { run } from '../run-cli.ts';
import { contentsOf, freshBundle, nodes, ROOT, versionOf } from './fresh-bundle.ts';

let bundle: string;
beforeAll(() => {
  bundle = freshBundle();
});

describe('dist/', () => {
  it('is what the sources make: if not, `npm run build`, and commit it', () => {
    const fresh = contentsOf(bundle);
    const committed = contentsOf(path.join(ROOT, 'dist'));
    const files = [...new Set([...fresh.keys(), ...committed.keys()])].sort();
    expect(files.filter((file) => fresh.get(file) !== committed.get(file))).toEqual([]);
  });

  it('is at most 3.5 MB: scripts/lean-packages.ts says what it leaves out', () => {
    const bytes = [...contentsOf(bundle).values()].reduce(
      (sum, text) => sum + Buffer.byteLength(text),
      0,
    );
    expect(bytes).toBeLessThan(3.5e6);
  });
});

describe.each(nodes())('the bundle on %s', (node) => {
  const version = versionOf(node);
  const cli = (...words: readonly string[]): ReturnType<typeof run> =>
    run(node, [path.join(bundle, 'cli.js'), ...words], { cwd: ROOT });

  it(`runs the demo (${version})`, async () => {
    const { status, stdout } = await cli(
      'check',
      'examples',
      '--config=examples/gar-preflight.yml',
      '--sandbox=examples/world.yml',
    );
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

  it(`carries what reads Terraform (${version})`, async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'gar-bundle-'));
    const config = path.join(folder, 'config.yml');
    writeFileSync(config, 'formats: [terraform]\n');
    const pod =
      'resource "kubernetes_pod_v1" "a" {\n  spec { container { image = "a" } }\n}';
    writeFileSync(path.join(folder, 'main.tf'), pod);
    const { stdout } = await run(
      node,
      [path.join(bundle, 'cli.js'), 'images', '--config', config],
      { cwd: folder },
    );
    expect(stdout).toBe('main.tf:2:31: a  Pod/?\n');
  });

  it(`starts without what it does not need (${version})`, async () => {
    expect((await cli('rules')).stdout.split('\n').length).toBeGreaterThan(26);
    expect((await cli('rules', 'reader-missing')).stdout).toContain('# reader-missing');
    expect((await cli('--help')).status).toBe(0);
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

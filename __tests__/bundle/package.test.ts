import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../programs.ts';
import { run } from '../run-cli.ts';
import { nodes, ROOT, versionOf } from './fresh-bundle.ts';

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

describeWith(['npm'], 'the package', () => {
  let folder: string;
  let packed: Packed;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'gar-package-'));
    const words = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
    const { stdout } = await run('npm', words, { cwd: ROOT });
    const said = JSON.parse(stdout) as readonly Packed[] | Record<string, Packed>;
    [packed = { filename: '', size: 0, files: [] }] = Object.values(said);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is small, and holds what is run, and no source', () => {
    expect(packed.size).toBeLessThan(1.5e6);
    const paths = packed.files.map((file) => file.path);
    expect(paths).toContain('dist/cli.js');
    expect(
      paths.filter((file) => /^(?:src|__tests__|node_modules)\//.test(file)),
    ).toEqual([]);
  });

  it('is installed alone: no dependency, no script, no `node` in the place of its consumer’s', async () => {
    const manifest = JSON.parse(
      readFileSync(path.join(ROOT, 'package.json'), 'utf8'),
    ) as Record<string, unknown>;
    expect(manifest).not.toHaveProperty('dependencies');
    expect(manifest).not.toHaveProperty('private');
    expect(Object.keys(manifest['bin'] as object)).toEqual(['gar-preflight']);
    expect(Object.keys(manifest['scripts'] as object)).not.toContain('postinstall');
    const cache = path.join(folder, 'cache');
    const tarball = `./${packed.filename}`;
    const words = ['--yes', '--offline', '--cache', cache, tarball, '--version'];
    const { status, stdout, stderr } = await run('npx', words, { cwd: folder });
    expect(stderr).toBe('');
    expect([status, stdout]).toEqual([0, `${manifest['version']}\n`]);
  });

  it.each(nodes())('runs on %s', async (node) => {
    await run('tar', ['xf', packed.filename], { cwd: folder });
    const cli = path.join(folder, 'package/dist/cli.js');
    const { status, stdout } = await run(node, [cli, 'rules', 'tag-not-found'], {
      cwd: folder,
    });
    expect([versionOf(node), status]).toEqual([versionOf(node), 0]);
    expect(stdout).toContain('tag-not-found');
  });
});

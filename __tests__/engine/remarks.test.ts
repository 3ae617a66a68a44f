import { describe, expect, it } from 'vitest';
import { run } from '../run-cli.ts';
import { checkFolder, checkShop, folderOf, podOf, WORLD } from '../shop-folder.ts';

const SEALED = `caller: { denied: [{ permission: artifactregistry.tags.get }] }\n${WORLD}`;
const FILES = { 'a.yaml': podOf('us-docker.pkg.dev/p/r/a:1') };

describe('what a report remarks', () => {
  it('is what this run itself was refused, and what would let it', async () => {
    const { report } = await checkShop({ files: FILES, world: SEALED });
    const said = report?.remarks.filter((one) => one.startsWith('This run asks Google'));
    expect(said).toEqual([expect.stringContaining('artifactregistry.tags.get')]);
    const text = await checkShop({ files: FILES, world: SEALED, format: 'text' });
    expect(text.stdout).toContain('which may not use artifactregistry.tags.get');
  });

  it('is nothing where nothing was refused', async () => {
    const { report } = await checkShop({ files: FILES });
    expect(report?.remarks).toEqual([]);
  });

  it('is what of the change could not be read', async () => {
    const folder = folderOf({ ...FILES, 'sub/b.yaml': 'b: 1\n' });
    const git = async (cwd: string, ...words: readonly string[]): Promise<void> => {
      const who = ['-c', 'user.name=a', '-c', 'user.email=a@b'];
      await run('git', [...who, '-c', 'protocol.file.allow=always', ...words], { cwd });
    };
    for (const one of [`${folder}/sub`, folder]) {
      await git(one, 'init', '-q');
      await git(one, 'add', '-A');
      await git(one, 'commit', '-qm', 'a');
    }
    const { report } = await checkFolder(folder, {});
    expect(report?.remarks).toEqual([expect.stringContaining('sub is a submodule')]);
  });
});

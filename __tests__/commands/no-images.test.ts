import { describe, expect, it } from 'vitest';
import { run } from '../run-cli.ts';
import { checkFolder, checkShop, folderOf, podOf, writeFiles } from '../shop-folder.ts';

const FORMATS = ['text', 'markdown', 'html', 'junit'];
const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: { name: a }\n';

describe('a run that met no image reference', () => {
  it.each(FORMATS)('over everything says how many files it read: %s', async (format) => {
    const files = { 'a.yaml': SERVICE, 'b.yaml': SERVICE, README: 'x' };
    const { stdout, status } = await checkShop({ files, format });
    expect(status).toBe(0);
    expect(stdout).toContain('No image reference was found in 2 files.');
    expect(stdout).not.toContain('added or changed');
  });

  it.each(FORMATS)('over no file at all says so: %s', async (format) => {
    const { stdout } = await checkShop({ files: { README: 'x' }, format });
    expect(stdout).toContain('No file that could reference an image was found.');
  });

  it.each(FORMATS)('over what changed says that none did: %s', async (format) => {
    const folder = folderOf({ 'a.yaml': podOf('us-docker.pkg.dev/p/r/a:1') });
    const git = (...words: readonly string[]) =>
      run('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], {
        cwd: folder,
      });
    await git('init', '-q');
    await git('add', '-A');
    await git('commit', '-qm', 'a');
    writeFiles(folder, { 'b.yaml': SERVICE });
    const words = ['--changed-since', 'HEAD'];
    const { stdout } = await checkFolder(folder, { words, format });
    expect(stdout).toContain('No image reference was added or changed.');
  });
});

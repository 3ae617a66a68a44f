import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { submoduleRemarks } from '../../src/git/submodules.ts';
import { run } from '../run-cli.ts';

it('says what a submodule holds back, and of a change what moves it', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gar-sub-'));
  const git = async (...words: readonly string[]): Promise<string> => {
    const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.com'];
    const { stdout, stderr, status } = await run('git', [...who, ...words], {
      cwd: folder,
    });
    if (status !== 0) throw new Error(stderr);
    return stdout.trim();
  };
  expect(await submoduleRemarks(folder, null)).toEqual([]);
  await git('init', '-q');
  writeFileSync(path.join(folder, 'a.yaml'), 'a: 1\n');
  await git('add', '-A');
  await git('commit', '-qm', 'one');
  const one = await git('rev-parse', 'HEAD');
  await git('update-index', '--add', '--cacheinfo', `160000,${one},lib/sub`);
  await git('commit', '-qm', 'two');
  const two = await git('rev-parse', 'HEAD');
  expect(await submoduleRemarks(folder, null)).toEqual([
    "lib/sub is a submodule: what it holds is another repository's, and was not read.",
  ]);
  expect(await submoduleRemarks(folder, two)).toEqual([]);
  expect((await submoduleRemarks(folder, one))[0]).toContain('that this change moves');
  await git('update-index', '--cacheinfo', `160000,${two},lib/sub`);
  expect((await submoduleRemarks(folder, two))[0]).toContain('lib/sub is a submodule');
});

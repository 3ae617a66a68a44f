import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { folderTree } from '../../src/git/folder-tree.ts';
import { leadsOut } from '../../src/git/leads-out.ts';
import { runCli } from '../run-cli.ts';

let home: string;
let folder: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'gar-tree-'));
  folder = path.join(home, 'shop');
  mkdirSync(folder);
});

describe('what cannot be listed', () => {
  it('is said: a file name that is not UTF-8', async () => {
    writeFileSync(
      Buffer.concat([Buffer.from(`${folder}/a`), Buffer.of(0xff), Buffer.from('.yaml')]),
      'a: 1\n',
    );
    writeFileSync(path.join(folder, 'b.yaml'), 'b: 1\n');
    const tree = await folderTree(folder);
    expect(await tree.files()).toEqual(['b.yaml']);
    expect(tree.unlisted?.()[0]).toContain('is no file name in UTF-8');
    execFileSync('git', ['init', '-q'], { cwd: folder });
    expect((await folderTree(folder)).unlisted?.()).toHaveLength(1);
    const { stderr } = await runCli(['images', '.'], { cwd: folder });
    expect(stderr).toContain('is no file name in UTF-8');
  });

  it('is a mistake where it was named: a pipe, a device', async () => {
    for (const name of ['/dev/stdin', '/dev/null']) {
      const { status, stderr } = await runCli(['images', name], { cwd: folder });
      expect([name, status]).toEqual([name, 2]);
      expect(stderr).toContain('which is neither');
    }
  });
});

describe('a link out of the folder', () => {
  it('is told from a name beside it that begins alike', async () => {
    const beside = path.join(home, 'shop-evil');
    mkdirSync(beside);
    symlinkSync(beside, path.join(folder, 'out'));
    mkdirSync(path.join(folder, 'in'));
    symlinkSync(path.join(folder, 'in'), path.join(folder, 'around'));
    expect(await leadsOut(folder, path.join(folder, 'out'))).toBe(true);
    expect(await leadsOut(folder, path.join(folder, 'around'))).toBe(false);
    expect(await leadsOut(folder, beside)).toBe(false);
    expect(await leadsOut(folder, path.join(folder, 'nothing'))).toBe(false);
  });

  it('is no PATH, and no config', async () => {
    writeFileSync(path.join(home, 'secret.yaml'), 'paths: ["**"]\n');
    symlinkSync(path.join(home, 'secret.yaml'), path.join(folder, 'a.yaml'));
    const named = await runCli(['images', 'a.yaml'], { cwd: folder });
    expect(named.status).toBe(2);
    expect(named.stderr).toContain('a link that leads out of it');
    mkdirSync(path.join(folder, '.github'));
    symlinkSync(
      path.join(home, 'secret.yaml'),
      path.join(folder, '.github/gar-preflight.yml'),
    );
    const config = await runCli(['images', '.'], { cwd: folder });
    expect(config.status).toBe(2);
    expect(config.stderr).toContain('a link that leads out of it');
    const given = await runCli(['images', '.', '--config', 'a.yaml'], { cwd: folder });
    expect(given.status).toBe(2);
  });
});

describe('what is read below the files and folders that were named', () => {
  it('is never what logs in to Google, named or not', async () => {
    const secret = 'gha-creds-1a2b.json';
    mkdirSync(path.join(folder, 'sub'));
    for (const file of [secret, `sub/${secret}`])
      writeFileSync(path.join(folder, file), '{"private_key": "secret"}');
    for (const named of [[], [secret], ['sub']]) {
      const tree = await folderTree(folder, named);
      expect(await tree.files()).toEqual([]);
      for (const file of [secret, `sub/${secret}`, `sub/../${secret}`]) {
        expect(await tree.read(file)).toEqual({ kind: 'absent' });
        expect(await tree.bytes?.(file)).toBeNull();
      }
    }
  });

  it('is nothing beside them but the description of a chart', async () => {
    for (const file of ['values.yaml', 'Chart.yaml', 'other.yaml'])
      writeFileSync(path.join(folder, file), 'a: 1\n');
    const tree = await folderTree(folder, ['values.yaml']);
    const kinds = ['values.yaml', 'Chart.yaml', 'other.yaml'].map(
      async (file) => (await tree.read(file)).kind,
    );
    expect(await Promise.all(kinds)).toEqual(['text', 'text', 'absent']);
  });
});

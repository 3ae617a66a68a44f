import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderTree } from '../../src/git/folder-tree.ts';
import { isWithin, slashed } from '../../src/git/places.ts';
import { environmentsOf } from '../../src/settings/environments.ts';
import { readSettings } from '../../src/settings/read-settings.ts';
import { runCli } from '../run-cli.ts';

const { win32, posix } = path;
const LONG = 'a'.repeat(300);

describe('a place, as reports name it', () => {
  it.each([
    [win32, 'C:\\work', 'C:\\work\\k8s\\api.yaml', 'k8s/api.yaml'],
    [win32, 'C:\\work', 'c:\\Work\\k8s\\api.yaml', 'k8s/api.yaml'],
    [win32, 'C:\\work\\', 'C:\\work', ''],
    [win32, 'C:\\work\\k8s', 'C:\\work\\api.yaml', '../api.yaml'],
    [win32, 'C:\\work', 'D:\\other\\api.yaml', 'D:/other/api.yaml'],
    [win32, '\\\\host\\share\\work', '\\\\host\\share\\work\\a\\b.yaml', 'a/b.yaml'],
    [win32, '\\\\?\\C:\\work', `\\\\?\\C:\\work\\${LONG}\\b.yaml`, `${LONG}/b.yaml`],
    [posix, '/shop', '/shop/k8s/api.yaml', 'k8s/api.yaml'],
    [posix, '/', '/k8s/api.yaml', 'k8s/api.yaml'],
    // A backslash is a letter like any other where it separates nothing.
    [posix, '/shop', '/shop/k8s\\api.yaml', 'k8s\\api.yaml'],
  ])('%# %s', (platform, from, place, name) => {
    expect(slashed(from, place, platform)).toBe(name);
  });
});

describe('a place is within a folder', () => {
  it.each([
    [win32, 'C:\\work', 'C:\\work\\a', true],
    [win32, 'C:\\work', 'c:\\WORK\\a', true],
    [win32, 'C:\\work', 'C:\\work', true],
    [win32, 'C:\\', 'C:\\a', true],
    [win32, 'C:\\work', 'C:\\work-evil\\a', false],
    [win32, 'C:\\work', 'D:\\work\\a', false],
    [win32, '\\\\host\\share', '\\\\host\\other\\a', false],
    [posix, '/', '/a', true],
    [posix, '/', '/', true],
    [posix, '/shop', '/shop/a', true],
    [posix, '/shop/', '/shop/a', true],
    [posix, '/shop', '/shop-evil/a', false],
    [posix, '/shop', '/Shop/a', false],
  ])('%# %s', (platform, folder, place, within) => {
    expect(isWithin(folder, place, platform)).toBe(within);
  });
});

describe('letters’ case', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'gar-places-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  const pod = (name: string): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: c, image: "us-docker.pkg.dev/p/r/${name}:1"}]}\n`;

  it('tells two files apart where the file system does', async () => {
    write('A.yaml', pod('upper'));
    write('a.yaml', pod('lower'));
    const files = await (await folderTree(folder)).files();
    const { stdout } = await runCli(['images'], { cwd: folder });
    const isTelling = files.length === 2;
    expect(stdout.trim().split('\n')).toHaveLength(isTelling ? 2 : 1);
    if (isTelling) expect(stdout).toMatch(/^A\.yaml:.*upper:1.*\na\.yaml:.*lower:1/);
  });

  it('counts in globs on every platform', async () => {
    const text =
      'environments:\n  - {name: a, paths: ["Prod/**"], service-accounts: [a@p.iam.gserviceaccount.com]}\n';
    const config = { file: 'config.yml', text, below: '' };
    const settings = await readSettings({ given: {}, config, ruleIds: [] });
    const named = (file: string) =>
      environmentsOf(settings, file).map(({ name }) => name);
    expect(named('Prod/a.yaml')).toEqual(['a']);
    expect(named('prod/a.yaml')).toEqual([]);
  });

  it('lets a backslash in a glob stand before a wildcard, and never for a slash', async () => {
    const text =
      "environments:\n  - {name: a, paths: ['prod\\[1\\]/**', 'x\\y.yaml'], service-accounts: [a@p.iam.gserviceaccount.com]}\n";
    const config = { file: 'config.yml', text, below: '' };
    const settings = await readSettings({ given: {}, config, ruleIds: [] });
    const named = (file: string) =>
      environmentsOf(settings, file).map(({ name }) => name);
    expect(named('prod[1]/a.yaml')).toEqual(['a']);
    expect(named('x/y.yaml')).toEqual([]);
  });

  it('counts for kustomize: a Kustomization.yaml is none to it, so it is read as it stands', async () => {
    const images =
      'images:\n  - name: app\n    newName: us-docker.pkg.dev/p/r/app\n    newTag: "1"\n';
    write('lower/kustomization.yaml', images);
    write('whole/Kustomization', images);
    write('upper/Kustomization.yaml', images);
    const { stdout } = await runCli(['images', '--render=never'], { cwd: folder });
    expect(stdout).toContain('lower/kustomization.yaml:');
    expect(stdout).toContain('whole/Kustomization:');
    expect(stdout).not.toContain('upper/');
  });

  it('and length of a path are nothing to trip over', async () => {
    const deep = `${'abcdefghi/'.repeat(60)}pod.yaml`;
    write(deep, pod('deep'));
    const { stdout } = await runCli(['images'], { cwd: folder });
    expect(stdout).toContain(`${deep}:4:`);
  });
});

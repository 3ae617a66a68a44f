import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Report } from '../../src/domain/report.ts';
import { changesSince } from '../../src/git/changed-since.ts';
import { folderTree } from '../../src/git/folder-tree.ts';
import { run, runCli } from '../run-cli.ts';

let folder: string;
const git = async (...words: readonly string[]): Promise<void> => {
  const result = await run(
    'git',
    ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...words],
    {
      cwd: folder,
    },
  );
  if (result.status !== 0) throw new Error(result.stderr);
};
const write = (file: string, text: string): void => {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
};
const pod = (name: string, image: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\nspec:\n  containers:\n    - name: c\n      image: ${image}\n`;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'gar-git-'));
  await git('init', '-q');
  write('k8s/a.yaml', pod('a', 'us-docker.pkg.dev/p/r/a:1'));
  write('k8s/b.yaml', pod('b', 'us-docker.pkg.dev/p/r/b:1'));
  write('k8s/odd\nname.yaml', pod('odd', 'us-docker.pkg.dev/p/r/odd:1'));
  await git('add', '-A');
  await git('commit', '-qm', 'base');
});

async function changed(
  ...words: readonly string[]
): Promise<readonly (readonly [string, readonly string[]])[]> {
  const world = path.join(folder, '..', `${path.basename(folder)}-world.yml`);
  writeFileSync(world, 'projects: {p: {number: 1}}\n');
  const result = await runCli(
    [
      'check',
      '--changed-since',
      'HEAD',
      '--sandbox',
      world,
      '--format',
      'json',
      '--fail-on',
      'never',
      ...words,
    ],
    { cwd: folder },
  );
  expect(result.status, result.stderr).toBe(0);
  return (JSON.parse(result.stdout) as Report).images.map(
    ({ image, before }) => [image, before] as const,
  );
}

describe('check --changed-since', () => {
  it('counts what is staged, not staged, and not tracked, and says what stood there before', async () => {
    write('k8s/a.yaml', pod('a', 'us-docker.pkg.dev/p/r/a:2'));
    write('k8s/b.yaml', pod('b', 'us-docker.pkg.dev/p/r/b:2'));
    await git('add', 'k8s/b.yaml');
    write('k8s/new.yaml', pod('n', 'us-docker.pkg.dev/p/r/n:1'));
    expect(await changed()).toEqual([
      ['us-docker.pkg.dev/p/r/a:2', ['us-docker.pkg.dev/p/r/a:1']],
      ['us-docker.pkg.dev/p/r/b:2', ['us-docker.pkg.dev/p/r/b:1']],
      ['us-docker.pkg.dev/p/r/n:1', []],
    ]);
  });

  it('keeps quiet about what moved, was renamed, indented otherwise or deleted', async () => {
    renameSync(path.join(folder, 'k8s/a.yaml'), path.join(folder, 'k8s/renamed.yaml'));
    write('k8s/b.yaml', `# a comment\n\n${pod('b', '"us-docker.pkg.dev/p/r/b:1"')}`);
    rmSync(path.join(folder, 'k8s/odd\nname.yaml'));
    expect(await changed()).toEqual([]);
  });

  it('counts from a folder of the repository, and only the paths named', async () => {
    write('k8s/a.yaml', pod('a', 'us-docker.pkg.dev/p/r/a:2'));
    write('top.yaml', pod('t', 'us-docker.pkg.dev/p/r/t:1'));
    expect((await changed('k8s')).map(([image]) => image)).toEqual([
      'us-docker.pkg.dev/p/r/a:2',
    ]);
    const source = await changesSince(path.join(folder, 'k8s'), 'HEAD');
    expect(
      (await source.changedFiles())?.map((file) => [file.path, file.addedLines]),
    ).toEqual([['a.yaml', [{ first: 8, last: 8 }]]]);
  });

  it.each([['no-such-revision'], ['--output=x'], ['HEAD; rm -rf /']])(
    'refuses the revision %j',
    async (revision) => {
      const result = await runCli(['check', `--changed-since=${revision}`], {
        cwd: folder,
      });
      expect(result.status).toBe(2);
      expect(result.stderr).toContain('expected a revision that git knows');
    },
  );
});

describe('a link in the place of a manifest', () => {
  const link = async (target: string): Promise<void> => {
    rmSync(path.join(folder, 'k8s/a.yaml'));
    symlinkSync(target, path.join(folder, 'k8s/a.yaml'));
    await git('add', '-A');
    await git('commit', '-qm', 'a link');
  };

  it('is read through, wherever it leads now', async () => {
    await link('b.yaml');
    const first = await changed('--changed-since=HEAD~1');
    expect(first.map(([image]) => image)).toEqual(['us-docker.pkg.dev/p/r/b:1']);
    write('k8s/c.yml', pod('c', 'us-docker.pkg.dev/p/r/c:1'));
    await git('add', '-A');
    await git('commit', '-qm', 'another');
    await link('c.yml');
    const images = await changed('--changed-since=HEAD~1', '.');
    expect(images.map(([image]) => image)).toEqual(['us-docker.pkg.dev/p/r/c:1']);
  });

  it.each([
    ['nowhere.yaml', 'a link to what is no file'],
    ['/etc/passwd', 'a link that leads out of the folder'],
  ])('to %s is said, and nothing of it is shown', async (target, why) => {
    symlinkSync(target, path.join(folder, 'k8s/new.yaml'));
    await link(target);
    const { changedFiles } = await changesSince(folder, 'HEAD~1');
    const paths = ((await changedFiles()) ?? []).map((file) => file.path);
    expect(paths).toEqual(['k8s/a.yaml', 'k8s/new.yaml']);
    const world = path.join(folder, '..', `${path.basename(folder)}-world.yml`);
    writeFileSync(world, 'projects: {p: {number: 1}}\n');
    for (const words of [[], ['--changed-since', 'HEAD~1']]) {
      const { stdout } = await runCli(
        ['check', 'k8s', '--sandbox', world, '--fail-on=never', ...words],
        { cwd: folder },
      );
      expect(stdout).toContain(why);
      expect(stdout).not.toContain('root:');
      expect(stdout).not.toContain('will be pulled.');
    }
  });
});

describe('a working folder', () => {
  it('follows no link out, reads no secret, and says what it could not read', async () => {
    const outside = mkdtempSync(path.join(tmpdir(), 'gar-outside-'));
    writeFileSync(
      path.join(outside, 'secret.yaml'),
      pod('s', 'us-docker.pkg.dev/p/r/secret:1'),
    );
    symlinkSync(outside, path.join(folder, 'k8s/link'));
    symlinkSync(path.join(outside, 'secret.yaml'), path.join(folder, 'k8s/link.yaml'));
    symlinkSync('.', path.join(folder, 'k8s/loop'));
    write('gha-creds-0123456789abcdef.json', '{}');
    write('binary.yaml', 'a\0b');
    writeFileSync(path.join(folder, 'latin.yaml'), Buffer.from([0x61, 0xff, 0x62]));
    const tree = await folderTree(folder);
    expect(await tree.files()).toEqual([
      'binary.yaml',
      'k8s/a.yaml',
      'k8s/b.yaml',
      'k8s/link.yaml',
      'k8s/odd\nname.yaml',
      'latin.yaml',
    ]);
    expect(await tree.read('k8s/link.yaml')).toMatchObject({ kind: 'unreadable' });
    expect(await tree.read('../outside')).toMatchObject({ kind: 'absent' });
    expect(await tree.read('binary.yaml')).toEqual({
      kind: 'unreadable',
      why: 'Not read: a binary file.',
    });
    expect(await tree.read('latin.yaml')).toEqual({
      kind: 'unreadable',
      why: 'Not read: not valid UTF-8.',
    });
  });
});

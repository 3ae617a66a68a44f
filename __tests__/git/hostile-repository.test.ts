import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { run, runCli } from '../run-cli.ts';
import { rows } from '../thorough.ts';

/** A folder in which any program that is run against our will leaves a file. */
let canaries: string;
let folder: string;
let program: string;

const CLI = path.resolve(import.meta.dirname, '../../src/cli.ts');
const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: "nginx:1"}]}\n';

const git = async (cwd: string, ...words: readonly string[]): Promise<string> => {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com'];
  const result = await run('git', [...identity, ...words], {
    cwd,
    env: { GIT_CONFIG_NOSYSTEM: '1' },
  });
  if (result.status !== 0) throw new Error(result.stderr);
  return result.stdout;
};

beforeEach(async () => {
  const home = mkdtempSync(path.join(tmpdir(), 'gar-hostile-'));
  canaries = path.join(home, 'canaries');
  folder = path.join(home, 'tree');
  program = path.join(home, 'evil');
  for (const one of [canaries, folder]) mkdirSync(one);
  writeFileSync(program, `#!/bin/sh\ntouch '${canaries}'/ran-$$\ncat\n`);
  chmodSync(program, 0o755);
  await git(folder, 'init', '-q');
  writeFileSync(path.join(folder, 'pod.yaml'), POD);
  writeFileSync(
    path.join(folder, '.gitattributes'),
    '*.yaml filter=evil diff=evil merge=evil\n',
  );
  await git(folder, 'add', '-A');
  await git(folder, 'commit', '-qm', 'base');
  writeFileSync(path.join(folder, 'pod.yaml'), POD.replace('nginx:1', 'nginx:2'));
});

async function everyCommand(cwd: string): Promise<void> {
  const world = path.join(path.dirname(folder), 'world.yml');
  writeFileSync(world, 'projects: {p: {number: 1}}\n');
  await runCli(['images', '.'], { cwd });
  await runCli(['check', '.', '--sandbox', world, '--fail-on', 'never'], { cwd });
  await runCli(
    ['check', '.', '--changed-since', 'HEAD', '--sandbox', world, '--fail-on', 'never'],
    { cwd },
  );
}

/** What a repository's own configuration could name, each pointing at our canary. */
const CONFIGS: Readonly<
  Record<string, (program: string) => readonly (readonly [string, string])[]>
> = {
  'a clean filter': (evil) => [
    ['filter.evil.clean', evil],
    ['filter.evil.smudge', evil],
    ['filter.evil.required', 'true'],
  ],
  'a process filter': (evil) => [['filter.evil.process', evil]],
  'a diff driver': (evil) => [
    ['diff.evil.command', evil],
    ['diff.evil.textconv', evil],
    ['diff.external', evil],
  ],
  'a file system monitor': (evil) => [['core.fsmonitor', evil]],
  'hooks in another folder': (evil) => [['core.hooksPath', path.dirname(evil)]],
  'a pager and an editor': (evil) => [
    ['core.pager', evil],
    ['core.editor', evil],
  ],
  aliases: (evil) => [
    ['alias.ls-files', `!${evil}`],
    ['alias.cat-file', `!${evil}`],
  ],
  'a promisor remote over ssh': (evil) => [
    ['core.repositoryformatversion', '1'],
    ['extensions.partialClone', 'origin'],
    ['remote.origin.url', 'ssh://example.com/x'],
    ['remote.origin.promisor', 'true'],
    ['core.sshCommand', evil],
    ['protocol.ssh.allow', 'always'],
  ],
  'a promisor remote with an upload-pack of its own': (evil) => [
    ['core.repositoryformatversion', '1'],
    ['extensions.partialClone', 'origin'],
    ['remote.origin.url', '.'],
    ['remote.origin.promisor', 'true'],
    ['remote.origin.uploadpack', evil],
    ['protocol.file.allow', 'always'],
  ],
  'a promisor remote by ext::': (evil) => [
    ['core.repositoryformatversion', '1'],
    ['extensions.partialClone', 'origin'],
    ['remote.origin.url', `ext::${evil}`],
    ['remote.origin.promisor', 'true'],
    ['protocol.ext.allow', 'always'],
  ],
  'a proxy and credentials': (evil) => [
    ['core.gitProxy', evil],
    ['credential.helper', `!${evil}`],
    ['core.askPass', evil],
  ],
};

describe('a repository whose configuration names programs', () => {
  it.each(rows(Object.keys(CONFIGS), 4))('runs nothing: %s', async (name) => {
    for (const [key, value] of CONFIGS[name]?.(program) ?? [])
      await git(folder, 'config', key, value);
    if (name.includes('promisor')) {
      // An object that is not there: git would fetch it.
      const blob = (await git(folder, 'rev-parse', 'HEAD:pod.yaml')).trim();
      await run('rm', ['-f', `.git/objects/${blob.slice(0, 2)}/${blob.slice(2)}`], {
        cwd: folder,
      });
    }
    for (const hook of ['post-index-change', 'reference-transaction', 'pre-auto-gc'])
      if (name.includes('hooks'))
        writeFileSync(path.join(path.dirname(program), hook), `#!/bin/sh\n${program}\n`, {
          mode: 0o755,
        });
    await everyCommand(folder);
    expect(readdirSync(canaries)).toEqual([]);
  });

  it('runs nothing that an included file names', async () => {
    writeFileSync(
      path.join(folder, '.git/more'),
      `[filter "evil"]\n\tclean = ${program}\n\tprocess = ${program}\n`,
    );
    await git(folder, 'config', 'include.path', 'more');
    await everyCommand(folder);
    expect(readdirSync(canaries)).toEqual([]);
  });

  it('does not look into a folder that is itself a bare repository', async () => {
    const bare = path.join(folder, 'docs');
    await git(folder, 'clone', '-q', '--bare', '.', 'docs');
    for (const [key, value] of CONFIGS['a promisor remote over ssh']?.(program) ?? [])
      await git(bare, 'config', key, value);
    await git(bare, 'config', 'core.bare', 'false');
    await git(bare, 'config', 'core.worktree', folder);
    await git(bare, 'config', 'core.fsmonitor', program);
    writeFileSync(path.join(bare, 'pod.yaml'), POD);
    await everyCommand(bare);
    expect(readdirSync(canaries)).toEqual([]);
    const listed = await runCli(['images', 'docs'], { cwd: folder });
    expect(listed.stdout).toContain('docs/pod.yaml');
  });

  it('runs no submodule filter', async () => {
    const inner = path.join(folder, 'vendor');
    mkdirSync(inner);
    await git(inner, 'init', '-q');
    writeFileSync(path.join(inner, 'pod.yaml'), POD);
    writeFileSync(path.join(inner, '.gitattributes'), '* filter=evil\n');
    await git(inner, 'add', '-A');
    await git(inner, 'commit', '-qm', 'inner');
    await git(inner, 'config', 'filter.evil.clean', program);
    await git(folder, 'add', 'vendor');
    await git(folder, 'commit', '-qm', 'submodule');
    await git(folder, 'config', 'submodule.recurse', 'true');
    writeFileSync(path.join(inner, 'pod.yaml'), `${POD}# changed\n`);
    await everyCommand(folder);
    expect(readdirSync(canaries)).toEqual([]);
  });
});

describe('a PATH with a folder of the working tree in it', () => {
  it.each(['', '.', 'bin'])('takes no git from %j', async (entry) => {
    const fake = path.join(folder, entry, 'git');
    mkdirSync(path.dirname(fake), { recursive: true });
    writeFileSync(fake, `#!/bin/sh\ntouch '${canaries}'/git\n`, { mode: 0o755 });
    const PATH = `${entry}${path.delimiter}${process.env['PATH'] ?? ''}`;
    // A process of its own: what is relative is relative to its working directory.
    await run(process.execPath, [CLI, 'images', '.'], { cwd: folder, env: { PATH } });
    await run(process.execPath, [CLI, 'check', '--changed-since', 'HEAD'], {
      cwd: folder,
      env: { PATH },
    });
    expect(existsSync(path.join(canaries, 'git'))).toBe(false);
  });
});

const isRoot = process.getuid?.() === 0;

describe.runIf(isRoot)('a repository of another user', () => {
  beforeEach(async () => {
    await run('chown', ['-R', '4321:4321', folder]);
  });

  it('is refused, saying how to trust it', async () => {
    const home = mkdtempSync(path.join(tmpdir(), 'gar-home-'));
    const refused = await runCli(['check', '--changed-since', 'HEAD'], {
      cwd: folder,
      env: { HOME: home },
    });
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('git config --global --add safe.directory');
  });

  it('is read where the user trusts it', async () => {
    const home = mkdtempSync(path.join(tmpdir(), 'gar-home-'));
    writeFileSync(path.join(home, '.gitconfig'), `[safe]\n\tdirectory = ${folder}\n`);
    const world = path.join(home, 'world.yml');
    writeFileSync(world, 'projects: {p: {number: 1}}\n');
    const words = [
      'check',
      '--changed-since',
      'HEAD',
      '--sandbox',
      world,
      '--fail-on',
      'never',
    ];
    const { status, stderr } = await runCli(words, { cwd: folder, env: { HOME: home } });
    expect(status, stderr).toBe(0);
  });
});

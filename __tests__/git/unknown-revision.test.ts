import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run, runCli } from '../run-cli.ts';
import { rows } from '../thorough.ts';

const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
const pod = (tag: number): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c, image: "nginx:${tag}"}]}\n`;

let home: string;
let shallow: string;
let commits: readonly string[];

function git(folder: string, ...words: readonly string[]): string {
  return execFileSync('git', [...who, ...words], {
    cwd: folder,
    encoding: 'utf8',
    stdio: 'pipe',
  }).trim();
}

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'gar-shallow-'));
  const origin = path.join(home, 'origin');
  git(home, 'init', '-q', '-b', 'main', origin);
  git(origin, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  commits = [1, 2, 3].map((tag) => {
    writeFileSync(path.join(origin, 'a.yaml'), pod(tag));
    git(origin, 'add', '.');
    git(origin, 'commit', '-qm', String(tag));
    if (tag === 2) git(origin, 'checkout', '-qb', 'topic');
    return git(origin, 'rev-parse', 'HEAD');
  });
  git(origin, 'tag', 'v1', 'main');
  shallow = path.join(home, 'shallow');
  const from = `file://${origin}`;
  git(home, 'clone', '-q', '--depth=1', '--branch=topic', from, shallow);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const since = (revision: string, cwd = shallow) =>
  runCli(['check', '--changed-since', revision, '--format', 'json'], { cwd });

describe('a revision that a shallow clone does not have', () => {
  it.each(rows(['origin/main', 'main', 'v1', 'HEAD~1', 'SHA'], 3))(
    '%s is had by the command that is said',
    async (named) => {
      const revision = named === 'SHA' ? (commits[1] ?? '') : named;
      const { status, stderr } = await since(revision);
      expect(status).toBe(2);
      const [, command = ''] = /fetch it first: (.+) \(or check/.exec(stderr) ?? [];
      expect(command).toMatch(/^git fetch /);
      const fetched = await run('bash', ['-c', command], { cwd: shallow });
      expect(fetched.status, fetched.stderr).toBe(0);
      const again = await since(revision);
      expect(again.stderr).not.toContain('expected a revision');
      expect(again.stdout).toContain('nginx:3');
    },
    30_000,
  );

  it.each(['', '-x', 'a b', '$(touch x)', "a'b", '--output=x'])(
    'that is no name gets no command: %j',
    async (revision) => {
      const { status, stderr } = await runCli(['check', `--changed-since=${revision}`], {
        cwd: shallow,
      });
      expect(status).toBe(2);
      expect(stderr).toContain('--changed-since: expected a revision');
      expect(stderr).not.toContain('git fetch');
    },
  );
});

describe('a revision whose merge base a shallow clone does not reach', () => {
  it('is compared itself, which is said', async () => {
    const first = commits[0] ?? '';
    git(shallow, 'fetch', '-q', '--depth=1', 'origin', first);
    const cut = await since(first);
    expect(cut.stdout).toContain('does not reach the merge base');
    git(shallow, 'fetch', '-q', '--unshallow');
    expect((await since(first)).stdout).not.toContain('does not reach the merge base');
  });
});

describe('a revision that a whole clone does not have', () => {
  it('is not to be fetched', async () => {
    const { status, stderr } = await since('origin/nothing', path.join(home, 'origin'));
    expect(status).toBe(2);
    expect(stderr).toContain('got "origin/nothing" (unknown).');
    expect(stderr).not.toContain('git fetch');
  });
});

import path from 'node:path';
import { SettingsError } from '../domain/settings-error.ts';
import type { ChangedFile, LineRange, Tree } from '../domain/tree.ts';
import type { ChangeSource } from '../engine/sources.ts';
import { folderTree } from './folder-tree.ts';
import { atNul, git } from './git.ts';
import { revisionTree, unknownRevision } from './revision-tree.ts';

/** What a working tree, staged and unstaged and untracked, adds or changes since a revision. */
export async function changesSince(
  folder: string,
  revision: string,
  named: readonly string[] = [],
): Promise<ChangeSource> {
  const commit = await resolveCommit(folder, revision);
  const prefix = await folderInRepository(folder);
  const [head, base] = await Promise.all([folderTree(folder, named), revisionTree(folder, commit, prefix)]);
  return { head, base, changedFiles: () => readChanges(folder, commit, head, named) };
}

async function resolveCommit(folder: string, revision: string): Promise<string> {
  const inside = await git(folder, ['rev-parse', '--is-inside-work-tree']);
  if (inside.status !== 0) {
    throw new SettingsError(
      `--changed-since: expected a git working tree, got "${folder}" (${inside.stderr.split('\n')[0] ?? ''}).`,
    );
  }
  if (revision.startsWith('-') || revision === '') throw unknownRevision(revision, 'not a revision');
  const result = await git(folder, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  ]);
  const commit = result.stdout.toString('utf8').trim().split('\n').at(-1) ?? '';
  if (result.status !== 0 || !/^[0-9a-f]{40,64}$/.test(commit))
    throw unknownRevision(revision, result.stderr || 'unknown');
  return commit;
}

/** The working directory inside its repository, with `/` at its end; empty at the top. */
async function folderInRepository(folder: string): Promise<string> {
  const result = await git(folder, ['rev-parse', '--show-prefix']);
  return result.stdout.toString('utf8').replace(/\n$/, '');
}

async function readChanges(
  folder: string,
  commit: string,
  head: Tree,
  named: readonly string[],
): Promise<readonly ChangedFile[]> {
  const difference = await git(folder, [
    'diff',
    '--no-ext-diff',
    '--no-textconv',
    '--relative',
    '--name-status',
    '-z',
    '-M',
    commit,
    '--',
  ]);
  if (difference.status !== 0)
    throw new SettingsError(`--changed-since: git diff failed: ${difference.stderr}`);
  const tracked = parseNameStatus(atNul(difference.stdout));
  const listed = await git(folder, ['ls-files', '-z', '--others', '--exclude-standard']);
  const untracked = atNul(listed.stdout).map(
    (file): ChangedFile => ({ path: file, previousPath: null, status: 'added', addedLines: null }),
  );
  const present = new Set(await head.files());
  const wanted = [...tracked, ...untracked].filter(
    (file) => named.length === 0 || present.has(file.path) || isBelow(file.path, folder, named),
  );
  const added = await addedLines(folder, commit);
  return wanted.map((file) => ({ ...file, addedLines: added.get(file.path) ?? null }));
}

/** A removed file is in no listing; it counts where a folder above it was named. */
function isBelow(file: string, folder: string, named: readonly string[]): boolean {
  const absolute = path.resolve(folder, file);
  return named.some((root) => {
    const base = path.resolve(folder, root);
    return absolute === base || absolute.startsWith(`${base}${path.sep}`);
  });
}

/** `git diff --name-status -z`: a status, then a path, or two where it was renamed or copied. */
export function parseNameStatus(parts: readonly string[]): readonly ChangedFile[] {
  const files: ChangedFile[] = [];
  for (let index = 0; index < parts.length; ) {
    const status = parts[index]?.[0] ?? '';
    const first = parts[index + 1] ?? '';
    if (status === 'R' || status === 'C') {
      const to = parts[index + 2] ?? '';
      files.push({
        path: to,
        previousPath: status === 'R' ? first : null,
        status: status === 'R' ? 'renamed' : 'added',
        addedLines: null,
      });
      index += 3;
      continue;
    }
    const word = status === 'A' ? 'added' : status === 'D' ? 'removed' : 'modified';
    files.push({ path: first, previousPath: null, status: word, addedLines: null });
    index += 2;
  }
  return files;
}

async function addedLines(
  folder: string,
  commit: string,
): Promise<ReadonlyMap<string, readonly LineRange[]>> {
  const { stdout } = await git(folder, [
    '-c',
    'core.quotePath=true',
    'diff',
    '--no-ext-diff',
    '--no-textconv',
    '--no-color',
    '--relative',
    '-U0',
    '-M',
    commit,
    '--',
  ]);
  const ranges = new Map<string, LineRange[]>();
  let file: string | null = null;
  for (const line of stdout.toString('utf8').split('\n')) {
    const named = /^\+\+\+ (?:b\/(.*)|\/dev\/null)$/.exec(line);
    if (named !== null) file = named[1] ?? null;
    const hunk = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (hunk === null || file === null) continue;
    const first = Number(hunk[1]);
    const length = hunk[2] === undefined ? 1 : Number(hunk[2]);
    if (length === 0) continue;
    ranges.set(file, [...(ranges.get(file) ?? []), { first, last: first + length - 1 }]);
  }
  return ranges;
}

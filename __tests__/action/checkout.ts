import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { StandInPull } from '../github/stand-in.ts';

/** Runs git in a folder, and answers with what it prints. */
export function git(folder: string, ...words: readonly string[]): string {
  const names = [
    '-c',
    'user.name=t',
    '-c',
    'user.email=t@t.t',
    '-c',
    'protocol.file.allow=always',
  ];
  return execFileSync('git', [...names, ...words], {
    cwd: folder,
    encoding: 'utf8',
  }).trim();
}

/** Writes files below a folder. */
export function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
}

/** A repository with the base, the head, and their merge commit, as GitHub keeps it. */
export function repository({ base, head }: Pick<StandInPull, 'base' | 'head'>): {
  readonly folder: string;
  readonly shas: { readonly base: string; readonly head: string };
} {
  const folder = mkdtempSync(path.join(tmpdir(), 'gar-origin-'));
  git(folder, 'init', '-q', '-b', 'main');
  git(folder, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  const commit = (message: string): string => {
    git(folder, 'add', '-A');
    git(folder, 'commit', '-qm', message);
    return git(folder, 'rev-parse', 'HEAD');
  };
  write(folder, base);
  const baseSha = commit('base');
  git(folder, 'checkout', '-qb', 'topic');
  for (const file of Object.keys(base))
    if (!Object.hasOwn(head, file)) rmSync(path.join(folder, file));
  write(folder, head);
  const headSha = commit('head');
  git(folder, 'checkout', '-q', 'main');
  git(folder, 'merge', '-q', '--no-ff', '-m', 'merge', 'topic');
  return { folder, shas: { base: baseSha, head: headSha } };
}

/** Checks the merge commit out as actions/checkout does: with so much of its history, or all of it (0). */
export function checkout(origin: string, depth: number): (folder: string) => void {
  const cut = depth === 0 ? [] : [`--depth=${depth}`];
  return (folder) => {
    git(folder, 'init', '-q');
    git(folder, 'fetch', '-q', ...cut, `file://${origin}`, 'main');
    git(folder, 'checkout', '-q', 'FETCH_HEAD');
  };
}

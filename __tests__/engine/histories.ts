import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** A file as one commit changed it; `before` is empty where it was added. */
export interface FileChange {
  readonly file: string;
  readonly before: string;
  readonly text: string;
}

const COMMITS_AT_MOST = 1500;
const NOTHING = /^0+$/;

/** The git folders below one. */
export function historiesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .flatMap((one) => [path.join(folder, one, 'repo'), path.join(folder, one, '.git')])
    .filter((one) => existsSync(path.join(one, 'HEAD')));
}

/** Every YAML file that the latest commits changed or added, at most a few thousand. */
export function changesOf(folder: string): readonly FileChange[] {
  const git = (words: readonly string[], input = ''): Buffer =>
    execFileSync('git', [`--git-dir=${folder}`, ...words], {
      maxBuffer: 2 ** 31 - 1,
      input,
    });
  const raw = git([
    'log',
    `-${COMMITS_AT_MOST}`,
    '--no-merges',
    '--raw',
    '--no-abbrev',
    '--no-renames',
    '--format=',
    '--',
    '*.yaml',
    '*.yml',
  ]);
  const entries = raw
    .toString('utf8')
    .split('\n')
    .flatMap((one) => {
      const match = /^:\d+ 100\d+ ([0-9a-f]+) ([0-9a-f]+) [AM]\t(.*)$/.exec(one);
      return match === null || match[3]?.startsWith('.github/')
        ? []
        : [{ before: match[1] ?? '', after: match[2] ?? '', file: match[3] ?? '' }];
    });
  const texts = textsOf(
    [...new Set(entries.flatMap(({ before, after }) => [before, after]))].filter(
      (one) => !NOTHING.test(one),
    ),
    (input) => git(['cat-file', '--batch'], input),
  );
  return entries.flatMap(({ before, after, file }) => {
    const text = texts.get(after);
    const known = NOTHING.test(before) ? '' : texts.get(before);
    return text === undefined || known === undefined
      ? []
      : [{ file, before: known, text }];
  });
}

/** The texts of blobs, by their ids. */
function textsOf(
  ids: readonly string[],
  batch: (input: string) => Buffer,
): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const out = batch(`${ids.join('\n')}\n`);
  let at = 0;
  while (at < out.length) {
    const end = out.indexOf(10, at);
    const [id = '', kind = '', size = '0'] = out.toString('utf8', at, end).split(' ');
    const bytes = kind === 'blob' ? Number(size) : 0;
    if (kind === 'blob') texts.set(id, out.toString('utf8', end + 1, end + 1 + bytes));
    at = end + 1 + (kind === 'blob' ? bytes + 1 : 0);
  }
  return texts;
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ImageLike } from '../../src/domain/image-like.ts';
import type { ChangedFile, FileContent, Tree } from '../../src/domain/tree.ts';
import { findUnread } from '../../src/engine/find-unread.ts';
import { treeReader } from '../../src/engine/read-tree.ts';

interface Row {
  readonly name: string;
  readonly file: string;
  readonly before: string;
  readonly after: string;
  readonly beside?: Readonly<Record<string, string>>;
  readonly unread: readonly number[];
}

const file = path.join(import.meta.dirname, 'unread.yaml');
const rows: readonly Row[] = parse(readFileSync(file, 'utf8'));
const corpora = process.env['CORPORA'];

describe('what changed and is in nobody’s words', () => {
  it.each(rows.map((row) => [row.name, row] as const))('%s', async (_, row) => {
    const beside = row.beside ?? {};
    const head = treeOf({ ...beside, [row.file]: row.after });
    const base = treeOf({ ...beside, [row.file]: row.before });
    const unread = await unreadOf(modified(row.file), head, base);
    expect(unread.map(({ location }) => location.line)).toEqual(row.unread);
  });

  it('says nothing of what a rendering read, nor of a line that did not change', async () => {
    const [row] = rows;
    if (row === undefined) throw new Error('the table is empty');
    const head = treeOf({ [row.file]: row.after });
    const base = treeOf({ [row.file]: row.before });
    const covered = new Set([row.file]);
    const spoken = { references: [], covered };
    const trees = { head, base };
    expect(await findUnread([modified(row.file)], trees, spoken)).toEqual([]);
    const elsewhere = { ...modified(row.file), addedLines: [{ first: 1, last: 2 }] };
    expect(
      await findUnread([elsewhere], trees, { ...spoken, covered: new Set() }),
    ).toEqual([]);
  });

  const none = { references: [], covered: new Set<string>() };
  const tag = (version: string): string => `image:\n  tag: ${version}\n`;
  const linesOf = (likes: readonly ImageLike[]): readonly string[] =>
    likes.map(({ location: { file, line } }) => `${file}:${line}`);

  it('counts the lines that the head adds, the first and the last of them too', async () => {
    const head = treeOf({ 'a/v.yaml': `a: 1\n${tag('2.0.0')}` });
    const base = treeOf({ 'a/v.yaml': tag('1.0.0') });
    const at = async (first: number, last: number): Promise<readonly string[]> => {
      const file = { ...modified('a/v.yaml'), addedLines: [{ first, last }] };
      return linesOf(await findUnread([file], { head, base }, none));
    };
    expect(await at(3, 3)).toEqual(['a/v.yaml:3']);
    expect(await at(1, 3)).toEqual(['a/v.yaml:3']);
    expect(await at(3, 9)).toEqual(['a/v.yaml:3']);
    expect(await at(1, 2)).toEqual([]);
    expect(await at(4, 9)).toEqual([]);
  });

  it('takes a move to another file for no change, and the second of two for one', async () => {
    const base = treeOf({ 'a/old.yaml': tag('1.0.0') });
    const head = treeOf({ 'a/new.yaml': tag('1.0.0'), 'a/more.yaml': tag('1.0.0') });
    const gone: ChangedFile = { ...modified('a/old.yaml'), status: 'removed' };
    const made = (file: string): ChangedFile => ({ ...modified(file), status: 'added' });
    const trees = { head, base };
    expect(await findUnread([gone, made('a/new.yaml')], trees, none)).toEqual([]);
    const both = [gone, made('a/new.yaml'), made('a/more.yaml')];
    expect(linesOf(await findUnread(both, trees, none))).toEqual(['a/more.yaml:2']);
    expect(linesOf(await findUnread([made('a/new.yaml')], trees, none))).toEqual([
      'a/new.yaml:2',
    ]);
  });

  it('follows a renamed file, and lets each file answer for itself first', async () => {
    const renamed: ChangedFile = {
      path: 'b/v.yaml',
      previousPath: 'a/v.yaml',
      status: 'renamed',
      addedLines: null,
    };
    const moved = {
      head: treeOf({ 'b/v.yaml': tag('1.0.0') }),
      base: treeOf({ 'a/v.yaml': tag('1.0.0') }),
    };
    expect(await findUnread([renamed], moved, none)).toEqual([]);
    const base = treeOf({ 'dev/v.yaml': tag('2.0.0'), 'prod/v.yaml': tag('1.0.0') });
    const head = treeOf({
      'dev/v.yaml': `a: 1\n${tag('2.0.0')}`,
      'prod/v.yaml': tag('2.0.0'),
    });
    const files = [modified('prod/v.yaml'), modified('dev/v.yaml')];
    expect(linesOf(await findUnread(files, { head, base }, none))).toEqual([
      'prod/v.yaml:2',
    ]);
  });

  it('takes another key with the same value for a change', async () => {
    const base = treeOf({ 'a/v.yaml': 'webTag: 1.0.0\napiTag: 2.0.0\n' });
    const head = treeOf({ 'a/v.yaml': 'webTag: 2.0.0\napiTag: 2.0.0\n' });
    expect(
      linesOf(await findUnread([modified('a/v.yaml')], { head, base }, none)),
    ).toEqual(['a/v.yaml:1']);
  });

  it('reads no program, picture or archive, and nothing that is not there', async () => {
    const head = treeOf({ 'a.png': 'image: us-docker.pkg.dev/p/r/a:1\n' });
    const trees = { head, base: treeOf({}) };
    const files = [modified('a.png'), modified('gone/v.yaml')];
    expect(await findUnread(files, trees, none)).toEqual([]);
  });

  it('takes a promotion for a change: the tag stands elsewhere as well', async () => {
    const dev = 'image:\n  tag: 2.0.0\n';
    const base = treeOf({
      'env/dev.yaml': dev,
      'env/prod.yaml': 'image:\n  tag: 1.0.0\n',
    });
    const head = treeOf({ 'env/dev.yaml': dev, 'env/prod.yaml': dev });
    const unread = await unreadOf(modified('env/prod.yaml'), head, base);
    expect(unread.map(({ location }) => location.file)).toEqual(['env/prod.yaml']);
  });
});

describe.skipIf(corpora === undefined)('real files (needs CORPORA)', () => {
  it('are called unread in one of fifty files without an image, at the most', async () => {
    const counts = await Promise.all(foldersIn(corpora ?? '').map(falseAlarms));
    const files = counts.reduce((sum, one) => sum + one.files, 0);
    const alarms = counts.flatMap((one) => one.alarms);
    process.stdout.write(
      `change-unread: ${alarms.length} of ${files} added files that hold no image\n${alarms.map((one) => `  ${one}\n`).join('')}`,
    );
    expect(files).toBeGreaterThan(300);
    expect(alarms.length * 50).toBeLessThanOrEqual(files);
  });
});

function modified(file: string): ChangedFile {
  return { path: file, previousPath: null, status: 'modified', addedLines: null };
}

function treeOf(files: Readonly<Record<string, string>>): Tree {
  const read = async (one: string): Promise<FileContent> => {
    const text = files[one];
    return text === undefined ? { kind: 'absent' } : { kind: 'text', text };
  };
  return { files: async () => Object.keys(files).sort(), read };
}

async function unreadOf(
  file: ChangedFile,
  head: Tree,
  base: Tree,
): Promise<readonly ImageLike[]> {
  const reader = treeReader(head, { imageRules: [], valuesRules: [], extraFormats: [] });
  const { references } = reader.isCandidate(file.path)
    ? await reader.read(file.path)
    : { references: [] };
  return findUnread([file], { head, base }, { references, covered: new Set() });
}

function foldersIn(folder: string): readonly string[] {
  return readdirSync(path.join(folder, 'truth'))
    .map((one) => path.join(folder, path.basename(one, '.json')))
    .filter(existsSync);
}

/** Every file as one that a pull request adds, and those called unread though they hold no image. */
async function falseAlarms(
  folder: string,
): Promise<{ readonly files: number; readonly alarms: readonly string[] }> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((one) =>
    /\.(?:ya?ml|json)$/.test(one),
  );
  const head: Tree = {
    files: async () => files,
    read: async (one) => {
      const at = path.join(folder, one);
      if (!existsSync(at)) return { kind: 'absent' };
      return { kind: 'text', text: readFileSync(at, 'utf8') };
    },
  };
  const alarms: string[] = [];
  let counted = 0;
  for (const one of files) {
    if (HOLDS_IMAGE.test(readFileSync(path.join(folder, one), 'utf8'))) continue;
    counted += 1;
    const unread = await unreadOf(modified(one), head, treeOf({}));
    if (unread.length > 0) alarms.push(`${path.basename(folder)}/${one}`);
  }
  return { files: counted, alarms };
}

/** An image, told by other means than the code's: a key `image`, or the host of a registry. */
const HOLDS_IMAGE =
  /\bimage"?:\s*\S|(?:pkg\.dev|gcr\.io|ghcr\.io|quay\.io|docker\.io)\/\S/i;

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ImageLike } from '../../src/domain/image-like.ts';
import type { ChangedFile, Tree } from '../../src/domain/tree.ts';
import { findUnread, type UnreadSide } from '../../src/engine/find-unread.ts';
import { treeOf, unreadOf } from './unread.ts';

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
    const trees = { head, base };
    expect(await find([modified(row.file)], trees, covered)).toEqual([]);
    const elsewhere = { ...modified(row.file), addedLines: [{ first: 1, last: 2 }] };
    expect(await find([elsewhere], trees)).toEqual([]);
  });

  const find = (
    files: readonly ChangedFile[],
    trees: { readonly head: Tree; readonly base: Tree },
    covered: ReadonlySet<string> = new Set(),
    environments: (file: string) => string = () => '',
  ): Promise<readonly ImageLike[]> => {
    const side = (tree: Tree): UnreadSide => ({ tree, references: [], covered });
    return findUnread(files, side(trees.head), side(trees.base), environments);
  };
  const tag = (version: string): string => `image:\n  tag: ${version}\n`;
  const linesOf = (likes: readonly ImageLike[]): readonly string[] =>
    likes.map(({ location: { file, line } }) => `${file}:${line}`);

  it('counts the lines that the head adds, the first and the last of them too', async () => {
    const head = treeOf({ 'a/v.yaml': `a: 1\n${tag('2.0.0')}` });
    const base = treeOf({ 'a/v.yaml': tag('1.0.0') });
    const at = async (first: number, last: number): Promise<readonly string[]> => {
      const file = { ...modified('a/v.yaml'), addedLines: [{ first, last }] };
      return linesOf(await find([file], { head, base }));
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
    expect(await find([gone, made('a/new.yaml')], trees)).toEqual([]);
    const both = [gone, made('a/new.yaml'), made('a/more.yaml')];
    expect(linesOf(await find(both, trees))).toEqual(['a/more.yaml:2']);
    expect(linesOf(await find([made('a/new.yaml')], trees))).toEqual(['a/new.yaml:2']);
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
    expect(await find([renamed], moved)).toEqual([]);
    const base = treeOf({ 'dev/v.yaml': tag('2.0.0'), 'prod/v.yaml': tag('1.0.0') });
    const head = treeOf({
      'dev/v.yaml': `a: 1\n${tag('2.0.0')}`,
      'prod/v.yaml': tag('2.0.0'),
    });
    const files = [modified('prod/v.yaml'), modified('dev/v.yaml')];
    expect(linesOf(await find(files, { head, base }))).toEqual(['prod/v.yaml:2']);
  });

  it('takes a move to another environment for a change, and one within it for none', async () => {
    const base = treeOf({ 'dev/v.yaml': tag('1.0.0') });
    const head = treeOf({ 'prod/v.yaml': tag('1.0.0') });
    const gone: ChangedFile = { ...modified('dev/v.yaml'), status: 'removed' };
    const made: ChangedFile = { ...modified('prod/v.yaml'), status: 'added' };
    const folderOf = (file: string): string => file.split('/')[0] ?? '';
    const trees = { head, base };
    const none = new Set<string>();
    expect(await find([gone, made], trees, none)).toEqual([]);
    expect(linesOf(await find([gone, made], trees, none, folderOf))).toEqual([
      'prod/v.yaml:2',
    ]);
  });

  it('takes a move out of what was understood for a change', async () => {
    const pod = 'kind: Pod\napiVersion: v1\nspec:\n  containers: [{ image: acme/a:1 }]\n';
    const widget = 'kind: Widget\nspec:\n  - image: acme/a:1\n';
    const file = modified('k8s/a.yaml');
    const at = (text: string): Tree => treeOf({ 'k8s/a.yaml': text });
    expect(linesOf(await unreadOf(file, at(widget), at(pod)))).toEqual(['k8s/a.yaml:3']);
    expect(await unreadOf(file, at(widget), at(widget))).toEqual([]);
  });

  it('takes another key with the same value for a change', async () => {
    const base = treeOf({ 'a/v.yaml': 'webTag: 1.0.0\napiTag: 2.0.0\n' });
    const head = treeOf({ 'a/v.yaml': 'webTag: 2.0.0\napiTag: 2.0.0\n' });
    expect(linesOf(await find([modified('a/v.yaml')], { head, base }))).toEqual([
      'a/v.yaml:1',
    ]);
  });

  it('reads no program, picture or archive, and nothing that is not there', async () => {
    const head = treeOf({ 'a.png': 'image: us-docker.pkg.dev/p/r/a:1\n' });
    const trees = { head, base: treeOf({}) };
    const files = [modified('a.png'), modified('gone/v.yaml')];
    expect(await find(files, trees)).toEqual([]);
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

function modified(file: string): ChangedFile {
  return { path: file, previousPath: null, status: 'modified', addedLines: null };
}

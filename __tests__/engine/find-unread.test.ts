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
    expect(await findUnread([elsewhere], trees, { ...spoken, covered: new Set() })).toEqual(
      [],
    );
  });

  it('takes a promotion for a change: the tag stands elsewhere as well', async () => {
    const dev = 'image:\n  tag: 2.0.0\n';
    const base = treeOf({ 'env/dev.yaml': dev, 'env/prod.yaml': 'image:\n  tag: 1.0.0\n' });
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

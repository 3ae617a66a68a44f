import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tree } from '../../src/domain/tree.ts';
import { type TreeReader, treeReader } from '../../src/engine/read-tree.ts';
import { readBothObjects, readObjects } from '../../src/engine/tree-objects.ts';

type Files = Readonly<Record<string, string>>;

function readerOf(files: Files, read: string[] = [], around?: Files): TreeReader {
  const tree: Tree = {
    files: async () => Object.keys(files).sort(),
    read: async (file) => {
      read.push(file);
      const text = files[file];
      return text === undefined ? { kind: 'absent' } : { kind: 'text', text };
    },
    ...(around === undefined ? {} : { around: async () => readerOf(around).tree }),
  };
  return treeReader(tree, { imageRules: [], valuesRules: [], extraFormats: [] });
}

function account(name: string): string {
  return `apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: ${name} }\n`;
}

function changedIn(head: Files, base: Files): ReadonlySet<string> {
  const all = new Set([...Object.keys(head), ...Object.keys(base)]);
  return new Set([...all].filter((file) => head[file] !== base[file]));
}

const CHART = 'name: web\nversion: 1.0.0\napiVersion: v2\n';
const NAMES = ['a.yaml', 'b/c.yaml', 'web/Chart.yaml', 'web/templates/sa.yaml'];
const TEXTS = [
  account('one'),
  account('two'),
  `${account('one')}---\n${account('three')}`,
  'apiVersion: cloud.google.com/v1\nkind: ComputeClass\nmetadata: { name: c }\nspec: { priorities: [] }\n',
  CHART,
  'kind: ConfigMap\n',
];
const TREES = fc.dictionary(fc.constantFrom(...NAMES), fc.constantFrom(...TEXTS));

describe('the objects of head and base', () => {
  it('are what reading both of them whole says', async () => {
    const trees = fc.asyncProperty(TREES, TREES, async (head, base) => {
      const both = await readBothObjects(
        readerOf(head),
        readerOf(base),
        changedIn(head, base),
      );
      expect(both.atHead).toEqual(await readObjects(readerOf(head)));
      expect(both.atBase).toEqual(await readObjects(readerOf(base)));
    });
    await fc.assert(trees, { numRuns: 500 });
  });

  it('are read once where nothing changed', async () => {
    const many = Array.from({ length: 50 }, (_, index) => [
      `${index}.yaml`,
      account(`a${index}`),
    ]);
    const head: Files = Object.fromEntries(many);
    const base: Files = {
      ...head,
      '7.yaml': account('other'),
      'gone.yaml': account('gone'),
    };
    const read: string[] = [];
    const both = await readBothObjects(
      readerOf(head),
      readerOf(base, read),
      changedIn(head, base),
    );
    expect([...new Set(read)].sort()).toEqual(['7.yaml', 'gone.yaml']);
    expect(both.atBase.serviceAccounts).toHaveLength(51);
  });

  it('are all read where the head is but a part: what changed around it is not known', async () => {
    const head = { 'a.yaml': account('one') };
    const around = { ...head, 'b.yaml': account('two') };
    const base = { ...head, 'b.yaml': account('before') };
    const both = await readBothObjects(
      readerOf(head, [], around),
      readerOf(base),
      new Set(),
    );
    expect(both.atBase.serviceAccounts.map(({ name }) => name)).toEqual([
      'one',
      'before',
    ]);
  });
});

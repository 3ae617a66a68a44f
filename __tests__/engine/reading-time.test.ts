import { expect, it } from 'vitest';
import type { Tree } from '../../src/domain/tree.ts';
import { treeReader } from '../../src/engine/read-tree.ts';
import { LIBRARY_AT_MOST } from '../../src/formats/library-yaml.ts';

const POD =
  'apiVersion: v1\nkind: Pod\nspec: {containers: [{image: us-docker.pkg.dev/p/r/a:1}]}\n';
const options = { imageRules: [], valuesRules: [], extraFormats: [] };

function treeOf(files: Readonly<Record<string, string>>): Tree {
  return {
    files: async () => Object.keys(files),
    read: async (file) => ({ kind: 'text', text: files[file] ?? '' }),
    bytes: async () => null,
  };
}

it('ends with the time of the run: what had no turn is said, what had one is kept', async () => {
  const stop = new AbortController();
  const files = { 'a.yaml': POD, 'b.yaml': POD, 'c.yaml': POD };
  const tree = treeOf(files);
  const slow: Tree = {
    ...tree,
    read: async (file) => {
      if (file === 'b.yaml') stop.abort();
      return tree.read(file);
    },
  };
  const reader = treeReader(slow, { ...options, signal: stop.signal });
  const readings = await reader.readAll(Object.keys(files));
  expect(readings.map(({ references }) => references.length)).toEqual([1, 1, 0]);
  expect(readings[2]?.problems).toMatchObject([
    { cause: 'unread', why: expect.stringContaining('--timeout') },
  ]);
});

it('lets a timer have its turn between two slow files', async () => {
  const stop = AbortSignal.timeout(1);
  const files = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [
      `${index}.yaml`,
      `${POD}x: {\n${'a: "b\n c",\n'.repeat(2000)}}\n`,
    ]),
  );
  const reader = treeReader(treeOf(files), { ...options, signal: stop });
  const readings = await reader.readAll(Object.keys(files));
  const unread = readings.filter(({ problems }) => problems[0]?.cause === 'unread');
  expect(unread.length).toBeGreaterThan(0);
});

it('says of a document that only the slow reader reads that it is too large for it', async () => {
  const odd = `${POD}x: {\n${'a: "b\n c",\n'.repeat(LIBRARY_AT_MOST / 10)}}\n`;
  const plain = `${POD}x:\n${'  - a plain line\n'.repeat(LIBRARY_AT_MOST / 16)}`;
  const reader = treeReader(treeOf({ 'odd.yaml': odd, 'plain.yaml': plain }), options);
  const [first, second] = await reader.readAll(['odd.yaml', 'plain.yaml']);
  expect(first?.references).toEqual([]);
  expect(first?.problems[0]?.why).toContain('larger than 4 MiB');
  expect(second?.references).toHaveLength(1);
});

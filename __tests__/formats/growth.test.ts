import { describe, expect, it } from 'vitest';
import { readFile } from '../../src/formats/read-file.ts';
import { rows, THOROUGH } from '../thorough.ts';

const read = (file: string, text: string): ReturnType<typeof readFile> =>
  readFile(file, text, {
    imageRules: [],
    valuesRules: [],
    isValues: () => false,
    extraFormats: [],
    neighbour: () => null,
  });
const IMAGE = 'us-docker.pkg.dev/p/r/a:1';
const POD = `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - image: ${IMAGE}\n`;
const OBJECT = 'apiVersion: x.example/v1\nkind: Thing\n';
const times = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('');

/** Texts whose reading once grew with the square of their length. `count` is what is doubled. */
const KINDS: readonly (readonly [string, string, number, (count: number) => string])[] = [
  [
    'Pods on one line of JSON',
    'k8s/a.json',
    2500,
    (count) =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'List',
        items: Array.from({ length: count }, () => ({
          apiVersion: 'v1',
          kind: 'Pod',
          spec: { containers: [{ image: IMAGE }] },
        })),
      }),
  ],
  [
    'keys of one mapping',
    'values.yaml',
    8000,
    (count) => `image: ${IMAGE}\n${times(count, (index) => `key${index}: a\n`)}`,
  ],
  ['open templates', 'k8s/a.yaml', 20_000, (count) => `${POD}x: ${'{{'.repeat(count)}\n`],
  [
    'open quotes',
    'k8s/a.yaml',
    20_000,
    (count) => `${POD}x: {{ ${'\\"'.repeat(count)}\n`,
  ],
  [
    'waivers',
    'k8s/a.yaml',
    15_000,
    (count) => times(count, () => '# gar-preflight: ignore tag-mutable why\n') + POD,
  ],
  [
    'aliases',
    'k8s/a.yaml',
    4000,
    (count) => `${OBJECT}a: &a {image: ${IMAGE}}\nb:\n${times(count, () => '- *a\n')}`,
  ],
  [
    'anchors and aliases',
    'k8s/a.yaml',
    4000,
    (count) => `${POD}x:\n${times(count, (index) => `- &a${index} b\n- *a${index}\n`)}`,
  ],
  [
    'merged mappings',
    'values.yaml',
    2000,
    (count) =>
      `a: &a {image: ${IMAGE}}\n${times(count, (index) => `k${index}: {<<: *a, b: c}\n`)}`,
  ],
  ['documents', 'k8s/a.yaml', 4000, (count) => times(count, () => `${POD}---\n`)],
  [
    'lines of plain text',
    'k8s/a.yaml',
    20_000,
    (count) => `${POD}x: a\n${times(count, () => '  some text\n')}`,
  ],
  [
    'lines of prose',
    'k8s/a.yaml',
    20_000,
    (count) => `${POD}x: |\n${times(count, () => '  some text\n')}`,
  ],
  [
    'words that are one long word',
    'k8s/a.yaml',
    20_000,
    (count) => `apiVersion: v1\nx: ${'image'.repeat(count)}\n`,
  ],
];

describe('reading', () => {
  // The better of two: what stands in the way of one is not there for all.
  const spent = (file: string, text: string): number =>
    Math.min(
      ...[1, 2].map(() => {
        const before = process.cpuUsage();
        read(file, text);
        const { user, system } = process.cpuUsage(before);
        return (user + system) / 1000;
      }),
    );

  it.each(rows(KINDS, 2))(
    'grows with the length of %s, not with its square',
    (_, file, all, make) => {
      const count = all / (THOROUGH ? 1 : 4);
      read(file, make(200));
      const once = spent(file, make(count));
      const fourfold = spent(file, make(4 * count));
      // The square of four is sixteen; short times are told apart by nobody.
      expect(fourfold).toBeLessThan(9 * Math.max(once, 20));
    },
  );

  it('keeps every one of them', () => {
    const [pods] = KINDS;
    const { references } = read('k8s/a.json', pods?.[3](2500) ?? '');
    expect(references).toHaveLength(2500);
  });
});

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { createTar, createTarGzip } from 'nanotar';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyChart } from '../../src/render/chart-copy.ts';
import { chartRoots } from '../../src/render/charts.ts';
import { openWorkplace, type Workplace } from '../../src/render/workplace.ts';
import { treeOf } from './trees.ts';

const DESCRIPTION = `apiVersion: v2
name: web
version: 1.0.0
dependencies: [{ name: sub, version: 1.0.0, repository: "https://charts.example" }]
`;
const FILES = {
  'web/Chart.yaml': DESCRIPTION,
  'web/values.yaml': 'tag: "1"\n',
  'web/templates/pod.yaml': 'kind: Pod\n',
};

/** A header that says what a file is of another type: `2` is a symbolic link. */
function retyped(tar: Uint8Array, name: string, type: string): Uint8Array {
  const text = Buffer.from(tar);
  const header = text.indexOf(name);
  text[header + 156] = type.charCodeAt(0);
  return new Uint8Array(text);
}

describe("a chart's copy", () => {
  let workplace: Workplace;

  beforeEach(async () => {
    workplace = await openWorkplace();
  });

  afterEach(() => workplace.release());

  async function copied(
    packed: Uint8Array | null,
    files: Readonly<Record<string, string>> = {},
  ): Promise<readonly string[]> {
    const charts = packed === null ? {} : { 'web/charts/sub-1.0.0.tgz': packed };
    const tree = treeOf({ ...FILES, ...files }, charts);
    const counted = new Set(await tree.files());
    const [root] = await chartRoots(tree, [], counted, null, new Set());
    if (root === undefined) throw new Error('no chart');
    await copyChart(root.chart, 'charts/web', tree, workplace);
    return readdirSync(workplace.folder, { recursive: true })
      .map(String)
      .filter((file) => statSync(path.join(workplace.folder, file)).isFile())
      .sort();
  }

  const plain = [
    { name: 'sub/Chart.yaml', data: 'apiVersion: v2\nname: sub\nversion: 1.0.0\n' },
    { name: 'sub/templates/a.yaml', data: 'kind: Pod\n' },
  ];
  const own = [
    'charts/web/Chart.yaml',
    'charts/web/templates/pod.yaml',
    'charts/web/values.yaml',
  ];
  const sub = [
    'charts/web/Chart.yaml',
    'charts/web/charts/sub/Chart.yaml',
    'charts/web/charts/sub/templates/a.yaml',
    ...own.slice(1),
  ];

  it('unpacks a dependency, and one inside of it', async () => {
    const inner = await createTarGzip([
      { name: 'deep/Chart.yaml', data: 'name: deep\n' },
    ]);
    const packed = await createTarGzip([
      ...plain,
      { name: 'sub/charts/deep-1.0.0.tgz', data: inner },
    ]);
    const files = await copied(packed);
    expect(files).toContain('charts/web/charts/sub/charts/deep/Chart.yaml');
    expect(files).toEqual(expect.arrayContaining(sub));
    const text = path.join(workplace.folder, 'charts/web/charts/sub/templates/a.yaml');
    expect(readFileSync(text, 'utf8')).toBe('kind: Pod\n');
  });

  it('brings no schema and no lock along, which may name what is elsewhere', async () => {
    const packed = await createTarGzip([
      ...plain,
      { name: 'sub/values.schema.json', data: '{"$ref":"https://evil.example"}' },
    ]);
    const schemas = {
      'web/values.schema.json': '{"$ref":"https://evil.example"}',
      'web/Chart.lock': 'dependencies: []\n',
    };
    expect(await copied(packed, schemas)).toEqual(sub);
  });

  it('leaves what leads out of the folder', async () => {
    const packed = await createTarGzip([
      ...plain,
      { name: '../../../../gar-evil.yaml', data: 'evil' },
      { name: '/gar-evil.yaml', data: 'evil' },
      { name: 'sub/../../gar-evil.yaml', data: 'evil' },
    ]);
    const files = await copied(packed);
    expect(files.every((file) => file.startsWith('charts/web/'))).toBe(true);
    expect(existsSync(path.join(path.dirname(workplace.folder), 'gar-evil.yaml'))).toBe(
      false,
    );
  });

  it('makes no link', async () => {
    const tar = createTar([...plain, { name: 'sub/link.yaml', data: '/etc/passwd' }]);
    const files = await copied(gzipSync(retyped(tar, 'sub/link.yaml', '2')));
    expect(files).toEqual(sub);
  });

  it('hands nothing of a package that is broken, too large or packed too deep', async () => {
    expect(await copied(Buffer.from('no package'))).toEqual(own);
    const bomb = createTar([...plain, { name: 'sub/a', data: 'a'.repeat(64 * 2 ** 20) }]);
    expect(await copied(gzipSync(bomb))).toEqual(own);
    let nest = await createTarGzip([
      { name: 'bottom/Chart.yaml', data: 'name: bottom\n' },
    ]);
    for (let depth = 0; depth < 6; depth += 1)
      nest = await createTarGzip([{ name: 'x/charts/x-1.0.0.tgz', data: nest }]);
    expect((await copied(nest)).some((file) => file.includes('bottom'))).toBe(false);
  });
});

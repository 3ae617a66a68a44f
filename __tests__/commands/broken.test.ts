import { describe, expect, it } from 'vitest';
import { checkShop, podOf, saidOf } from '../shop-folder.ts';

const GOOD = podOf('us-docker.pkg.dev/p/r/a:1.0.0');
const head = (kind: string, apiVersion = 'v1'): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\n`;

/** A text, and the line at which it is said to be broken. */
const BROKEN: Readonly<Record<string, readonly [string, string, number]>> = {
  'a Deployment, cut off': [
    'a.yaml',
    `${head('Deployment', 'apps/v1')}spec:\n  template: "x`,
    4,
  ],
  'a Pod whose image was read': ['a.yaml', `${GOOD}  x: [1\n`, 9],
  'a list of objects': ['a.yaml', `${head('List')}items: [\n`, 4],
  'a Service, which names no image': ['a.yaml', `${head('Service')}spec: [\n`, 4],
  'a ConfigMap': ['a.yaml', `${head('ConfigMap')}data:\n  a: "b\n`, 5],
  'a kind of somebody': ['a.yaml', `${head('Widget', 'a/v1')}spec:\n\tx: 1\n`, 4],
  'a kustomization': ['kustomization.yaml', 'resources: [\n', 2],
  'a chart’s values': ['charts/a/values.yaml', 'a: [\n', 2],
  JSON: ['a.json', '{ "apiVersion": "v1", "kind": "Service", ', 1],
  'a Pod without its colon': ['a.yaml', 'apiVersion v1\nkind: Pod\nspec: {}\n', 1],
  'a kind without its colon': ['a.yaml', 'apiVersion: v1\nkind Pod\nspec: {}\n', 2],
  'JSON without its version': ['a.json', '{ "kind": "Pod", "spec": { "x": 1', 1],
  'a conflict': ['a.yaml', `${head('Service')}<<<<<<< HEAD\na: 1\n`, 3],
};

describe('a broken document of a manifest', () => {
  it.each(Object.entries(BROKEN))('is told: %s', async (_, [file, text, line]) => {
    const { report, status } = await checkShop({ files: { [file]: text } });
    expect(saidOf(report)).toEqual([`manifest-invalid ${file}:${line}`]);
    expect(report?.conclusion).toBe('neutral');
    expect(status).toBe(0);
  });

  it('never hides the others', async () => {
    const text = `${head('Service')}spec: [\n---\n${GOOD}`;
    const { report } = await checkShop({ files: { 'a.yaml': text } });
    expect(report?.images.map(({ existence }) => existence)).toEqual(['found']);
    expect(saidOf(report)).toContain('manifest-invalid a.yaml:4');
  });

  it.each([
    ['what is no manifest', 'tsconfig.json', '{ // a comment\n  "a": 1, }\n'],
    ['an editor’s settings', '.devcontainer.json', '{ "image": "acme/a:1", // x\n}\n'],
    ['a kind of something else', 'a.yaml', 'kind: note\ntext: [\n'],
    ['a build’s template', 'mkdocs.yml', 'site: {{ name }\n  a: [\n'],
    [
      'a key that stands twice where no image is',
      'a.yaml',
      `${head('Service')}a: 1\na: 2\n`,
    ],
  ])('is not: %s', async (_, file, text) => {
    const { report } = await checkShop({ files: { [file]: text } });
    expect(saidOf(report)).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ImageReference } from '../../src/domain/reference.ts';
import type { Tree } from '../../src/domain/tree.ts';
import { treeReader } from '../../src/engine/read-tree.ts';
import {
  filesOf,
  layersOf,
  readKustomizations,
} from '../../src/render/kustomizations.ts';
import { traceKustomize } from '../../src/render/trace-kustomize.ts';
import { reference } from '../engine/references.ts';
import { treeOf } from './trees.ts';

type Files = Readonly<Record<string, string>>;

interface Row {
  readonly name: string;
  readonly files?: Files;
  readonly rendered: string;
  readonly path?: string;
  readonly origin: string | null;
  readonly outermost?: string;
  readonly traced: string | null;
}

const table = parse(
  readFileSync(path.join(import.meta.dirname, 'traces.yaml'), 'utf8'),
) as { readonly files: Files; readonly rows: readonly Row[] };
const ROOT = 'over';

async function referencesOf(
  tree: Tree,
  files: Iterable<string>,
): Promise<readonly ImageReference[]> {
  const reader = treeReader(tree, { imageRules: [], extraFormats: [], valuesRules: [] });
  const read = await Promise.all([...files].map((file) => reader.read(file)));
  return read.flatMap(({ references }) => references);
}

function renderedAs(row: Row): ImageReference {
  const [owner = '', image = ''] = row.rendered.split(' ');
  const [kind = '', name = '', container = ''] = owner.split('/');
  const named = { apiVersion: 'apps/v1', kind, namespace: null, name };
  const workload = kind === '' ? null : named;
  return { ...reference(image), workload, container, path: row.path ?? null };
}

describe('where a rendered image is edited', () => {
  it.each(table.rows.map((row) => [row.name, row] as const))('%s', async (_, row) => {
    const tree = treeOf({ ...table.files, ...row.files });
    const all = await readKustomizations(tree);
    const outermost = row.outermost ?? null;
    const named = [...filesOf(ROOT, all), ...(outermost === null ? [] : [outermost])];
    const traced = traceKustomize(renderedAs(row), {
      layers: layersOf(ROOT, all),
      asTheyStand: await referencesOf(tree, named),
      origin: row.origin,
      outermost,
    });
    const told =
      traced === null
        ? null
        : `${traced.location.file}:${traced.location.line}:${traced.location.column} ${traced.part}`;
    expect(told).toBe(row.traced);
    const entry = /^over\/kustomization/.test(row.traced ?? '');
    if (entry) expect(traced?.source).toBe('kustomize');
  });
});

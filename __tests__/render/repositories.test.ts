import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Rendering } from '../../src/engine/sources.ts';
import { folderTree } from '../../src/git/folder-tree.ts';
import { renderSource } from '../../src/render/render-source.ts';
import { describeWith } from '../programs.ts';
import { run } from '../run-cli.ts';

/** A folder of checkouts of any repositories; none of them is part of this one. */
const repositories = process.env['REPOSITORIES'] ?? '';

describeWith(['kustomize', 'helm'], 'any repository (needs REPOSITORIES)', () => {
  const names = existsSync(repositories) ? readdirSync(repositories) : [];
  it.skipIf(names.length > 0)('are not here', ({ skip }) => skip());

  it.each(names)(
    '%s: each root that is rendered has the images of the tool’s own output',
    async (name) => {
      const folder = path.join(repositories, name);
      const rendering = await renderSource(
        {
          render: 'always',
          files: 'own',
          renderRemote: 'never',
          imageRules: [],
          valuesRules: [],
          below: '',
          extraFormats: [],
        },
        AbortSignal.timeout(600_000),
      ).render(await folderTree(folder), null);
      const differing: unknown[] = [];
      for (const root of rootsOf(rendering)) {
        const output = await builtBy(folder, root);
        // Without what is absent only we can build it.
        if (output === null) continue;
        const [wanted, got] = [imagesIn(output), imagesOf(rendering, root)];
        if (wanted.join() !== got.join()) differing.push({ root, wanted, got });
      }
      expect(differing).toEqual([]);
    },
    600_000,
  );
});

/** Those that nothing but the tool makes: what Argo CD and Flux add is held by the deployers' cases. */
function rootsOf({ images }: Rendering): readonly string[] {
  return [...new Set(images.map(({ root }) => root))].filter(
    (root) => !root.includes(' by '),
  );
}

async function builtBy(folder: string, root: string): Promise<string | null> {
  const [place = '', values = ''] = root.split(' with ');
  const target = path.join(folder, place);
  const isChart = existsSync(path.join(target, 'Chart.yaml'));
  const given = values === '' ? [] : ['-f', path.join(target, values)];
  const words = isChart
    ? ['template', 'release-name', target, '--skip-tests', '--kube-version=1.33.0']
    : ['build', '--load-restrictor', 'LoadRestrictionsNone', target];
  const program = isChart ? 'helm' : 'kustomize';
  const { status, stdout } = await run(program, [...words, ...given], { cwd: folder });
  return status === 0 ? stdout : null;
}

function imagesOf({ images }: Rendering, root: string): readonly string[] {
  const own = images.filter(
    (one) => one.root === root && one.reference.container !== null,
  );
  return [...new Set(own.map(({ image }) => image))].sort();
}

function imagesIn(output: string): readonly string[] {
  const found = new Set<string>();
  for (const document of parseAllDocuments(output, { strict: false, uniqueKeys: false }))
    collect(document.toJS({ maxAliasCount: -1 }), found);
  return [...found].sort();
}

const LISTS = ['containers', 'initContainers', 'ephemeralContainers'];

/** Every container's image, wherever its list stands. */
function collect(value: unknown, found: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  const inner = value as Readonly<Record<string, unknown>>;
  if (inner['kind'] === 'CustomResourceDefinition') return;
  for (const list of LISTS) for (const one of asList(inner[list])) addImage(one, found);
  for (const one of Object.values(inner)) collect(one, found);
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function addImage(container: unknown, found: Set<string>): void {
  if (typeof container !== 'object' || container === null) return;
  const { image } = container as Readonly<Record<string, unknown>>;
  if (typeof image === 'string' && image.trim() !== '') found.add(image.trim());
}

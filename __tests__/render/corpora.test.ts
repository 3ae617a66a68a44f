import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { Tree } from '../../src/domain/tree.ts';
import { treeReader } from '../../src/engine/read-tree.ts';
import type { RenderedImage, Rendering } from '../../src/engine/sources.ts';
import { folderTree } from '../../src/git/folder-tree.ts';
import { renderSource } from '../../src/render/render-source.ts';
import { describeWith } from '../programs.ts';
import { run } from '../run-cli.ts';
import { rows, THOROUGH } from '../thorough.ts';

const corpora = process.env['CORPORA'] ?? '';

interface Truth {
  readonly roots: readonly {
    readonly root: string;
    readonly images: readonly {
      readonly image: string;
      readonly sources?: readonly (readonly [string, number, number])[];
      readonly imagesEntries?: readonly {
        readonly file: string;
        readonly positions: Readonly<Record<string, readonly [number, number]>>;
      }[];
    }[];
  }[];
}

/** A bump renders and builds every root again. */
const BUMPS = THOROUGH ? 4 : 1;
/** A tag or a digest at the end of a line. */
const VERSION = /@sha256:[0-9a-f]+|:[\w.-]+(["']?\s*)$/;

const rendering = renderSource(
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
);

function isComponent(name: string, root: string): boolean {
  const text = readFileSync(path.join(corpora, name, root, 'kustomization.yaml'), 'utf8');
  return /^kind: Component$/m.test(text);
}

async function asTheyStand(
  tree: Tree,
): Promise<readonly Pick<RenderedImage, 'image' | 'reference'>[]> {
  const reader = treeReader(tree, { imageRules: [], valuesRules: [], extraFormats: [] });
  const files = (await tree.files()).filter(reader.isCandidate);
  const readings = await Promise.all(files.map((file) => reader.read(file)));
  return readings
    .flatMap(({ references }) => references)
    .map((reference) => ({ image: reference.image, reference }));
}

describeWith(['kustomize', 'helm'], 'rendering real repositories', () => {
  const names = ['bank-of-anthos', 'microservices-demo', 'argo-rollouts'];
  if (!existsSync(path.join(corpora, 'truth'))) {
    it.skipIf(process.env['CI'] !== 'true')(
      'needs CORPORA, the folder of real manifests',
      () => {
        throw new Error(
          `expected CORPORA to name the folder of real manifests, got "${corpora}"`,
        );
      },
    );
    return;
  }
  it.each(names)(
    '%s: every root has the images of its output, each traced to a place that writes it',
    async (name) => {
      const truth: Truth = JSON.parse(
        readFileSync(path.join(corpora, `truth/kustomize/${name}.json`), 'utf8'),
      );
      const inspected = rows(truth.roots, 8);
      let [roots, images, exact] = [0, 0, 0];
      for (const { root, images: expected } of inspected) {
        const tree = await folderTree(path.join(corpora, name), [root]);
        const { images: got, failures } = await rendering.render(tree, null);
        const rendered = got.filter((one) => one.root === (root === '' ? '.' : root));
        const distinct = [...new Set(expected.map(({ image }) => image))].sort();
        if (isComponent(name, root)) {
          // A component is no root of its own: what it brings is read as it stands, the patches of others included.
          const read = await asTheyStand(tree);
          expect(
            read.map(({ image }) => image),
            root,
          ).toEqual(expect.arrayContaining(distinct));
          roots += 1;
          continue;
        }
        expect(failures).toEqual([]);
        expect([...new Set(rendered.map(({ image }) => image))].sort(), root).toEqual(
          distinct,
        );
        roots += 1;
        for (const { image, sources = [], imagesEntries = [] } of expected) {
          images += 1;
          const places = [
            ...sources,
            ...imagesEntries.flatMap(({ file, positions }) =>
              Object.values(positions).map(
                ([line, column]) => [file, line, column] as const,
              ),
            ),
          ].map((place) => place.slice(0, 2).join(':'));
          const traced = rendered
            .filter((one) => one.image === image)
            .map(({ reference: { location } }) => `${location.file}:${location.line}`);
          if (traced.some((place) => places.includes(place))) exact += 1;
        }
      }
      expect({ roots, images, exact }).toEqual({ roots, images, exact: images });
      expect(roots).toBe(inspected.length);
    },
    300_000,
  );

  it.each(THOROUGH ? ['bank-of-anthos', 'microservices-demo'] : ['microservices-demo'])(
    '%s: a bump of a base names exactly the overlays whose output changes',
    async (name) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'gar-corpus-'));
      try {
        cpSync(path.join(corpora, name), folder, { recursive: true });
        const tree = await folderTree(folder);
        const before = await rendering.render(tree, null);
        const roots = [
          ...new Set(
            before.images
              .filter(({ rootFile }) => /kustomization/.test(rootFile))
              .map(({ root }) => root),
          ),
        ];
        const built = await buildAll(folder, roots);
        const canBeBumped = (file: string): boolean => {
          const line = before.images.find(
            ({ reference }) => reference.location.file === file,
          )?.reference.location.line;
          const text = readFileSync(path.join(folder, file), 'utf8').split('\n')[
            (line ?? 1) - 1
          ];
          return VERSION.test(text ?? '');
        };
        const files = [
          ...new Set(before.images.map(({ reference }) => reference.location.file)),
        ].filter((file) => !/helm-chart/.test(file) && canBeBumped(file));
        let bumped = 0;
        for (const file of spread(files, BUMPS)) {
          const place = before.images.find(
            ({ reference }) => reference.location.file === file,
          )?.reference.location;
          const text = readFileSync(path.join(folder, file), 'utf8');
          const lines = text.split('\n');
          const line = lines[(place?.line ?? 1) - 1] ?? '';
          lines[(place?.line ?? 1) - 1] = line.replace(VERSION, ':0.0.0-bumped$1');
          writeFileSync(path.join(folder, file), lines.join('\n'));
          const after = await rendering.render(await folderTree(folder), [file]);
          const named = roots.filter(
            (root) =>
              imagesOf(after, root) !== imagesOf(before, root) &&
              imagesOf(after, root) !== '',
          );
          const rebuilt = await buildAll(folder, roots);
          expect(named, file).toEqual(
            roots.filter((root) => rebuilt.get(root) !== built.get(root)),
          );
          bumped += named.length;
          writeFileSync(path.join(folder, file), text);
        }
        expect(bumped).toBeGreaterThan(0);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    300_000,
  );
});

/** As many as a number of a list, from all over it. */
function spread<T>(all: readonly T[], atMost: number): readonly T[] {
  const step = Math.max(1, all.length / atMost);
  return all.filter(
    (_, index) => Math.floor(index / step) > Math.floor((index - 1) / step),
  );
}

async function buildAll(
  folder: string,
  roots: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const built = await Promise.all(
    roots.map(
      async (root) =>
        [
          root,
          (await run('kustomize', ['build', root], { cwd: folder })).stdout,
        ] as const,
    ),
  );
  return new Map(built);
}

function imagesOf({ images }: Rendering, root: string): string {
  return images
    .filter((one) => one.root === root)
    .map(({ image, reference }) => `${reference.workload?.name} ${image}`)
    .sort()
    .join('\n');
}

import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import type { Metafile, Plugin } from 'esbuild';
import { withClassNames } from './class-names.ts';

const LAZY = /\bawait import\((['"])([^'"./][^'"]*)\1\)/g;

/** What `import()` of Node gives for a package of either kind: its names, and `default` for all of it. */
const NAMED =
  '((m) => m.__esModule ? m : Object.assign(Object.create(null), m, { default: m }))';

/**
 * The files of packages, with the names of their classes. A package that imports another when it is first needed. In a bundle that is split such an import of a CommonJS package has a `default`
 * and nothing else, so `(await import('x')).Name` would be `undefined`: a login behind a proxy ends there. A `require` in its place
 * is bundled as it is meant, and runs as late.
 */
export const lazy: Plugin = {
  name: 'lazy-packages',
  setup(build) {
    build.onLoad({ filter: /node_modules\/.*\.[cm]?js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const contents = text.replaceAll(LAZY, (whole, quote, name) =>
        // What is Node's own has its names everywhere.
        isBuiltin(name)
          ? whole
          : `(await Promise.resolve().then(() => ${NAMED}(require(${quote}${name}${quote}))))`,
      );
      return { contents: await withClassNames(contents), loader: 'js' };
    });
  },
};

/** Fails where something is still imported by `import()` that is CommonJS, and would have no names. */
export function refuseNameless({ inputs, outputs }: Metafile): void {
  const nameless = Object.values(outputs)
    .flatMap(({ entryPoint }) => entryPoint ?? [])
    .filter((file) => inputs[file]?.format === 'cjs');
  if (nameless.length === 0) return;
  throw new Error(
    `${nameless.join(', ')}: an import() of a CommonJS package has no names in a bundle. Import it by name in a file of its own, and import() that (src/google/wire/google-auth.ts).`,
  );
}

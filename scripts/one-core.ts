import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';

/** Whose needs the core is: the command that everything else builds upon. */
const CORE = 'src/commands/images.ts';
const CLI = 'src/run-cli.ts';

/**
 * Keeps together what nearly everything needs. A bundle that is split makes a chunk of every set of files that the same entries share, some
 * twenty to read for one command; where every entry that needs some of the core says that it needs all of it, the core is one chunk.
 */
export async function oneCore(options: BuildOptions): Promise<Plugin> {
  const { metafile } = await build({ ...options, metafile: true, write: false });
  const needs = needsOf(metafile);
  return {
    name: 'one-core',
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path: file }) => {
        const name = path.relative(process.cwd(), file).split(path.sep).join('/');
        const needed = needs.get(name) ?? [];
        if (needed.length === 0) return undefined;
        const text = await readFile(file, 'utf8');
        const imports = needed.map(
          (one) => `import ${JSON.stringify(path.resolve(one))};`,
        );
        return { contents: `${text}\n${imports.join('\n')}\n`, loader: 'ts' };
      });
    },
  };
}

/** What each entry is made to import besides: all of what the start shares, and all of the core, where it needs some of it. */
function needsOf(metafile: Metafile): ReadonlyMap<string, readonly string[]> {
  const start = closureOf(CLI, metafile);
  const core = [...closureOf(CORE, metafile)].filter((file) => !start.has(file));
  const entries = Object.values(metafile.outputs)
    .flatMap(({ entryPoint }) => entryPoint ?? [])
    .filter((entry) => entry.startsWith('src/') && entry !== CLI)
    .map((entry) => ({ entry, needed: closureOf(entry, metafile) }));
  const shared = [...start].filter(
    (file) =>
      /^src\/.*\.ts$/.test(file) && entries.some(({ needed }) => needed.has(file)),
  );
  return new Map(
    entries.map(({ entry, needed }) => {
      const all = (files: readonly string[], imports: readonly string[]) =>
        files.some((file) => needed.has(file)) ? imports : [];
      const imports = [...all(core, [CORE]), ...all(shared, shared)];
      return [entry, imports.filter((one) => one !== entry)];
    }),
  );
}

/** A file with all that it imports before it runs. */
function closureOf(file: string, { inputs }: Metafile): ReadonlySet<string> {
  const closure = new Set([file]);
  for (const one of closure) {
    for (const { kind, path: imported, external } of inputs[one]?.imports ?? [])
      if (kind !== 'dynamic-import' && external !== true) closure.add(imported);
  }
  return closure;
}

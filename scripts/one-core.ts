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
  const entries = entriesNeedingSome(metafile);
  return {
    name: 'one-core',
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path: file }) => {
        const name = path.relative(process.cwd(), file).split(path.sep).join('/');
        if (!entries.has(name)) return undefined;
        const text = await readFile(file, 'utf8');
        const core = JSON.stringify(path.resolve(CORE));
        return { contents: `${text}\nimport ${core};\n`, loader: 'ts' };
      });
    },
  };
}

function entriesNeedingSome(metafile: Metafile): ReadonlySet<string> {
  const start = closureOf(CLI, metafile);
  const core = [...closureOf(CORE, metafile)].filter((file) => !start.has(file));
  const entries = Object.values(metafile.outputs).flatMap(
    ({ entryPoint }) => entryPoint ?? [],
  );
  const needing = entries.filter((entry) => {
    if (!entry.startsWith('src/') || entry === CORE || entry === CLI) return false;
    const needed = closureOf(entry, metafile);
    return core.some((file) => needed.has(file));
  });
  return new Set(needing);
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

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';

const CHUNK = 'chunks/yaml.cjs';
const BESIDE = './yaml.cjs';

/**
 * The YAML library is a file of its own: the formats load it where a document is beyond the plain reader, and a config or a world where
 * there is one.
 */
export const lateYaml: Plugin = {
  name: 'late-yaml',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^yaml$/ }, () => ({ path: BESIDE, external: true }));
    onLoad({ filter: /[\\/]formats[\\/]yaml-library\.ts$/ }, async ({ path: file }) => {
      const text = await readFile(file, 'utf8');
      const asked = "createRequire(import.meta.url)('yaml')";
      const contents = text.replace(asked, asked.replace('yaml', BESIDE));
      if (contents === text) throw new Error(`${file}: expected it to load yaml.`);
      return { contents, loader: 'ts' };
    });
  },
};

/** Builds that file. */
export async function buildYaml(outdir: string): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: ['yaml'],
    outfile: path.join(outdir, CHUNK),
    bundle: true,
    platform: 'node',
    target: 'node20.20',
    format: 'cjs',
    minify: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  return metafile;
}

/** Fails where a file that is not beside the library would look for it there. */
export function refuseAstray({ outputs }: Metafile): void {
  const astray = Object.entries(outputs).filter(
    ([file, { imports, inputs }]) =>
      path.basename(path.dirname(file)) !== path.dirname(CHUNK) &&
      (imports.some((one) => one.path === BESIDE) ||
        'src/formats/yaml-library.ts' in inputs),
  );
  if (astray.length === 0) return;
  const files = astray.map(([file]) => file).join(', ');
  throw new Error(`${files}: expected it in ${path.dirname(CHUNK)}/, beside ${CHUNK}.`);
}

/**
 * Bundles the two faces into `dist/`, which is committed: a runner and a newcomer run it with nothing installed.
 * The output depends on the sources and the lock file alone. `--outdir FOLDER` writes elsewhere (CI compares).
 */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build, type Metafile } from 'esbuild';
import { lazy, refuseNameless } from './lazy-packages.ts';
import { lean } from './lean-packages.ts';

const { values } = parseArgs({
  options: { outdir: { type: 'string', default: 'dist' } },
});
const outdir = values.outdir;

// The bundled packages are CommonJS in part; an ES module has none of what they expect to find.
const banner = [
  "import { createRequire as __createRequire } from 'node:module';",
  "import { fileURLToPath as __fileURLToPath } from 'node:url';",
  "import { dirname as __dirnameOf } from 'node:path';",
  'const require = __createRequire(import.meta.url);',
  'const __filename = __fileURLToPath(import.meta.url);',
  'const __dirname = __dirnameOf(__filename);',
].join('\n');

await rm(outdir, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: { index: 'src/action.ts', cli: 'src/cli.ts' },
  outdir,
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  platform: 'node',
  target: 'node20.20',
  format: 'esm',
  banner: { js: banner },
  minify: true,
  keepNames: true,
  legalComments: 'none',
  loader: { '.wasm': 'binary' },
  metafile: true,
  plugins: [lean, lazy],
  logLevel: 'warning',
});
refuseNameless(metafile);
await writeFile(path.join(outdir, 'package.json'), '{ "type": "module" }\n');
await writeFile(path.join(outdir, 'licenses.txt'), await licenses(metafile));

const bytes = Object.values(metafile.outputs).reduce(
  (sum, output) => sum + output.bytes,
  0,
);
console.log(
  `${outdir}: ${Object.keys(metafile.outputs).length} files, ${(bytes / 1024).toFixed(0)} kB`,
);

/** The licence text of every package that is in the bundle. */
async function licenses({ inputs }: Metafile): Promise<string> {
  const folders = new Set(
    Object.keys(inputs).flatMap(
      (input) => input.match(/^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0] ?? [],
    ),
  );
  const texts = await Promise.all([...folders].sort().map(licenseOf));
  return texts.join(`\n${'-'.repeat(80)}\n`);
}

async function licenseOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(
    await readFile(path.join(folder, 'package.json'), 'utf8'),
  );
  const files = (await readdir(folder))
    .filter((file) => /^(?:licen[cs]e|copying|notice)\b/i.test(file))
    .sort();
  const texts = await Promise.all(
    files.map((file) => readFile(path.join(folder, file), 'utf8')),
  );
  if (texts.length === 0) texts.push(await licenseWithoutFile(folder, license));
  const said = texts.map((text) => text.replaceAll('\r\n', '\n').trim());
  return [`${name} ${version}, ${license}`, ...said].join('\n\n').concat('\n');
}

/** A package that ships no licence file: its README's section, or the licence's own text where it is ours too. */
async function licenseWithoutFile(folder: string, license: string): Promise<string> {
  if (license === 'Apache-2.0') return readFile('LICENSE', 'utf8');
  const readme = await readFile(path.join(folder, 'README.md'), 'utf8');
  const section = /^#*\s*licen[cs]e\s*(?:\n[-=]+)?\n[\s\S]+/im.exec(readme)?.[0];
  if (section === undefined)
    throw new Error(`${folder} is bundled, and its licence text was not found.`);
  return section;
}

/**
 * Bundles the two faces into `dist/`, which is committed: a runner and a newcomer run it with nothing installed.
 * The output depends on the sources and the lock file alone. `--outdir FOLDER` writes elsewhere (CI compares).
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { buildLate, latePackages, refuseAstray } from './late-packages.ts';
import { lazy, refuseNameless } from './lazy-packages.ts';
import { lean } from './lean-packages.ts';
import { oneCore } from './one-core.ts';
import { plainBuiltins } from './plain-builtins.ts';

const { values } = parseArgs({
  options: { outdir: { type: 'string', default: 'dist' } },
});
const outdir = values.outdir;

// The bundled packages are CommonJS in part; an ES module has none of what they expect to find.
const COMMON_JS = `const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);
const __filename = process.getBuiltinModule('node:url').fileURLToPath(import.meta.url);
const __dirname = process.getBuiltinModule('node:path').dirname(__filename);
`;

const options = {
  entryPoints: { index: 'src/action.ts', cli: 'src/cli.ts' },
  outdir,
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  platform: 'node',
  target: 'node20.20',
  format: 'esm',
  minify: true,
  legalComments: 'none',
  loader: { '.wasm': 'binary' },
  plugins: [lean, lazy, latePackages],
  logLevel: 'warning',
} as const satisfies BuildOptions;

await rm(outdir, { recursive: true, force: true });
const core = await oneCore(options);
const { metafile, outputFiles } = await build({
  ...options,
  plugins: [core, ...options.plugins],
  metafile: true,
  write: false,
});
refuseNameless(metafile);
refuseAstray(metafile);
await mkdir(path.join(outdir, 'chunks'), { recursive: true });
for (const { path: file, text } of outputFiles) {
  const mode = text.startsWith('#!') ? 0o755 : 0o644;
  await writeFile(file, asModule(text), { mode });
}
const late = await buildLate(outdir);
await writeFile(path.join(outdir, 'package.json'), '{ "type": "module" }\n');
const inputs = { ...metafile.inputs, ...late };
await writeFile(path.join(outdir, 'licenses.txt'), await licenses(inputs));

const bytes = Object.values(metafile.outputs).reduce(
  (sum, output) => sum + output.bytes,
  0,
);
console.log(
  `${outdir}: ${Object.keys(metafile.outputs).length} files, ${(bytes / 1024).toFixed(0)} kB`,
);

/** With what CommonJS expects, where some of it is in the chunk. */
function asModule(written: string): string {
  const text = plainBuiltins(written);
  if (!/\b(?:require|__filename|__dirname)\b/.test(text)) return text;
  const [, first = '', rest = ''] = /^(#!.*\n)?([\s\S]*)$/.exec(text) ?? [];
  return `${first}${COMMON_JS}${rest}`;
}

/** The licence text of every package that is in the bundle. */
async function licenses(inputs: Metafile['inputs']): Promise<string> {
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

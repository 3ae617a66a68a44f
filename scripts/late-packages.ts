import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { lazy } from './lazy-packages.ts';
import { folderOf, lean } from './lean-packages.ts';

/** Where the files of packages stand that are loaded late: beside the chunks that load them. */
const FOLDER = 'chunks';
const YAML = './yaml.cjs';
const UNDICI = './undici.cjs';
const CEL = './cel.cjs';
const RE2 = './re2.cjs';

/** What of undici is used; `fetch` and what it brings are made where somebody fetches. */
const UNDICI_USED = `
import Dispatcher from './lib/dispatcher/dispatcher';
import connect from './lib/api/api-connect';
export { default as Agent } from './lib/dispatcher/agent';
export { default as EnvHttpProxyAgent } from './lib/dispatcher/env-http-proxy-agent';
export { default as ProxyAgent } from './lib/dispatcher/proxy-agent';
// What tunnels through a proxy asks a dispatcher to connect, which undici's index gives to all of them.
Dispatcher.prototype.connect = connect;
export const fetch = (...words) => require('./lib/web/fetch').fetch(...words);
`;

/** A package in whose place something stands that loads it when one of its functions is called, or one of its classes made. */
function whenAsked(file: string, functions: string[], classes: string[]): string {
  return [
    `let late = null; const loaded = () => (late ??= require('${file}'));`,
    ...functions.map(
      (one) => `export const ${one} = (...all) => loaded().${one}(...all);`,
    ),
    ...classes.map(
      (one) =>
        `export const ${one} = function (...all) { return new (loaded().${one})(...all); };`,
    ),
  ].join('\n');
}

/** What imports a package at its start and needs it seldom. GitHub's packages need undici behind a proxy alone. */
const WHEN_ASKED: Readonly<Record<string, string>> = {
  undici: whenAsked(UNDICI, ['fetch'], ['ProxyAgent']),
  '@marcbachmann/cel-js': whenAsked(
    CEL,
    ['evaluate', 'parse', 'serialize'],
    ['Environment'],
  ),
  re2js: `let late = null; const loaded = () => (late ??= require('${RE2}').RE2JS);
export const RE2JS = new Proxy({}, { get: (_, name) => loaded()[name] });`,
};

/**
 * Packages that are a file of their own, loaded where they are needed: the YAML library, where a document is beyond the plain reader; undici,
 * where Google is asked, or a proxy is in the way to GitHub; CEL and RE2, where a condition is met.
 */
export const latePackages: Plugin = {
  name: 'late-packages',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^yaml$/ }, () => ({ path: YAML, external: true }));
    onResolve({ filter: /^\.\/(?:undici|cel|re2)\.cjs$/ }, ({ path: file }) => ({
      path: file,
      external: true,
    }));
    onResolve({ filter: /^(?:re2js|@marcbachmann\/cel-js)$/ }, ({ path: name }) => ({
      path: name,
      namespace: 'when-asked',
    }));
    onResolve({ filter: /^undici$/ }, ({ importer }) =>
      /@actions[\\/]/.test(importer)
        ? { path: 'undici', namespace: 'when-asked' }
        : { path: UNDICI, external: true },
    );
    onLoad({ filter: /.*/, namespace: 'when-asked' }, ({ path: name }) => ({
      contents: WHEN_ASKED[name] ?? '',
      loader: 'js',
    }));
    onLoad({ filter: /[\\/]formats[\\/]yaml-library\.ts$/ }, async ({ path: file }) => {
      const text = await readFile(file, 'utf8');
      const asked = "createRequire(import.meta.url)('yaml')";
      const contents = text.replace(asked, asked.replace('yaml', YAML));
      if (contents === text) throw new Error(`${file}: expected it to load yaml.`);
      return { contents, loader: 'ts' };
    });
  },
};

/** Builds those files. */
export async function buildLate(outdir: string): Promise<Metafile['inputs']> {
  const resolveDir = folderOf('undici', process.cwd());
  const built = await Promise.all([
    buildOne(outdir, YAML, { entryPoints: ['yaml'] }),
    buildOne(outdir, CEL, { entryPoints: ['@marcbachmann/cel-js'] }),
    buildOne(outdir, RE2, { entryPoints: ['re2js'] }),
    buildOne(outdir, UNDICI, { stdin: { contents: UNDICI_USED, resolveDir } }),
  ]);
  return Object.assign({}, ...built.map(({ inputs }) => inputs));
}

async function buildOne(
  outdir: string,
  file: string,
  entry: BuildOptions,
): Promise<Metafile> {
  const { metafile } = await build({
    ...entry,
    outfile: path.join(outdir, FOLDER, file),
    bundle: true,
    platform: 'node',
    target: 'node20.20',
    format: 'cjs',
    minify: true,
    legalComments: 'none',
    metafile: true,
    plugins: [lean, lazy],
    logLevel: 'warning',
  });
  return metafile;
}

/** Fails where a file that is not beside such a package would look for it there. */
export function refuseAstray({ outputs }: Metafile): void {
  const astray = Object.entries(outputs).filter(
    ([file, { imports, inputs }]) =>
      path.basename(path.dirname(file)) !== FOLDER &&
      (imports.some((one) => one.path === YAML || one.path === UNDICI) ||
        'src/formats/yaml-library.ts' in inputs),
  );
  if (astray.length === 0) return;
  const files = astray.map(([file]) => file).join(', ');
  throw new Error(`${files}: expected it in ${FOLDER}/, beside what it loads.`);
}

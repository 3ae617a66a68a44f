import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { OnResolveArgs, OnResolveResult, Plugin } from 'esbuild';

const require = createRequire(import.meta.url);

/** The folder of an installed package, wherever its `exports` would let nobody look. */
export function folderOf(name: string, from: string): string {
  const entry = require.resolve(name, { paths: [from] });
  const inside = path.join('node_modules', ...name.split('/'));
  return entry.slice(0, entry.lastIndexOf(inside) + inside.length);
}

const VIRTUAL = 'lean';

/** What a package asks for, and the leaner part of the same package, or of Node, that serves here. */
interface Swap {
  readonly asked: RegExp;
  /** Only where a file of this package asks; anybody where absent. */
  readonly by?: RegExp;
  readonly give: (args: OnResolveArgs) => OnResolveResult;
  readonly why: string;
}

function instead(path: string, text: string, resolveDir: string): OnResolveResult {
  return { path, namespace: VIRTUAL, pluginData: { text, resolveDir } };
}

const GAX_OVER_REST = `
const fallback = require('./build/src/fallback.js');
const { decodeAnyProtosInArray } = require('./build/src/util.js');
module.exports = { ...fallback, fallback, decodeAnyProtosInArray, loggingUtils: require('google-logging-utils') };
`;

const SWAPS: readonly Swap[] = [
  {
    asked: /^google-gax$/,
    by: /artifact-registry/,
    give: ({ resolveDir }) =>
      instead('gax', GAX_OVER_REST, folderOf('google-gax', resolveDir)),
    why: 'The client speaks REST: the half of gax that speaks gRPC is never called.',
  },
  {
    asked: /^(?:\.\.\/)+protos\/(?:iam_service|locations|operations)$/,
    by: /google-gax/,
    give: () => instead('none', 'module.exports = {};', ''),
    why: 'gax hands these static classes on, or reads the errors of long operations with them; lists are all that is asked for here.',
  },
  {
    asked: /^@google-cloud\/artifact-registry$/,
    give: ({ resolveDir }) => ({
      path: path.join(
        folderOf('@google-cloud/artifact-registry', resolveDir),
        'build/src/v1/artifact_registry_client.js',
      ),
    }),
    why: 'The package index also brings the static classes of every message, 1.3 MB that REST does not use.',
  },
  {
    asked: /^\.\.\/locales\/index\.js$/,
    by: /zod/,
    give: ({ resolveDir }) => ({ path: path.join(resolveDir, '../locales/en.js') }),
    why: 'Our sentences are our own; zod needs English alone.',
  },
  {
    asked: /^\.\/oidc-utils\.js$/,
    by: /@actions[\\/]core/,
    give: () => instead('oidc', 'export class OidcClient {}', ''),
    why: "A runner's identity is asked for by our own transport; this would load a client of HTTP in every run.",
  },
  {
    asked: /^@octokit\/plugin-rest-endpoint-methods$/,
    by: /@actions[\\/]github/,
    give: () => instead('routes', 'export const restEndpointMethods = () => ({});', ''),
    why: 'Requests are written as routes; a method for each of eight hundred is made at the start.',
  },
  {
    asked: /^@octokit\/plugin-paginate-rest$/,
    by: /@actions[\\/]github/,
    give: () => instead('pages', 'export const paginateRest = () => ({});', ''),
    why: 'Pages are walked here, up to a number.',
  },
  {
    asked: /^\.\/client-h2\.js$/,
    by: /undici/,
    give: () => instead('none', 'module.exports = {};', ''),
    why: 'No dispatcher here is told to speak HTTP/2; asking for it would load it of Node.',
  },
  {
    asked: /^node:child_process$/,
    by: /commander/,
    give: () => instead('none', 'module.exports = {};', ''),
    why: 'Commands that are programs of their own are not used; loading what starts programs is a tenth of the start.',
  },
  {
    asked: /^web-streams-polyfill/,
    give: () => ({ path: 'node:stream/web', external: true }),
    why: 'Node has had them since 18.',
  },
];

/** A bundle has no packages beside it, so it carries the bytes that `src/formats/hcl-grammar.ts` reads. */
const BYTES_INSIDE = `
import runtime from 'web-tree-sitter/web-tree-sitter.wasm';
import grammar from '@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm';
export async function hclGrammar() { return { runtime, grammar }; }
`;

/** Making one loads what Unicode knows of graphemes; few texts are wider than their letters. */
const SEGMENTER_WHEN_ASKED = `((made) => ({
  segment: (text) => (made ??= new Intl.Segmenter()).segment(text),
}))(null)`;

/** Bundles of each package only the part that is used. */
export const lean: Plugin = {
  name: 'lean-packages',
  setup(build) {
    for (const { asked, by, give } of SWAPS) {
      build.onResolve({ filter: asked }, (args) =>
        by === undefined || by.test(args.importer) ? give(args) : undefined,
      );
    }
    build.onLoad({ filter: /src[\\/]formats[\\/]hcl-grammar\.ts$/ }, () => ({
      contents: BYTES_INSIDE,
      loader: 'ts',
    }));
    build.onLoad(
      { filter: /node_modules[\\/](?:string-width|wrap-ansi)[\\/]index\.js$/ },
      async ({ path: file }) => {
        const text = await readFile(file, 'utf8');
        const contents = text.replace('new Intl.Segmenter()', SEGMENTER_WHEN_ASKED);
        if (contents === text) throw new Error(`${file}: expected a segmenter.`);
        return { contents, loader: 'js' };
      },
    );
    build.onLoad(
      { filter: /.*/, namespace: VIRTUAL },
      ({ pluginData: { text, resolveDir } }) => ({
        contents: text,
        resolveDir,
        loader: 'js',
      }),
    );
  },
};

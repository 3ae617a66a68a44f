import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { run } from '../run-cli.ts';
import { freshBundle, nodes, versionOf } from './fresh-bundle.ts';

let bundle: string;
beforeAll(() => {
  bundle = freshBundle();
});

/** What a run read to run: files of the bundle, by their size in bytes, and Node's own modules. */
interface Loaded {
  readonly files: ReadonlyMap<string, number>;
  readonly builtins: readonly string[];
}

const HOOK = `const before = new Set(process.moduleLoadList);
process.on('exit', () => require('node:fs').writeFileSync(process.env.LOADED, process.moduleLoadList.filter((one) => !before.has(one)).join('\\n')));
`;

async function loadedBy(
  node: string,
  cwd: string,
  ...words: readonly string[]
): Promise<Loaded> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'gar-start-'));
  const [hook, list, coverage] = ['hook.cjs', 'list', 'coverage'].map((name) =>
    path.join(scratch, name),
  ) as [string, string, string];
  writeFileSync(hook, HOOK);
  const cli = path.join(bundle, 'cli.js');
  const { status, stderr } = await run(node, ['--require', hook, cli, ...words], {
    cwd,
    env: { LOADED: list, NODE_V8_COVERAGE: coverage },
  });
  expect(status, stderr).toBe(0);
  const [covered = ''] = readdirSync(coverage);
  const { result } = JSON.parse(readFileSync(path.join(coverage, covered), 'utf8')) as {
    result: readonly { url: string }[];
  };
  const own = result
    .filter(({ url }) => url.startsWith('file:'))
    .map(({ url }) => fileURLToPath(url))
    .filter((file) => file.includes(path.basename(path.dirname(bundle))));
  const files = new Map(own.map((file) => [file, readFileSync(file).length]));
  return { files, builtins: readFileSync(list, 'utf8').split('\n') };
}

const API = `apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec: { template: { spec: { containers: [{ name: main, image: us-docker.pkg.dev/p/r/app:1 }] } } }
`;

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'gar-one-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

/** Words that stand in what was bundled of a package, or of ours, and nowhere else. */
const MARKS = {
  zod: 'ZodError',
  yaml: 'YAMLParseError',
  render: 'output-dir',
  rules: 'reader-missing',
  google: 'artifactregistry.googleapis.com',
  github: 'api.github.com',
};

function marksIn({ files }: Loaded): readonly string[] {
  const text = [...files.keys()].map((file) => readFileSync(file, 'utf8')).join('');
  return Object.entries(MARKS).flatMap(([name, mark]) =>
    text.includes(mark) ? [name] : [],
  );
}

/** Of Node's own: what starts programs, speaks HTTP or makes keys, and what reads files in turns. */
const HEAVY =
  /^NativeModule (?:child_process|https?|http2|tls|dns|crypto|zlib|fs\/promises|worker_threads|internal\/deps\/undici.*)$/;

describe.each(nodes())('`images` on one file, on %s', (node) => {
  const version = versionOf(node);

  it(`loads what reads manifests, and nothing else (${version})`, async () => {
    const loaded = await loadedBy(node, folderOf({ 'api.yaml': API }), 'images');
    expect(marksIn(loaded)).toEqual([]);
    expect(loaded.builtins.filter((one) => HEAVY.test(one))).toEqual([]);
    expect(loaded.files.size).toBeLessThanOrEqual(12);
    const bytes = [...loaded.files.values()].reduce((sum, one) => sum + one, 0);
    expect(bytes).toBeLessThan(220e3);
  });

  it(`loads the schema where there is a config (${version})`, async () => {
    const config = 'rules: { tag-mutable: off }\n';
    const folder = folderOf({ 'api.yaml': API, 'config.yml': config });
    const loaded = await loadedBy(node, folder, 'images', '--config=config.yml');
    expect(marksIn(loaded)).toEqual(expect.arrayContaining(['zod', 'yaml', 'rules']));
    expect(marksIn(loaded)).not.toContain('google');
  });

  it(`loads the YAML library where a document needs it (${version})`, async () => {
    const folder = folderOf({ 'api.yaml': API.replace('spec:', 'spec: &spec') });
    expect(marksIn(await loadedBy(node, folder, 'images'))).toEqual(['yaml']);
  });
});

describe('what Node compiled', () => {
  const kept = (home: string): readonly string[] => {
    const folder = path.join(home, '.cache/gar-preflight');
    return existsSync(folder) ? readdirSync(folder) : [];
  };
  const images = async (
    env: Readonly<Record<string, string | undefined>>,
  ): Promise<void> => {
    const cwd = folderOf({ 'api.yaml': API });
    const cli = path.join(bundle, 'cli.js');
    const { status, stdout } = await run(process.execPath, [cli, 'images'], { cwd, env });
    expect([status, stdout.includes('us-docker.pkg.dev/p/r/app:1')]).toEqual([0, true]);
  };

  it("is kept in the user's own cache", async () => {
    const home = folderOf({});
    const env = { HOME: home, NODE_DISABLE_COMPILE_CACHE: undefined };
    await images(env);
    expect(kept(home)).not.toEqual([]);
    await images(env);
  });

  it('is kept nowhere where somebody says so, or has no folder', async () => {
    const home = folderOf({});
    await images({ HOME: home, NODE_DISABLE_COMPILE_CACHE: '1' });
    expect(kept(home)).toEqual([]);
    const gone = path.join(home, 'gone');
    await images({ HOME: gone, NODE_DISABLE_COMPILE_CACHE: undefined });
    await images({ HOME: '', NODE_DISABLE_COMPILE_CACHE: undefined });
    expect(existsSync(gone)).toBe(false);
  });

  it('is done without where the cache cannot be written', async () => {
    const home = folderOf({ '.cache': 'a file' });
    await images({ HOME: home, NODE_DISABLE_COMPILE_CACHE: undefined });
  });
});

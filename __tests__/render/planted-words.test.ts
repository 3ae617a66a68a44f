import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeWith } from '../programs.ts';
import { runCli } from '../run-cli.ts';

let home: string;
let folder: string;

const write = (file: string, text: string): void => {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
};

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'gar-planted-'));
  folder = path.join(home, 'tree');
  mkdirSync(folder);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const WORDS = (canary: string): readonly string[] => [
  '--post-renderer=/bin/sh',
  `--output-dir=${canary}`,
  '--set=image.tag=forged',
  '-f/etc/passwd',
  `--kubeconfig=${canary}`,
  '--help',
  '--',
  '-',
];

/** A tree in which every field that somebody else's tool may be handed holds one word. */
function plant(word: string): void {
  const q = JSON.stringify(word);
  const name = word.replaceAll('/', '_');
  write('charts/web/Chart.yaml', `apiVersion: v2\nname: web\nversion: ${q}\n`);
  write(
    'charts/web/values.yaml',
    'image: {repository: us-docker.pkg.dev/p/r/web, tag: "1"}\n',
  );
  write(
    'charts/web/templates/pod.yaml',
    'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: c, image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"}]}\n',
  );
  write(`charts/web/values-${name}.yaml`, 'image: {tag: "2"}\n');
  write(`${name}/Chart.yaml`, 'apiVersion: v2\nname: odd\nversion: 0.1.0\n');
  write(`${name}/values.yaml`, 'a: 1\n');
  const application = (
    metadata: string,
    releaseName: string,
    namespace: string,
  ): string =>
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: ${metadata}}\nspec:\n  destination: {namespace: ${namespace}}\n  source:\n    repoURL: https://example.com/x\n    path: charts/web\n    helm:\n      releaseName: ${releaseName}\n      valueFiles: [${q}, values.yaml]\n      parameters: [{name: ${q}, value: ${q}}]\n      values: |\n        image: {tag: "3"}\n`;
  write('apps/a.yaml', application(q, '""', 'shop'));
  write('apps/b.yaml', application('b', q, 'shop'));
  write('apps/c.yaml', application('c', 'c', q));
  write(
    'apps/d.yaml',
    `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: ${q}, namespace: ${q}}\nspec:\n  releaseName: ${q}\n  targetNamespace: ${q}\n  chart: {spec: {chart: ./charts/web, version: ${q}, sourceRef: {kind: GitRepository, name: x}, valuesFiles: [${q}]}}\n`,
  );
  write(
    'apps/pod.yaml',
    'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: "us-docker.pkg.dev/p/r/p:1"}]}\n',
  );
  write(
    `overlays/${name}/kustomization.yaml`,
    `resources: [../../apps/pod.yaml]\nnamespace: ${q}\nhelmGlobals: {chartHome: ../../charts, configHome: ${q}}\nhelmCharts: [{name: web, releaseName: ${q}, namespace: ${q}, version: ${q}, apiVersions: [${q}], additionalValuesFiles: [${q}]}]\n`,
  );
  write(
    'overlays/plain/kustomization.yaml',
    `resources: [../../apps/pod.yaml]\nimages: [{name: us-docker.pkg.dev/p/r/p, newTag: ${q}}]\n`,
  );
}

const OURS: Readonly<Record<string, 0 | 1>> = {
  '--namespace': 1,
  '--skip-tests': 0,
  '--values': 1,
  '--set-string': 1,
  '--kube-version': 1,
  '--load-restrictor': 1,
  '--enable-helm': 0,
  '--helm-command': 1,
};

/** The words of a call that a tool would take for options, and that are none of ours. */
function strangeOptions(words: readonly string[]): readonly string[] {
  const strange: string[] = [];
  for (let index = 1; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '--') break;
    const takes = OURS[word];
    if (takes === undefined && word.startsWith('-')) strange.push(word);
    index += takes ?? 0;
  }
  return strange;
}

describe('what a tree names', () => {
  it('never becomes an option of a tool', async () => {
    const bin = path.join(home, 'bin');
    const log = path.join(home, 'calls');
    mkdirSync(bin);
    for (const tool of ['helm', 'kustomize']) {
      const script = `#!${process.execPath}\nrequire('node:fs').appendFileSync(${JSON.stringify(log)}, JSON.stringify(process.argv.slice(2)) + '\\n');\n`;
      writeFileSync(path.join(bin, tool), script);
      chmodSync(path.join(bin, tool), 0o755);
    }
    const PATH = `${bin}${path.delimiter}${process.env['PATH'] ?? ''}`;
    for (const word of WORDS(path.join(home, 'canary'))) {
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
      plant(word);
      await runCli(['images', '.', '--render', 'auto'], { cwd: folder, env: { PATH } });
    }
    const calls = readFileSync(log, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as readonly string[]);
    expect(calls.length).toBeGreaterThan(20);
    for (const call of calls)
      expect(strangeOptions(call), JSON.stringify(call)).toEqual([]);
    const paths = calls.map((call) => call.at(-1) ?? '');
    expect(paths.filter((one) => !path.isAbsolute(one))).toEqual([]);
  }, 60_000);
});

describeWith(['helm', 'kustomize'], 'with the real tools, what a tree names', () => {
  it('writes nothing, runs nothing and forges nothing', async () => {
    for (const word of WORDS(path.join(home, 'canary'))) {
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
      plant(word);
      const { status, stdout, stderr } = await runCli(
        ['images', '.', '--render', 'auto', '--format', 'json'],
        { cwd: folder },
      );
      expect(status, stderr).toBe(0);
      expect(existsSync(path.join(home, 'canary'))).toBe(false);
      expect(readdirSync(home).sort()).toEqual(['tree']);
      expect(stdout).not.toContain('web:forged');
    }
  }, 120_000);

  it('is told where it is no name', async () => {
    plant('--post-renderer=/bin/sh');
    const { stderr } = await runCli(['images', '.', '--render', 'auto'], { cwd: folder });
    expect(stderr).toContain('"--post-renderer=/bin/sh" is no release name');
    expect(stderr).toContain('"--post-renderer=/bin/sh" is no namespace');
  });

  it('is never fetched by a plugin’s own file, nor handed to helm by one', async () => {
    let asked = 0;
    const server = createServer((_, response) => {
      asked += 1;
      response.end('apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const at = `http://127.0.0.1:${port}/x.yaml`;
    const canary = path.join(home, 'canary');
    const plugins = {
      transformers: `apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: t}\npath: ${at}\ntarget: {kind: Pod}\n`,
      generators: `apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: g}\nname: g\nfiles: ["k=${at}"]\n`,
    };
    const render = async (): Promise<string> =>
      (await runCli(['images', '.', '--render', 'auto'], { cwd: folder })).stderr;
    write(
      'pod.yaml',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: [{name: c, image: "us-docker.pkg.dev/p/r/a:1"}]}\n',
    );
    for (const [list, plugin] of Object.entries(plugins)) {
      write('plugin.yaml', plugin);
      write('kustomization.yaml', `resources: [pod.yaml]\n${list}: [plugin.yaml]\n`);
      expect(await render()).toContain("A plugin's file names http://127.0.0.1");
      write(
        'kustomization.yaml',
        `resources: [pod.yaml]\n${list}:\n- |\n  ${plugin.trim().replaceAll('\n', '\n  ')}\n`,
      );
      expect(await render()).toContain("A plugin's file names http://127.0.0.1");
    }
    write('plugins/plugin.yaml', plugins.generators.replace(at, 'k=pod.yaml'));
    write('kustomization.yaml', 'resources: [pod.yaml]\ngenerators: [plugins]\n');
    const patch = `patches: [{patch: '[{op: add, path: /files/0, value: "k=${at}"}]', target: {kind: ConfigMapGenerator}}]\n`;
    for (const made of [patch, 'nameSuffix: -x\n', 'resources: [more]\n']) {
      const own = made.startsWith('resources')
        ? made
        : `resources: [plugin.yaml]\n${made}`;
      write('plugins/kustomization.yaml', own);
      write('plugins/more/kustomization.yaml', `resources: [../plugin.yaml]\n${patch}`);
      expect(await render()).toContain('A folder of plugins has ');
    }
    write('kustomization.yaml', `resources: [plugins/plugin.yaml]\n${patch}`);
    write('env/kustomization.yaml', 'resources: [pod.yaml]\ngenerators: [../]\n');
    write('env/pod.yaml', 'apiVersion: v1\nkind: Pod\nmetadata: {name: y}\n');
    expect(await render()).toContain('A folder of plugins has patches');
    rmSync(path.join(folder, 'env'), { recursive: true });
    write('charts/web/Chart.yaml', 'apiVersion: v2\nname: web\nversion: 0.1.0\n');
    write(
      'plugin.yaml',
      `apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: {name: g}\nname: web\nreleaseName: --output-dir=${canary}\n`,
    );
    write(
      'kustomization.yaml',
      'helmCharts: [{name: web, releaseName: web}]\ngenerators: [plugin.yaml]\n',
    );
    expect(await render()).toContain('generators of its own beside helmCharts');
    expect(existsSync(canary)).toBe(false);
    expect(asked).toBe(0);
    server.close();
  }, 60_000);
});

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Rendering } from '../../src/engine/sources.ts';
import { folderTree } from '../../src/git/folder-tree.ts';
import type { RenderSettings } from '../../src/render/render-settings.ts';
import { renderSource } from '../../src/render/render-source.ts';
import { runTool } from '../../src/render/run-tool.ts';
import { describeWith, programOnPath } from '../programs.ts';

let folder: string;
const write = (file: string, text: string): void => {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
};
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'gar-render-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function render(
  changed: readonly string[] | null = null,
  settings: Partial<RenderSettings> = {},
): Promise<Rendering> {
  const source = renderSource(
    {
      render: 'always',
      files: 'own',
      renderRemote: 'never',
      imageRules: [],
      valuesRules: [],
      below: '',
      extraFormats: [],
      ...settings,
    },
    AbortSignal.timeout(60_000),
  );
  return source.render(await folderTree(folder), changed);
}

/** `root: image FILE:LINE:COLUMN part`, sorted. */
function lines({ images }: Rendering): readonly string[] {
  return images
    .map(
      ({ root, image, reference: { location: at, part } }) =>
        `${root}: ${image} ${at.file}:${at.line}:${at.column} ${part}`,
    )
    .sort();
}

const HOST = 'us-docker.pkg.dev/p/r';
const deployment = (name: string, image: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  template:\n    spec:\n      containers:\n        - name: ${name}\n          image: ${image}\n`;

describeWith(['kustomize', 'helm'], 'what is not to be fetched or told', () => {
  it('builds with an empty stand-in for data that is no text', async () => {
    write('over/api.yaml', deployment('api', `${HOST}/api:1`));
    writeFileSync(
      path.join(folder, 'over/data.tar.gz'),
      Buffer.from([0x1f, 0x8b, 0, 255]),
    );
    write(
      'over/kustomization.yaml',
      'resources: [api.yaml]\nconfigMapGenerator: [{name: data, files: [data.tar.gz]}]\n',
    );
    const rendering = await render();
    expect(rendering.failures).toEqual([]);
    expect(lines(rendering)).toEqual([`over: ${HOST}/api:1 over/api.yaml:10:18 image`]);
  });

  it('makes the kustomization of Flux of what stands above all others below', async () => {
    write(
      'flux/apps.yaml',
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps}\nspec: {path: ./apps, targetNamespace: shop}\n',
    );
    write('apps/shop/kustomization.yaml', 'resources: [web]\n');
    write('apps/shop/web/kustomization.yaml', 'resources: [web.yaml]\n');
    write('apps/shop/web/web.yaml', deployment('web', `${HOST}/web:1`));
    const rendering = await render();
    expect(rendering.failures).toEqual([]);
    expect(lines(rendering)).toEqual([
      `apps by Kustomization apps: ${HOST}/web:1 apps/shop/web/web.yaml:10:18 image`,
    ]);
  });

  it('says nothing of a label that a template prints twice', async () => {
    write('chart/Chart.yaml', 'apiVersion: v2\nname: chart\nversion: 1.0.0\n');
    const labelled = deployment('web', `${HOST}/web:1`).replace(
      '  name: web\nspec',
      '  name: web\n  labels: {app: a, app: b}\nspec',
    );
    write('chart/templates/web.yaml', labelled);
    expect((await render()).failures).toEqual([]);
  });
});

describeWith(['kustomize', 'helm'], 'kustomize, rendered', () => {
  beforeEach(() => {
    write('base/api.yaml', deployment('api', `${HOST}/api:1`));
    write('base/kustomization.yaml', 'resources: [api.yaml]\n');
    write(
      'overlays/dev/kustomization.yaml',
      'resources: [../../base]\nnamePrefix: dev-\n',
    );
    write(
      'overlays/stage/kustomization.yaml',
      'resources: [../../base]\nnamespace: stage\n',
    );
    write(
      'overlays/prod/kustomization.yaml',
      `resources:\n  - ../../base\nimages:\n  - name: ${HOST}/api\n    newTag: "7"\n`,
    );
  });

  it('judges what each overlay runs, and traces it to the scalar that a person edits', async () => {
    expect(lines(await render())).toEqual([
      `overlays/dev: ${HOST}/api:1 base/api.yaml:10:18 image`,
      `overlays/prod: ${HOST}/api:7 overlays/prod/kustomization.yaml:5:14 tag`,
      `overlays/stage: ${HOST}/api:1 base/api.yaml:10:18 image`,
    ]);
  });

  it('builds only the roots that a changed file reaches', async () => {
    write('other/kustomization.yaml', 'resources: [x.yaml]\n');
    write('other/x.yaml', deployment('x', `${HOST}/x:1`));
    expect((await render(['other/x.yaml'])).images.map(({ root }) => root)).toEqual([
      'other',
    ]);
    expect(
      (await render(['base/api.yaml'])).images.map(({ root }) => root).sort(),
    ).toEqual(['overlays/dev', 'overlays/prod', 'overlays/stage']);
    expect((await render(['README.md'])).images).toEqual([]);
  });

  it('follows patches, JSON patches, components, a new name and a digest', async () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    write('overlays/dev/patch.yaml', deployment('api', `${HOST}/api:patched`));
    write(
      'overlays/dev/kustomization.yaml',
      'resources: [../../base]\npatches:\n  - path: patch.yaml\n',
    );
    write(
      'overlays/stage/kustomization.yaml',
      `resources: [../../base]\npatches:\n  - target: {kind: Deployment, name: api}\n    patch: |-\n      - op: replace\n        path: /spec/template/spec/containers/0/image\n        value: ${HOST}/api:json\n`,
    );
    write(
      'components/digest/kustomization.yaml',
      `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nimages:\n  - name: ${HOST}/api\n    digest: ${digest}\n`,
    );
    write(
      'overlays/prod/kustomization.yaml',
      'resources: [../../base]\ncomponents: [../../components/digest]\n',
    );
    write(
      'overlays/renamed/kustomization.yaml',
      `resources: [../../base]\nimages:\n  - name: ${HOST}/api\n    newName: mirror.example/api\n`,
    );
    expect(lines(await render())).toEqual([
      `overlays/dev: ${HOST}/api:patched overlays/dev/patch.yaml:10:18 image`,
      `overlays/prod: ${HOST}/api@${digest} components/digest/kustomization.yaml:5:13 digest`,
      `overlays/renamed: mirror.example/api:1 base/api.yaml:10:18 tag`,
      `overlays/stage: ${HOST}/api:json overlays/stage/kustomization.yaml:7:16 image`,
    ]);
  });

  it('takes what an Argo CD Application and a Flux Kustomization change', async () => {
    write(
      'argo.yaml',
      `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: shop}\nspec:\n  destination: {namespace: shop}\n  source:\n    path: overlays/dev\n    kustomize:\n      images:\n        - ${HOST}/api:argo\n`,
    );
    write(
      'flux.yaml',
      `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: base, namespace: flux-system}\nspec:\n  path: ./base\n  images:\n    - name: ${HOST}/api\n      newTag: flux\n`,
    );
    const rendering = await render();
    expect(lines(rendering)).toEqual([
      `base by Kustomization base: ${HOST}/api:flux flux.yaml:8:15 tag`,
      `overlays/dev by Application shop: ${HOST}/api:argo argo.yaml:10:11 image`,
      `overlays/prod: ${HOST}/api:7 overlays/prod/kustomization.yaml:5:14 tag`,
      `overlays/stage: ${HOST}/api:1 base/api.yaml:10:18 image`,
    ]);
    expect(
      rendering.images.find(({ root }) => root.includes('shop'))?.reference.workload
        ?.namespace,
    ).toBe('shop');
  });

  it("says what failed at its root, in the tool's words, and renders the rest", async () => {
    write(
      'overlays/dev/kustomization.yaml',
      'resources:\n  - ../../base\n  - gone.yaml\n',
    );
    const rendering = await render();
    // What the overlay makes of its base is known all the same.
    expect(lines(rendering).filter((line) => line.startsWith('overlays/dev'))).toEqual([
      `overlays/dev: ${HOST}/api:1 base/api.yaml:10:18 image`,
    ]);
    expect(rendering.failures).toHaveLength(1);
    expect(rendering.failures[0]).toMatchObject({
      root: 'overlays/dev',
      location: { file: 'overlays/dev/kustomization.yaml', line: 1 },
    });
    expect(rendering.failures[0]?.why).toMatch(/gone\.yaml/);
    expect(rendering.failures[0]?.why).not.toContain(tmpdir());
  });

  it('fetches nothing, reads nothing outside, and runs no plugin', async () => {
    write(
      'overlays/dev/kustomization.yaml',
      'resources:\n  - github.com/example/repo//base?ref=v1\n',
    );
    write('overlays/stage/kustomization.yaml', 'resources:\n  - ../../../../../../etc\n');
    write(
      'overlays/prod/kustomization.yaml',
      'resources: [../../base]\ntransformers:\n  - |-\n    apiVersion: example.com/v1\n    kind: Evil\n    metadata:\n      name: evil\n      annotations:\n        config.kubernetes.io/function: |\n          exec: {path: /bin/touch}\n',
    );
    write('overlays/absolute/kustomization.yaml', 'resources: [/etc]\n');
    const { failures, images } = await render();
    expect(images.map(({ root, image }) => [root, image])).toEqual([
      ['overlays/prod', `${HOST}/api:1`],
    ]);
    expect(failures.map(({ root, why }) => [root, why.slice(0, 60)]).sort()).toEqual([
      ['overlays/absolute', expect.stringContaining('leads out of the folder')],
      ['overlays/dev', expect.stringContaining('is remote')],
      ['overlays/prod', expect.any(String)],
      ['overlays/stage', expect.stringContaining('leads out of the folder')],
    ]);
  });
});

describeWith(['kustomize', 'helm'], 'helm, rendered', () => {
  const template = (image: string): string => deployment('web', image);
  beforeEach(() => {
    write(
      'charts/web/Chart.yaml',
      'apiVersion: v2\nname: web\nversion: 1.2.3\nappVersion: "5.0.0"\n',
    );
    write(
      'charts/web/values.yaml',
      `image:\n  repository: ${HOST}/web\n  tag: ""\nsidecar:\n  enabled: false\n  image: ${HOST}/sidecar:1\n`,
    );
    write(
      'charts/web/templates/deployment.yaml',
      `${template('"{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"')}{{- if .Values.sidecar.enabled }}\n        - name: sidecar\n          image: {{ .Values.sidecar.image }}\n{{- end }}\n        - name: fixed\n          image: ${HOST}/fixed:3\n`,
    );
  });

  it('traces each image to the values, the appVersion or the template line that it came from', async () => {
    write(
      'charts/web/values-prod.yaml',
      'image:\n  tag: 6.1.0\nsidecar: {enabled: true}\n',
    );
    expect(lines(await render())).toEqual([
      `charts/web with values-prod.yaml: ${HOST}/fixed:3 charts/web/templates/deployment.yaml:16:18 image`,
      `charts/web with values-prod.yaml: ${HOST}/sidecar:1 charts/web/values.yaml:6:10 image`,
      `charts/web with values-prod.yaml: ${HOST}/web:6.1.0 charts/web/values-prod.yaml:2:8 tag`,
      `charts/web: ${HOST}/fixed:3 charts/web/templates/deployment.yaml:16:18 image`,
      `charts/web: ${HOST}/web:5.0.0 charts/web/Chart.yaml:4:14 tag`,
    ]);
  });

  it('takes the values of an Application and of a HelmRelease, in the object and in files', async () => {
    write('envs/prod.yaml', 'image:\n  tag: "8"\n');
    write(
      'apps/web.yaml',
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web}\nspec:\n  source:\n    path: charts/web\n    helm:\n      valueFiles: [../../envs/prod.yaml]\n      parameters:\n        - name: sidecar.enabled\n          value: "true"\n        - name: sidecar.image\n          value: us-docker.pkg.dev/p/r/other:9\n',
    );
    write(
      'releases/web.yaml',
      'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: shop}\nspec:\n  chart:\n    spec:\n      chart: ./charts/web\n      sourceRef: {kind: GitRepository, name: x}\n  values:\n    image:\n      tag: flux-1\n',
    );
    expect(lines(await render(['charts/web/values.yaml']))).toEqual([
      `charts/web by Application web: ${HOST}/fixed:3 charts/web/templates/deployment.yaml:16:18 image`,
      `charts/web by Application web: ${HOST}/other:9 apps/web.yaml:13:18 image`,
      `charts/web by Application web: ${HOST}/web:8 envs/prod.yaml:2:9 tag`,
      `charts/web by HelmRelease web: ${HOST}/fixed:3 charts/web/templates/deployment.yaml:16:18 image`,
      `charts/web by HelmRelease web: ${HOST}/web:flux-1 releases/web.yaml:11:12 tag`,
    ]);
  });

  it('says what helm refuses, and which dependency it did not fetch', async () => {
    write(
      'charts/web/templates/broken.yaml',
      '{{ required "set .Values.region" .Values.region }}\n',
    );
    const broken = await render();
    expect(broken.failures[0]?.why).toContain('set .Values.region');
    write(
      'charts/web/Chart.yaml',
      'apiVersion: v2\nname: web\nversion: 1.2.3\ndependencies:\n  - name: redis\n    version: 1.0.0\n    repository: https://example.com\n',
    );
    write('charts/web/templates/broken.yaml', '');
    const lacking = await render();
    expect(lacking.failures).toEqual([]);
    expect(lacking.remarks).toEqual([
      expect.stringContaining(
        'What redis of charts/web/Chart.yaml runs was not looked at',
      ),
    ]);
  });

  it('takes a dependency that stands elsewhere in the tree', async () => {
    write('charts/common/Chart.yaml', 'apiVersion: v2\nname: common\nversion: 1.0.0\n');
    write('charts/common/templates/job.yaml', deployment('job', `${HOST}/job:4`));
    write(
      'charts/web/Chart.yaml',
      'apiVersion: v2\nname: web\nversion: 1.2.3\nappVersion: "5.0.0"\ndependencies:\n  - name: common\n    version: 1.0.0\n    repository: file://../common\n',
    );
    const rendering = await render(['charts/common/templates/job.yaml']);
    expect(rendering.failures).toEqual([]);
    expect(lines(rendering)).toContain(
      `charts/web: ${HOST}/job:4 charts/common/templates/job.yaml:10:18 image`,
    );
  });
});

describeWith(['kubectl'], 'kubectl in the place of kustomize', () => {
  it('renders the same', async () => {
    write('base/api.yaml', deployment('api', `${HOST}/api:1`));
    write('base/kustomization.yaml', 'resources: [api.yaml]\n');
    write(
      'overlay/kustomization.yaml',
      `resources: [../base]\nimages:\n  - name: ${HOST}/api\n    newTag: "2"\n`,
    );
    const bin = path.join(folder, '.bin');
    mkdirSync(bin);
    symlinkSync(programOnPath('kubectl') ?? '', path.join(bin, 'kubectl'));
    const before = process.env['PATH'];
    process.env['PATH'] = bin;
    try {
      expect(lines(await render())).toEqual([
        `overlay: ${HOST}/api:2 overlay/kustomization.yaml:4:14 tag`,
      ]);
    } finally {
      process.env['PATH'] = before;
    }
  });
});

describe('a tool that is run', () => {
  const call = (
    program: string,
    words: readonly string[] = [],
  ): Parameters<typeof runTool>[0] => ({
    program,
    words,
    folder,
    home: folder,
    network: 'closed',
    confinement: [],
    signal: AbortSignal.timeout(20_000),
  });

  it('is given nothing of our environment', async () => {
    process.env['SECRET_OF_THIS_RUN'] = 'hunter2';
    const run = await runTool(call('/usr/bin/env'));
    delete process.env['SECRET_OF_THIS_RUN'];
    expect(run.kind === 'done' ? run.output : '').toContain('PATH=/nonexistent');
    expect(JSON.stringify(run)).not.toContain('hunter2');
  });

  it('is stopped where it prints without end, or the time of the run is up', async () => {
    expect(await runTool(call('/usr/bin/yes'))).toMatchObject({
      kind: 'failed',
      why: 'It printed more than 64 MiB.',
    });
    const late = await runTool({
      ...call('/usr/bin/sleep', ['30']),
      signal: AbortSignal.timeout(200),
    });
    expect(late).toMatchObject({ kind: 'failed', why: 'The time of this run was up.' });
  }, 30_000);

  it('is told of where it is not there', async () => {
    expect(await runTool(call('/nonexistent/tool'))).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining('could not be run'),
    });
  });
});

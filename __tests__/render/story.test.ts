import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Report } from '../../src/domain/report.ts';
import { describeWith } from '../programs.ts';
import { run, runCli } from '../run-cli.ts';

let folder: string;
const write = (file: string, text: string): void => {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
};
const git = async (...words: readonly string[]): Promise<void> => {
  const result = await run(
    'git',
    ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...words],
    {
      cwd: folder,
    },
  );
  if (result.status !== 0) throw new Error(result.stderr);
};

const HOST = 'us-docker.pkg.dev/p/r';
const deployment = (image: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\nspec:\n  template:\n    spec:\n      containers:\n        - name: api\n          image: ${image}\n`;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'gar-story-'));
  write('base/api.yaml', deployment(`${HOST}/api:1.0.0`));
  write('base/kustomization.yaml', 'resources: [api.yaml]\n');
  for (const one of ['dev', 'stage'])
    write(`overlays/${one}/kustomization.yaml`, 'resources: [../../base]\n');
  write(
    'overlays/prod/kustomization.yaml',
    `resources: [../../base]\nimages:\n  - name: ${HOST}/api\n    newTag: 1.0.0\n`,
  );
  write(
    '.world.yml',
    `projects:\n  p:\n    number: 1\n    repositories:\n      us/r:\n        format: DOCKER\n        images:\n          api:\n            - tags: [1.0.0]\n`,
  );
  await git('init', '-q');
  await git('add', '-A');
  await git('commit', '-qm', 'base');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function check(...words: readonly string[]): Promise<Report> {
  const result = await runCli(
    [
      'check',
      '--changed-since',
      'HEAD',
      '--sandbox',
      '.world.yml',
      '--format',
      'json',
      '--fail-on',
      'never',
      ...words,
    ],
    { cwd: folder },
  );
  expect(result.status, result.stderr).toBe(0);
  return JSON.parse(result.stdout) as Report;
}

const existence = ({ findings }: Report): readonly string[] =>
  findings
    .filter(({ rule }) => rule === 'tag-not-found')
    .map(
      ({ file, line, roots, image }) => `${file}:${line} ${image} ${roots?.join(' ')}`,
    );

describeWith(['kustomize', 'helm'], 'a pull request over overlays', () => {
  it('reports a bump of a base once, at the base, naming the overlays that it reaches', async () => {
    write('base/api.yaml', deployment(`${HOST}/api:2.0.0`));
    const report = await check();
    expect(existence(report)).toEqual([
      `base/api.yaml:10 ${HOST}/api:2.0.0 overlays/dev overlays/stage`,
    ]);
    expect(report.images.map(({ image, before }) => [image, before])).toEqual([
      [`${HOST}/api:2.0.0`, [`${HOST}/api:1.0.0`]],
    ]);
  });

  it('keeps quiet about a base that every overlay overrides', async () => {
    for (const one of ['dev', 'stage']) {
      write(
        `overlays/${one}/kustomization.yaml`,
        `resources: [../../base]\nimages:\n  - name: ${HOST}/api\n    newTag: 1.0.0\n`,
      );
    }
    await git('commit', '-qam', 'overridden');
    write('base/api.yaml', deployment(`${HOST}/api:9.9.9`));
    expect((await check()).findings).toEqual([]);
    expect(existence(await check('--render', 'never'))).toHaveLength(1);
  });

  it('reports a bump of one overlay at its newTag', async () => {
    write(
      'overlays/prod/kustomization.yaml',
      `resources: [../../base]\nimages:\n  - name: ${HOST}/api\n    newTag: 1.1.0\n`,
    );
    expect(existence(await check())).toEqual([
      `overlays/prod/kustomization.yaml:4 ${HOST}/api:1.1.0 overlays/prod`,
    ]);
  });

  it('still checks the rest where a root cannot be rendered', async () => {
    write('base/api.yaml', deployment(`${HOST}/api:2.0.0`));
    write(
      'overlays/dev/kustomization.yaml',
      'resources:\n  - ../../base\n  - gone.yaml\n',
    );
    const report = await check();
    expect(existence(report)).toEqual([
      `base/api.yaml:10 ${HOST}/api:2.0.0 overlays/dev overlays/stage`,
    ]);
    expect(report.findings.find(({ rule }) => rule === 'render-failed')).toMatchObject({
      file: 'overlays/dev/kustomization.yaml',
      line: 1,
    });
  });

  it('judges a base by the pullers of each overlay that it reaches', async () => {
    write(
      '.github/gar-preflight.yml',
      'environments:\n  - name: dev\n    paths: ["overlays/dev/**"]\n    service-accounts: [dev@p.iam.gserviceaccount.com]\n  - name: stage\n    paths: ["overlays/stage/**"]\n    service-accounts: [stage@p.iam.gserviceaccount.com]\n',
    );
    write('base/api.yaml', deployment(`${HOST}/api:2.0.0`));
    const report = await check();
    expect(report.access.map(({ principal }) => principal).sort()).toEqual([
      'serviceAccount:dev@p.iam.gserviceaccount.com',
      'serviceAccount:stage@p.iam.gserviceaccount.com',
    ]);
  });

  it('judges a base as it stands where no overlay of it is looked at', async () => {
    write('.github/gar-preflight.yml', 'paths: ["base/**"]\n');
    write('base/api.yaml', deployment(`${HOST}/api:2.0.0`));
    expect(existence(await check())).toEqual([
      `base/api.yaml:10 ${HOST}/api:2.0.0 undefined`,
    ]);
  });

  it('ends where rendering is a must and no tool is there', async () => {
    write('base/api.yaml', deployment(`${HOST}/api:2.0.0`));
    const bin = path.join(folder, '.bin');
    mkdirSync(bin);
    const { stdout } = await run('sh', ['-c', 'command -v git'], { cwd: folder });
    await run('ln', ['-s', stdout.trim(), path.join(bin, 'git')], { cwd: folder });
    const words = [
      'check',
      '--changed-since',
      'HEAD',
      '--sandbox',
      '.world.yml',
      '--fail-on',
      'never',
    ];
    const refused = await runCli([...words, '--render', 'always'], {
      cwd: folder,
      env: { PATH: bin },
    });
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('kustomize or kubectl on the PATH');
    const read = await runCli(words, { cwd: folder, env: { PATH: bin } });
    expect(read.stdout).toContain('read as they stand, not rendered');
  });
});

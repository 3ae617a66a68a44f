import { beforeEach, describe, expect, it } from 'vitest';
import { run, runCli } from '../run-cli.ts';
import { type Checked, checkFolder, folderOf, podOf, saidOf } from '../shop-folder.ts';

const CONFIG = `environments:
  - { name: prod, paths: ["apps/prod/**"] }
  - { name: dev, paths: ["apps/dvv/**"] }
values:
  - { files: ["apps/env/web.yaml"], chart: apps/charts/web }
  - { files: ["apps/env/api.yaml"], chart: charts/nowhere }
  - { files: ["apps/env/job.yaml"], chart: charts/job }
images:
  - { kind: Widget, paths: [spec.runner] }
  - { kind: Wodget, paths: [spec.runner] }
ignore:
  - { rule: tag-not-found, paths: ["apps/**"], image: "us-docker.pkg.dev/p/r/a:9", reason: r }
  - { rule: tag-not-found, paths: ["other/**"], reason: r }
  - { rule: tag-not-found, image: "us-docker.pkg.dev/p/r/elsewhere:1", reason: r }
`;
const chart = (name: string): string => `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`;
const TEMPLATE =
  'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers: [{ name: a, image: "us-docker.pkg.dev/p/r/a:{{ .Values.version }}" }]\n';
const FILES = {
  '.github/gar-preflight.yml': CONFIG,
  'apps/prod/pod.yaml': podOf('us-docker.pkg.dev/p/r/a:9'),
  'apps/env/web.yaml': 'version: 1.0.1\n',
  'apps/env/api.yaml': 'version: 1.0.1\n',
  'apps/env/job.yaml': 'version: 1.0.1\n',
  'apps/charts/web/Chart.yaml': chart('web'),
  'apps/charts/web/templates/pod.yaml': TEMPLATE,
  'charts/job/Chart.yaml': chart('job'),
  'charts/job/templates/pod.yaml': TEMPLATE,
  'widgets/w.yaml':
    'apiVersion: a/v1\nkind: Widget\nspec: { runner: us-docker.pkg.dev/p/r/a:1 }\n',
  'widgets/elsewhere.yaml': podOf('us-docker.pkg.dev/p/r/elsewhere:1'),
};
/** What of the config matches nothing, by its line: the environment, the chart, the rule, the waiver's paths. */
const UNMATCHED = [3, 6, 10, 13];

let folder: string;
beforeEach(async () => {
  folder = folderOf(FILES);
  await run('git', ['init', '-q'], { cwd: folder });
});

function linesOf({ report }: Checked): readonly number[] {
  return (report?.findings ?? [])
    .filter(({ rule }) => rule === 'config-unmatched')
    .map(({ line }) => line)
    .sort((a, b) => a - b);
}

describe('a config, held against the repository', () => {
  it.each([
    ['the root', '', []],
    ['a folder below', 'apps', []],
    ['two folders below', 'apps/prod', []],
    ['a folder that no glob names', 'widgets', []],
    ['a path that is named', '', ['apps/prod']],
    ['a path that is named from below', 'apps', ['prod/pod.yaml']],
    ['a part of it', '', ['.', '--shard', '1/2']],
  ])('is the same from everywhere: %s', async (_, below, words) => {
    const checked = await checkFolder(folder, { below, words });
    expect(linesOf(checked)).toEqual(UNMATCHED);
  });

  it('is not said to be without effect where only a part was read', async () => {
    const waiver = 'ignore: [{ rule: tag-not-found, image: "*:77", reason: r }]\n';
    const own = folderOf({ ...FILES, '.github/gar-preflight.yml': waiver });
    await run('git', ['init', '-q'], { cwd: own });
    expect(linesOf(await checkFolder(own, {}))).toEqual([1]);
    expect(linesOf(await checkFolder(own, { below: 'apps' }))).toEqual([]);
    expect(linesOf(await checkFolder(own, { words: ['apps'] }))).toEqual([]);
  });

  it('is held against nothing where standard input is read', async () => {
    const checked = await checkFolder(folder, { words: ['-'] });
    expect(linesOf(checked)).toEqual([]);
  });
});

describe('the config, shown from a folder below', () => {
  it('says of each glob what it matches here, and how much elsewhere', async () => {
    const { stdout } = await runCli(['config'], { cwd: `${folder}/apps/env` });
    const lines = stdout.split('\n').map((one) => one.trim().replace(/ +/g, ' '));
    expect(lines).toContain('environments.prod.paths[0] apps/prod/** 1 file elsewhere');
    expect(lines).toContain('environments.dev.paths[0] apps/dvv/** matches nothing');
    expect(lines).toContain('values[0].files[0] apps/env/web.yaml 1 file');
    expect(lines).toContain('ignore[0].paths[0] apps/** 3 files, 3 files elsewhere');
  });
});

describe('what the config says, from a folder below', () => {
  it('waives by globs from the root', async () => {
    const { report } = await checkFolder(folder, { below: 'apps/prod' });
    expect(report?.waived.map(({ rule, file }) => [rule, file])).toEqual([
      ['tag-not-found', 'pod.yaml'],
    ]);
  });

  it('waives by comments', async () => {
    const text = `${podOf('us-docker.pkg.dev/p/r/a:8').trimEnd()} # gar-preflight: ignore tag-not-found nightly\n`;
    const own = folderOf({ 'apps/dev/pod.yaml': text });
    await run('git', ['init', '-q'], { cwd: own });
    const { report } = await checkFolder(own, { below: 'apps/dev' });
    expect(report?.waived.map(({ rule }) => rule)).toEqual(['tag-not-found']);
    expect(saidOf(report)).toEqual(['target-unknown pod.yaml:7']);
  });

  it.each([
    ['', 'apps/env/web.yaml'],
    ['apps', 'env/web.yaml'],
  ])('gives values to their chart: %s', async (below, file) => {
    const { report } = await checkFolder(folder, { below });
    const image = report?.images.find((one) => one.image.endsWith(':1.0.1'));
    expect(image?.locations.map((one) => one.file)).toContain(file);
  });

  it('says which chart it does not reach', async () => {
    const { report } = await checkFolder(folder, { below: 'apps' });
    expect(report?.remarks.join('\n')).toContain(
      'apps/env/job.yaml go to charts/job, which stands outside of the working directory',
    );
    const whole = await checkFolder(folder, {});
    expect(whole.report?.remarks.join('\n')).not.toContain('outside of the working');
  });
});

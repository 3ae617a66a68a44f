import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Report } from '../../src/domain/report.ts';
import { type CliResult, runCli } from '../run-cli.ts';

/** A shop on Cloud Run and on GKE, made by Terraform. Its service agent may read `shop`; nobody but the node may read `data`. */
const WORLD = `
projects:
  my-project:
    number: 123456789
    service-accounts: { gke-node@my-project.iam.gserviceaccount.com: {} }
    repositories:
      us-central1/shop:
        policy:
          - role: roles/artifactregistry.reader
            members:
              - serviceAccount:service-123456789@serverless-robot-prod.iam.gserviceaccount.com
              - serviceAccount:gke-node@my-project.iam.gserviceaccount.com
        images: { web: [{ tags: ["1"] }] }
      us-central1/data:
        policy:
          - role: roles/artifactregistry.reader
            members: [serviceAccount:gke-node@my-project.iam.gserviceaccount.com]
        images: { job: [{ tags: ["1"] }] }
`;
const HOST = 'us-central1-docker.pkg.dev/my-project';
const run = (image: string): string =>
  `resource "google_cloud_run_v2_service" "web" {\n  name = "web"\n  project = "my-project"\n  template {\n    containers {\n      image = "${image}"\n    }\n  }\n}\n`;
const pod = (image: string): string =>
  `resource "kubernetes_pod_v1" "job" {\n  metadata { name = "job" }\n  spec {\n    container {\n      name = "job"\n      image = ${image}\n    }\n  }\n}\n`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'gar-terraform-'));
  write('world.yml', WORLD);
  write(
    '.github/gar-preflight.yml',
    'formats: [terraform]\nservice-account: gke-node@my-project.iam.gserviceaccount.com\n',
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
}
const cli = (...words: readonly string[]): Promise<CliResult> =>
  runCli(words, { cwd: folder });
async function check(...words: readonly string[]): Promise<Report> {
  const given = ['check', ...words, '--sandbox', 'world.yml', '--format', 'json'];
  return JSON.parse((await cli(...given)).stdout) as Report;
}
const told = ({ findings }: Report): readonly unknown[] =>
  findings.map(({ rule, file, line, column, principal }) =>
    [rule, `${file}:${line}:${column}`, principal].filter((one) => one !== null),
  );

describe('a module of Terraform', () => {
  it('is judged by who pulls each resource', async () => {
    write('main.tf', run(`${HOST}/data/job:1`) + pod(`"${HOST}/data/job:1"`));
    const agent =
      'serviceAccount:service-123456789@serverless-robot-prod.iam.gserviceaccount.com';
    const report = await check('.');
    expect(told(report)).toEqual([['reader-missing', 'main.tf:6:16', agent]]);
    expect(report.access.map(({ principal, verdict }) => [principal, verdict])).toEqual([
      ['serviceAccount:gke-node@my-project.iam.gserviceaccount.com', 'granted'],
      [agent, 'not-granted'],
    ]);
  });

  it('has its literals looked up, and its expressions left open', async () => {
    write(
      'main.tf',
      run(`${HOST}/shop/web:2`) + pod('var.image').replace('"job"', '"a"'),
    );
    write('tag.tofu', pod(`"${HOST}/shop/web:\${var.tag}"`));
    expect(told(await check('.'))).toEqual([
      ['tag-not-found', 'main.tf:6:16'],
      ['reference-unresolved', 'main.tf:15:15'],
      ['reference-unresolved', 'tag.tofu:6:16'],
    ]);
  });

  it('is compared with what stood there before', async () => {
    const git = (...words: readonly string[]): void => {
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...words], {
        cwd: folder,
      });
    };
    write('main.tf', run(`${HOST}/shop/web:0`) + pod(`"${HOST}/data/job:0"`));
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'first');
    write('main.tf', `\n${run(`${HOST}/shop/web:1`)}${pod(`"${HOST}/data/job:0"`)}`);
    const report = await check('.', '--changed-since', 'HEAD');
    expect(report.images.map(({ image }) => image)).toEqual([`${HOST}/shop/web:1`]);
  });

  it('that is broken is no green', async () => {
    write('main.tf', `${pod(`"${HOST}/shop/web:1"`)}}`);
    const report = await check('.');
    expect(told(report)).toEqual([['manifest-invalid', 'main.tf:10:1']]);
    expect(report.conclusion).toBe('neutral');
  });

  it('obeys a waiver in it', async () => {
    write(
      'main.tf',
      run(`${HOST}/shop/web:2`).replace(
        '      image',
        '      // gar-preflight: ignore tag-not-found the build pushes it\n      image',
      ),
    );
    const { findings, waived } = await check('.');
    expect(findings).toEqual([]);
    expect(waived).toMatchObject([{ rule: 'tag-not-found', line: 7 }]);
  });

  it('is asked for by what init writes, and where a change to it is not read', async () => {
    rmSync(path.join(folder, '.github'), { recursive: true });
    write('main.tf', pod(`"${HOST}/shop/web:1"`));
    expect((await cli('init')).status).toBe(0);
    const config = path.join(folder, '.github/gar-preflight.yml');
    expect(readFileSync(config, 'utf8')).toContain('\nformats: [terraform]\n');
    expect((await cli('images')).stdout).toContain('main.tf:6:16: ');
  });
});

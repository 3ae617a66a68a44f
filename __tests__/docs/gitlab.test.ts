import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { startSandbox } from '../../src/sandbox/server.ts';
import { freshBundle } from '../bundle/fresh-bundle.ts';
import { type CliResult, run } from '../run-cli.ts';
import { describeThorough } from '../thorough.ts';
import { blocksOf, nameOf } from './blocks.ts';
import { DOCS_WORLD } from './docs-world.ts';

const [block] = blocksOf('docs/homes.md').filter(
  (one) => nameOf(one) === '.gitlab-ci.yml',
);
const { 'gar-preflight': job } = parse(block?.text ?? '') as {
  readonly 'gar-preflight': {
    readonly script: readonly string[];
    readonly variables: Readonly<Record<string, string>>;
    readonly artifacts: { readonly reports: Readonly<Record<string, string>> };
  };
};

const image = (tag: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: api, namespace: shop}\nspec: {containers: [{name: api, image: "us-central1-docker.pkg.dev/my-project/apps/api:${tag}"}]}\n`;

/** A merge request that bumps the api, in a checkout of its own, with our repository where the page clones it from. */
async function mergeRequest(tag: string) {
  const home = mkdtempSync(path.join(tmpdir(), 'gar-gitlab-'));
  const [tree, ours] = [path.join(home, 'tree'), path.join(home, 'ours')];
  const author = '-c user.name=a -c user.email=a@example.com';
  const shell = (text: string, cwd: string, env = {}): Promise<CliResult> =>
    run('bash', ['-e', '-c', text], { cwd, env: { HOME: home, ...env } });
  for (const folder of [tree, ours]) mkdirSync(folder);
  cpSync(freshBundle(), path.join(ours, 'dist'), { recursive: true });
  await shell(`git init -q && git add -f . && git ${author} commit -qm a`, ours);
  await shell('git branch -f v1', ours);
  const instead = `git config --global url.${ours}.insteadOf https://github.com/gar-preflight/gar-preflight`;
  await shell(instead, home);
  writeFileSync(path.join(tree, 'api.yaml'), image('2.2.0'));
  await shell(`git init -q && git add . && git ${author} commit -qm a`, tree);
  const base = (await shell('git rev-parse HEAD', tree)).stdout.trim();
  writeFileSync(path.join(tree, 'api.yaml'), image(tag));
  await shell(`git ${author} commit -qam b`, tree);
  const sandbox = await startSandbox(DOCS_WORLD);
  // What the page puts below /tmp stands in a folder of this test.
  const script = job.script.join('\n').replaceAll('/tmp/', `${home}/`);
  const result = await shell(script, tree, {
    ...sandbox.environment,
    GOOGLE_ID_TOKEN: 'token-of-the-job',
    CI_MERGE_REQUEST_DIFF_BASE_SHA: base,
  });
  await sandbox.close();
  return { result, home, tree };
}

describeThorough(
  ['bash', 'git'],
  'a GitLab user who takes the job of docs/homes.md',
  () => {
    it('sees what is wrong at its line in the merge request', async () => {
      const { result, home, tree } = await mergeRequest('2.3.0');
      expect(result.status, result.stderr).toBe(1);
      const report = path.join(tree, job.artifacts.reports['codequality'] ?? '');
      const [issue] = JSON.parse(readFileSync(report, 'utf8')) as readonly {
        readonly check_name: string;
        readonly location: unknown;
      }[];
      expect(issue).toMatchObject({
        check_name: 'tag-not-found',
        location: { path: 'api.yaml' },
      });
      const junit = path.join(tree, job.artifacts.reports['junit'] ?? '');
      expect(readFileSync(junit, 'utf8')).toContain('tag-not-found');
      const account = path.join(home, 'google.json');
      expect(JSON.parse(readFileSync(account, 'utf8'))).toMatchObject({
        type: 'external_account',
      });
      expect(readFileSync(path.join(home, 'google-token'), 'utf8')).toBe(
        'token-of-the-job',
      );
    }, 60_000);

    it('is green on what is there, with reports to upload', async () => {
      const { result, tree } = await mergeRequest('2.3.1');
      expect(result.status, result.stdout + result.stderr).toBe(0);
      for (const report of Object.values(job.artifacts.reports))
        expect(existsSync(path.join(tree, report))).toBe(true);
    }, 60_000);
  },
);
